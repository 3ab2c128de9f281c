/** Which of two values of a key stays. The other one is kept in a file before anything overwrites it. */
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Conflict } from '../run/context.ts';
import { MoveFailure, type Move } from './move.ts';

export async function decide(
  { context, options }: Pick<Move, 'context' | 'options'>,
  conflict: Conflict,
): Promise<'source' | 'target' | 'stop'> {
  const wins = options.replace ? 'source' : await context.resolveConflict(conflict);
  if (wins === 'stop') return wins;
  const { slot, database, key, source, target } = conflict;
  try {
    await context.keepValue({ slot, database, key, ...(wins === 'source' ? target : source) });
  } catch (error) {
    throw new MoveFailure(
      `A value of slot ${slot} would be overwritten, and it cannot be kept in a file: ${escapeForLine(String(error).slice(0, 200))}. Nothing was overwritten, and the slot is open.`,
    );
  }
  return wins;
}
