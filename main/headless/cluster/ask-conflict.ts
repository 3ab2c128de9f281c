/** Asks which of two values of a key stays. Both are shown in a line each. */
import type { Conflict } from '../../cluster/operations/run/context.ts';
import { keyText, valueLines } from '../../operating/conflict-values.ts';
import type { CommandContext } from './command-context.ts';
import type { TerminalKeys } from './terminal-keys.ts';

const CHOICES: { readonly [key: string]: 'source' | 'target' | 'stop' } = {
  s: 'source',
  t: 'target',
  q: 'stop',
};

/** `keys` is null where nobody can be asked: then nothing is overwritten. Ctrl+C is `stop`. */
export async function askConflict(
  context: CommandContext,
  conflict: Conflict,
  keys: TerminalKeys | null,
): Promise<'source' | 'target' | 'stop'> {
  if (context.given.options.has('--cluster-replace')) return 'source';
  if (keys === null) return 'stop';
  const { slot, source, target } = conflict;
  const values = await valueLines(context.nodes, conflict);
  context.print([
    `Key ${keyText(conflict)} of slot ${slot} has two values. The one that loses is kept in a file.`,
    `  source ${source.node}: ${values[0]}`,
    `  target ${target.node}: ${values[1]}`,
  ]);
  context.io.output.remark('Which one stays? s = source, t = target, q = stop: ');
  const choice = CHOICES[(await keys.ask('stq')) ?? 'q']!;
  context.io.output.remark(`${choice}\n`);
  return choice;
}
