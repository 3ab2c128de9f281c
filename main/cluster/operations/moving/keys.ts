/** Moves the keys of one open slot, in batches bounded by count and by bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { itemsOf, textOf } from '../../wire/read-reply.ts';
import { settleKeys } from './conflicts.ts';
import { migrate } from './migrate.ts';
import { MoveFailure, type Move } from './move.ts';
import { databasesOf, says } from './ownership.ts';
import type { Throttle } from './throttle.ts';

/** Keys that are listed in one go, milliseconds for which their sizes hold: keys grow. */
const AHEAD = 1024;
const FRESH_MS = 1000;
/** Among so many keys the size of each is asked; among more, that of every tenth. */
const ASKED_ALL = 50;
const EVERY = 10;
/** Many times the largest size that was asked still make a batch of full count. */
const MARGIN = 4;
/** Batches in a row that may move nothing. */
const MAX_IDLE = 3;
const IDLE_MS = 1000;

/** True once the source lists no key; false if the user wishes to stop. */
export async function moveKeys(move: Move, slot: number, throttle: Throttle): Promise<boolean> {
  return (await moveKeysOf(move, [slot], throttle)) === 1;
}

/**
 * Slot after slot; they are open, so that no client can begin to use another database for them. The number of slots of which the
 * source lists no key any more: fewer than all if the user wishes to stop.
 */
export async function moveKeysOf(move: Move, slots: readonly number[], throttle: Throttle): Promise<number> {
  const databases = await databasesOf(move);
  for (const [i, slot] of slots.entries())
    for (const database of databases) if (!(await moveIn(move, slot, database, throttle))) return i;
  return slots.length;
}

async function moveIn(move: Move, slot: number, database: number, throttle: Throttle): Promise<boolean> {
  const { context } = move;
  const queue = new KeyQueue(move, slot, database);
  let idle = 0;
  for (;;) {
    const keys = await queue.next();
    if (keys.length === 0) return true;
    const before = performance.now();
    const answer = await migrate(move, database, keys, false);
    const latencyMs = performance.now() - before;
    if (answer.kind === 'unreachable' || answer.kind === 'unknown')
      throw new MoveFailure(
        `${move.source} did not answer to a MIGRATE of slot ${slot} (${says(answer)}). The slot is open, and ${keys.length} keys are at one of the nodes or at both. Look at the source, then run the operation again.`,
        answer.kind === 'unknown',
      );
    // BUSYKEY, a timeout between the servers, or an error of the target: both sides are looked at.
    if (answer.kind !== 'reply') queue.clear();
    const gone =
      answer.kind === 'reply' ? keys.length : await settleKeys(move, slot, database, keys, answer.says);
    // GETKEYSINSLOT lists keys that have expired; MIGRATE deletes them.
    const moved = answer.kind === 'reply' && textOf(answer.reply) === 'NOKEY' ? 0 : gone;
    context.report({ slot, latencyMs, limit: context.control.rate }, { keys: moved });
    idle = gone > 0 ? 0 : idle + 1;
    if (idle >= MAX_IDLE)
      throw new MoveFailure(
        `Keys of slot ${slot} do not move from ${move.source} to ${move.target}${answer.kind === 'refused' ? `: ${says(answer)}` : ''}. The slot is open; no key is lost.`,
      );
    if (idle > 0) await sleep(IDLE_MS);
    if (context.control.wish === 'stop') return false;
    await throttle.after(moved, latencyMs);
  }
}

/** Keys of the slot that the source still has, a batch at a time. */
class KeyQueue {
  private readonly move: Move;
  private readonly slot: number;
  private readonly database: number;
  private keys: { key: Uint8Array; bytes: number }[] = [];
  private askedAt = 0;
  /** The source has listed fewer keys than it was asked for. A slot that migrates gets no new ones. */
  private isLast = false;

  constructor(move: Move, slot: number, database: number) {
    this.move = move;
    this.slot = slot;
    this.database = database;
  }

  /** Empty once the source lists no key. */
  async next(): Promise<Uint8Array[]> {
    const { options, context } = this.move;
    // A limit holds from second to second.
    const { rate } = context.control;
    const perSecond = rate === null ? Infinity : Math.max(1, Math.floor(rate));
    if (this.keys.length === 0 && this.isLast) return [];
    if (this.keys.length === 0 || performance.now() - this.askedAt > FRESH_MS)
      await this.ask(Math.min(Math.max(AHEAD, options.batchKeys), perSecond));
    const most = Math.min(options.batchKeys, perSecond, this.keys.length);
    let count = 0;
    for (let bytes = 0; count < most; count++) {
      bytes += this.keys[count]!.bytes;
      if (count > 0 && bytes > options.batchBytes) break;
    }
    return this.keys.splice(0, count).map(({ key }) => key);
  }

  /** What is listed may have moved, or not. */
  clear(): void {
    this.keys = [];
    this.isLast = false;
  }

  private async ask(count: number): Promise<void> {
    const { move, slot, database } = this;
    const { nodes } = move.context;
    const listed = await nodes.ask(move.source, ['CLUSTER', 'GETKEYSINSLOT', slot, count], { database });
    if (listed.kind !== 'reply')
      throw new MoveFailure(`${move.source} did not list keys of slot ${slot}: ${says(listed)}.`);
    const keys = itemsOf(listed.reply).flatMap((item) => (item.type === 'string' ? [item.bytes] : []));
    const sizes = await this.sizesOf(keys);
    this.keys = keys.map((key, i) => ({ key, bytes: sizes[i]! }));
    this.isLast = keys.length < count;
    this.askedAt = performance.now();
  }
  /**
   * If every tenth key is small, the others count as the largest of these. A large one among them blocks the nodes hardly longer
   * than it would alone, as most of its batch is small.
   */
  private async sizesOf(keys: readonly Uint8Array[]): Promise<number[]> {
    const { batchBytes, batchKeys } = this.move.options;
    // A key alone goes alone, whatever its size.
    if (keys.length < 2) return keys.map(() => 0);
    if (keys.length <= ASKED_ALL) return this.askSizes(keys);
    const some = await this.askSizes(keys.filter((_, i) => i % EVERY === 0));
    const largest = some.reduce((a, b) => Math.max(a, b));
    if (largest * batchKeys * MARGIN <= batchBytes) return keys.map(() => largest);
    return this.askSizes(keys);
  }

  /** Bytes. A key that is gone has none. One whose size is refused counts as a whole batch, so that it goes alone. */
  private async askSizes(keys: readonly Uint8Array[]): Promise<number[]> {
    const { context, source, asking, options } = this.move;
    const sizes = await context.nodes.numbers(
      source,
      keys.map((key) => ['MEMORY', 'USAGE', key, 'SAMPLES', 1]),
      { database: this.database, asking },
    );
    return sizes.map((size) => (size === null ? 0 : typeof size === 'number' ? size : options.batchBytes));
  }
}
