/** The lines of stdin that is no terminal: sent at once as far as they cannot notice each other, printed in their order. */
import { BUNDLED_COMMANDS } from '../../../shared/commands/command-table.ts';
import { parseShellLine } from '../../../shared/commands/shell-line.ts';
import { hasFlag, readCommand } from '../../cluster/routing/route.ts';
import { staysInSlot } from '../../cluster/session/order.ts';
import { BAD_ARGUMENTS, BAD_REPEAT } from '../cli-lines.ts';
import { changesConnection, isStream } from '../command-needs.ts';
import type { Flags } from '../flags.ts';
import type { Stdin } from '../stdin.ts';
import { newRequest, type Request } from './request.ts';
import type { Script } from './script.ts';

type Args = readonly Uint8Array[];

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Where the lines end: at the end of stdin or at quit; or at a line that needs a session. */
export type LinesEnd = { kind: 'end' } | { kind: 'session'; line: string };

export async function runPipedLines(stdin: Stdin, script: Script, flags: Flags): Promise<LinesEnd> {
  const stop = onInterrupt(script);
  try {
    await script.connect();
    await script.start();
    let number = 0;
    for (;;) {
      const text = stdin.readLine() ?? (await stdin.line());
      if (text === null) break;
      number++;
      const line = parseShellLine(text, bytes);
      switch (line.kind) {
        case 'blank':
          break;
        case 'bad':
          script.printer.note(BAD_ARGUMENTS);
          break;
        case 'bad-repeat':
          script.printer.note(BAD_REPEAT);
          break;
        case 'built-in':
          await script.idle();
          return line.name === 'quit' ? { kind: 'end' } : { kind: 'session', line: text };
        case 'command': {
          const { args, target, repeat } = line;
          const isOwn = target !== null || isStream(args) || changesConnection(args);
          if (isOwn || (repeat > 1 && flags.interval > 0)) {
            await script.idle();
            return { kind: 'session', line: text };
          }
          const room = repeat === 1 ? run(script, args, number).room : null;
          if (room) await room;
          if (repeat > 1) await repeatLine(script, args, number, repeat);
        }
      }
    }
    await script.idle();
    return { kind: 'end' };
  } finally {
    stop();
    script.printer.flush();
  }
}

async function repeatLine(script: Script, args: Args, line: number, repeat: number): Promise<void> {
  for (let n = 0; n < repeat; n++) {
    const { request, room } = run(script, args, line);
    await room;
    await script.idle();
    if (request.end === 'failed') return;
  }
}

/** Starts a command. `room` resolves when the next may be started; null if at once. */
function run(script: Script, args: Args, line: number): { request: Request; room: Promise<void> | null } {
  const { mode, owners, printer } = script;
  const reading = readCommand(args, BUNDLED_COMMANDS, mode === 'off' ? 'none' : 'known');
  const readonly = hasFlag(reading, 'readonly');
  const request = newRequest(args, line, { slot: reading.slot, readonly });
  const owner = owners.of(reading.slot ?? reading.asked ?? -1);
  const overlaps =
    mode === 'off'
      ? reading.command !== null && !hasFlag(reading, 'blocking')
      : staysInSlot(reading) && (owner !== null || !owners.isKnown);
  const room = overlaps
    ? script.runBeside(request, (mode === 'off' ? null : owner) ?? printer.current)
    : script.runAlone(request, mode === 'direct' && owner !== null ? owner : undefined);
  return { request, room };
}

/** Ctrl+C ends the program; lines whose fate is unknown are named. Returns what undoes this. */
function onInterrupt({ printer }: Script): () => void {
  const interrupt = () => {
    const lines = printer.pending.filter(({ stops }) => stops.length > 0).map(({ line }) => line);
    const [first, last] = [lines[0], lines.at(-1)];
    const which = first === last ? `Line ${first} was` : `Lines ${first} to ${last} were`;
    if (first !== undefined)
      printer.error(`${which} sent and not answered: it is not known what of that has run.\n`);
    process.removeListener('SIGINT', interrupt);
    process.kill(process.pid, 'SIGINT');
  };
  process.on('SIGINT', interrupt);
  return () => void process.removeListener('SIGINT', interrupt);
}
