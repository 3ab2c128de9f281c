/** Moves the keys of one open slot, in batches bounded by count and by bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { itemsOf, textOf } from '../../wire/read-reply.ts';
import type { Failed } from '../reading/nodes.ts';
import { settleKeys } from './conflicts.ts';
import { migrate } from './migrate.ts';
import { MoveFailure, type Move } from './move.ts';
import { databasesOf, says } from './ownership.ts';
import type { Throttle } from './throttle.ts';

/** Keys whose names and sizes are asked in one go, milliseconds for which that holds: keys grow. */
const AHEAD = 1000;
const FRESH_MS = 1000;
/** Batches in a row that may move nothing. */
const MAX_IDLE = 3;
const IDLE_MS = 1000;

/** True once the source lists no key; false if the user wishes to stop. */
export async function moveKeys(move: Move, slot: number, throttle: Throttle): Promise<boolean> {
  for (const database of await databasesOf(move))
    if (!(await moveIn(move, slot, database, throttle))) return false;
  return true;
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
    context.report({ slot, latencyMs, limit: throttle.limit }, { keys: moved });
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
    // A key alone goes alone, whatever its size.
    const sizes = await nodes.numbers(
      move.source,
      keys.length < 2 ? [] : keys.map((key) => ['MEMORY', 'USAGE', key, 'SAMPLES', 1]),
      { database, asking: move.asking },
    );
    this.keys = keys.map((key, i) => ({ key, bytes: sizeIn(sizes[i], move.options.batchBytes) }));
    this.isLast = keys.length < count;
    this.askedAt = performance.now();
  }
}

/** Null is a key that is gone. One whose size is refused counts as a whole batch, so that it goes alone. */
const sizeIn = (size: number | null | Failed | undefined, whole: number): number =>
  size === null ? 0 : typeof size === 'number' ? size : whole;
