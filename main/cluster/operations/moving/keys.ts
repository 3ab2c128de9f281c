/** Moves the keys of one open slot, in batches bounded by count and by bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { itemsOf, numberOf, textOf } from '../../wire/read-reply.ts';
import { settleKeys } from './conflicts.ts';
import { migrate } from './migrate.ts';
import { MoveFailure, type Move } from './move.ts';
import { databasesOf, says } from './ownership.ts';
import type { Throttle } from './throttle.ts';

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
  let idle = 0;
  for (;;) {
    const keys = await nextBatch(move, slot, database);
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

async function nextBatch(move: Move, slot: number, database: number): Promise<Uint8Array[]> {
  const { context, source, options } = move;
  // A limit holds from second to second.
  const { rate } = context.control;
  const count = Math.min(options.batchKeys, rate === null ? Infinity : Math.max(1, Math.floor(rate)));
  const listed = await context.nodes.ask(source, ['CLUSTER', 'GETKEYSINSLOT', slot, count], { database });
  if (listed.kind !== 'reply')
    throw new MoveFailure(`${source} did not list keys of slot ${slot}: ${says(listed)}.`);
  const keys = itemsOf(listed.reply).flatMap((item) => (item.type === 'string' ? [item.bytes] : []));
  if (keys.length < 2) return keys;
  const sizes = await context.nodes.pipeline(
    source,
    keys.map((key) => ['MEMORY', 'USAGE', key, 'SAMPLES', 1]),
    { database, asking: move.asking },
  );
  const batch: Uint8Array[] = [];
  let bytes = 0;
  for (const [i, key] of keys.entries()) {
    const size = sizes[i]!;
    bytes += size.kind === 'reply' ? numberOf(size.reply) || 0 : 0;
    if (batch.length > 0 && bytes > options.batchBytes) break;
    batch.push(key);
  }
  return batch;
}
