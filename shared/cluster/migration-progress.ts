/** How far an open migration has come. Plain data only. */
import { countSlots } from '../slots/slot-ranges.ts';
import { grouped } from '../format/count.ts';
import { durationWords } from '../format/clock.ts';
import type { Migration } from './topology.ts';

export interface MigrationProgress extends Migration {
  /** Milliseconds since 1970: when the oldest of its slots was first seen open. */
  since: number;
  /** Whether it was open already when watching began: it is older by an unknown time. */
  atLeast: boolean;
  /** Keys of these slots at the source, and at the target; null if the node did not say. */
  left: number | null;
  done: number | null;
  /** Slots whose keys were counted; the others are too many. */
  counted: number;
  /** Milliseconds since 1970: the last time a slot was opened or closed, or a key left the source. */
  movedAt: number;
  /** Whether nothing has moved for long enough to be trouble. */
  stuck: boolean;
}

/** `open for at least 12 min, 340 keys moved, 1,200 left`. */
export function progressWords(progress: MigrationProgress, now: number): string {
  const { since, atLeast, left, done, counted, slots } = progress;
  const total = countSlots(slots);
  const keys = (count: number | null) => (count === null ? 'an unknown number of keys' : grouped(count));
  const part = counted < total ? ` in the first ${counted} slots` : '';
  return (
    `open for ${atLeast ? 'at least ' : ''}${durationWords(now - since)}, ` +
    `${done === 1 ? '1 key' : done === null ? keys(done) : `${keys(done)} keys`} moved, ${keys(left)} left${part}`
  );
}

/** The problem of a migration in which nothing moves, and what to do. */
export const stuckWords = ({ movedAt, left }: MigrationProgress, now: number): string =>
  `Nothing has moved for ${durationWords(now - movedAt)}. ` +
  (left === 0
    ? 'No key is left on the source: end the migration with CLUSTER SETSLOT <slot> NODE <id of the target> on both nodes, the target first.'
    : 'The reshard may have stopped: redis-cli --cluster fix moves the rest, or CLUSTER SETSLOT <slot> STABLE on both nodes cancels the move.');
