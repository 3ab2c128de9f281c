/** Lines typed at a terminal: the prompt, the history file, and running one line after another. */
import type { Reading } from '../../../shared/repl/line/reading.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import { EditedLines } from './edited-lines.ts';
import { HistoryFile, historyPath } from './history-file.ts';
import { PlainLines } from './plain-lines.ts';
import { bytesOfText } from './text-bytes.ts';
import type { PromptOptions, Typing } from './typing.ts';

/** Resolves at quit, at Ctrl+D, and at Ctrl+C while nothing runs. */
export async function runPrompt(options: PromptOptions): Promise<void> {
  const history = new HistoryFile(historyPath(options.environment));
  const earlier = await history.load();
  const typing = options.mode === 'editor' ? new EditedLines(options, earlier) : new PlainLines(options);
  try {
    await new Promise<void>((resolve, reject) => {
      const run = async (lines: readonly Reading[]) => {
        for (const [i, line] of lines.entries()) {
          if (i > 0) typing.echo(line);
          history.add(line);
          if (!(await runTyped(line, options, typing))) return resolve();
          if (typing.isInterrupted) break;
        }
        typing.next();
      };
      typing.open((lines) => void run(lines).catch(reject), resolve);
    });
  } finally {
    typing.close();
    options.shell.interrupt();
    await history.flush();
  }
}

/** False if the line leaves the shell. */
async function runTyped(line: Reading, options: PromptOptions, typing: Typing) {
  const { request } = line;
  if (request.kind === 'built-in') {
    const [first, second] = request.args.map((word) => lowerWord(word));
    if (first === ':set' && (second === 'hints' || second === 'nohints')) typing.setHints(second === 'hints');
  }
  const goesOn = await options.run(bytesOfText(line.text).toString('latin1'));
  typing.ran(line);
  return goesOn;
}
