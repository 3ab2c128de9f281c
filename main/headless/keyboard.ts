/** Lines typed at a terminal, with a prompt and the keys of node:readline. */
import { createInterface } from 'node:readline';
import type { Flags } from './flags.ts';
import { runLine } from './lines.ts';
import type { Output } from './output.ts';
import type { Shell } from './shell.ts';

/** Resolves at quit, at Ctrl+D, and at Ctrl+C if nothing runs. */
export function runPrompt(shell: Shell, flags: Flags, output: Output): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stdout, historySize: 1000 });
  const typed: string[] = [];
  let running = false;
  const prompt = () => {
    reader.setPrompt(shell.prompt);
    reader.prompt();
  };
  const run = async () => {
    if (running) return;
    running = true;
    for (let line = typed.shift(); line !== undefined; line = typed.shift()) {
      const text = Buffer.from(line).toString('latin1');
      if (!(await runLine(text, shell, flags, output))) {
        reader.close();
        return;
      }
      prompt();
    }
    running = false;
  };
  return new Promise((resolve, reject) => {
    reader.on('line', (line) => {
      typed.push(line);
      run().catch(reject);
    });
    // redis-cli exits even while a command runs.
    reader.on('SIGINT', () => {
      typed.length = 0;
      if (running) shell.interrupt();
      else reader.close();
    });
    reader.on('close', () => {
      shell.interrupt();
      resolve();
    });
    prompt();
  });
}
