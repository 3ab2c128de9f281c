/** Lines from stdin or from the keyboard, run one after another as redis-cli's shell runs them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { latin1 } from '../../shared/resp/resp.ts';
import { parseShellLine } from '../../shared/commands/shell-line.ts';
import { readPlace } from '../connections/connect-args.ts';
import { BAD_ARGUMENTS, BAD_REPEAT, durationLine } from './cli-lines.ts';
import { unexpectedText } from './errors.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';
import { now } from './now.ts';
import { printHelp } from './print-help.ts';
import type { Shell } from './shell.ts';
import type { Stdin } from './stdin.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Resolves at the end of stdin, and at quit. `first` is a line that was read already. */
export async function runLines(
  stdin: Stdin,
  shell: Shell,
  flags: Flags,
  output: Output,
  first: string | null,
): Promise<void> {
  for (let line = first ?? (await stdin.line()); line !== null; line = await stdin.line())
    if (!(await runLine(line, shell, flags, output))) return;
}

/** False if the line leaves the shell. Never rejects: an unexpected error costs its line, not the shell. */
export async function runLine(text: string, shell: Shell, flags: Flags, output: Output): Promise<boolean> {
  try {
    return await tryLine(text, shell, flags, output);
  } catch (error) {
    output.error(unexpectedText(error));
    return true;
  }
}

async function tryLine(text: string, shell: Shell, flags: Flags, output: Output): Promise<boolean> {
  const line = parseShellLine(text, bytes);
  switch (line.kind) {
    case 'blank':
      return true;
    case 'bad':
      output.text(BAD_ARGUMENTS);
      return true;
    case 'bad-repeat':
      output.text(BAD_REPEAT);
      return true;
    case 'command': {
      const start = now() - shell.ownMs;
      for (let n = 0; n < line.repeat; n++) {
        if ((await shell.run(line.args, line.target, line.repeat)) === 'failed') break;
        if (flags.interval > 0) await sleep(flags.interval);
      }
      const elapsed = now() - shell.ownMs - start;
      output.text(durationLine(elapsed, flags.style));
      return true;
    }
    case 'built-in':
      return runBuiltIn(line.name, line.args, shell, output);
  }
}

async function runBuiltIn(
  name: string,
  args: readonly Uint8Array[],
  shell: Shell,
  output: Output,
): Promise<boolean> {
  switch (name) {
    case 'quit':
      return false;
    case 'clear':
      output.text('\x1b[H\x1b[2J');
      return true;
    case 'restart':
      output.text("Use 'restart' only in Lua debugging mode.\n");
      return true;
    case 'help':
      printHelp(args, output, args.length > 1 ? await shell.docs() : null);
      return true;
    case 'connect': {
      const place = readPlace(args);
      if ('problem' in place) output.error(`${place.problem}\n`);
      else await shell.move(place.address);
      return true;
    }
    default: {
      const [first = '', second = ''] = args.map((word) => latin1(word));
      output.text(preferenceText(first, second, args.length > 1, shell.isSubscribed));
      return true;
    }
  }
}

/** What a line that begins with a colon prints. `:get pubsub` is valkey-cli's. */
function preferenceText(first: string, second: string, hasSecond: boolean, isSubscribed: boolean): string {
  const command = hasSecond ? first.toLowerCase() : '';
  if (command === ':set')
    return /^(no)?hints$/i.test(second) ? '' : `unknown redis-cli preference '${second}'\n`;
  if (command !== ':get') return `unknown redis-cli internal command '${first}'\n`;
  return /^pubsub$/i.test(second)
    ? `${Number(isSubscribed)}\n`
    : `unknown redis-cli get option '${second}'\n`;
}
