/** Counts the keys of all 16384 slots by asking their owners in pipelines. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { SlotCounts, SlotProgress } from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { countCodisSlots } from './codis-slot-keys.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../../../shared/failure.ts';
import { placeOf } from '../wire/place-of.ts';
import { askCounts } from './slot-questions.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

/** Nodes asked at once, and milliseconds between progress reports. */
const NODES_AT_ONCE = 64;
const TELL_EVERY = 100;

/** Replies are only numbers and errors, so small limits suffice. */
const SMALL = { depth: 4, line: 4096, bulk: 65_536, elements: 64, frame: 65_536 };

/** Which node is asked for which slots: the owner, or source and target of an open slot. */
type Plan = Map<NodeAddress, number[]>;

/**
 * Asks CLUSTER COUNTKEYSINSLOT (3.0) for every owned slot in one database, over separate connections, and calls `onProgress`
 * at most ten times a second. If the map read afterwards names another owner, that one is asked too, once. Rejects with a
 * FailureError: `bad-argument` for a server without slots, `no-owner`, `unreachable` if no node answers.
 */
export async function countSlots(
  cluster: Cluster,
  database: number,
  onProgress: (progress: SlotProgress) => void,
): Promise<SlotCounts> {
  if (cluster.topology?.kind === 'unmapped')
    throw unmappedFailure('Cannot count the keys of slots', cluster.topology);
  if (cluster.topology?.codis) return countCodisSlots(cluster, cluster.topology.codis, database);
  if (cluster.topology?.kind !== 'cluster')
    throw new FailureError(
      'bad-argument',
      'This server is not in a cluster, so its keys have no slots.',
      'Connect to a cluster node to count keys by slot.',
    );
  const start = performance.now();
  const count = new Count(cluster, database, onProgress);
  const stop = cluster.members.follow({ onTopology: () => {}, onClosed: () => count.abort.abort() });
  try {
    const before = ownersOf(cluster);
    const plan = planFor(cluster, before);
    if (plan.size === 0)
      throw new FailureError(
        'no-owner',
        'No slot has an owner.',
        'Assign slots with CLUSTER ADDSLOTS, or restart the primaries.',
      );
    await count.ask(plan);
    if (!count.abort.signal.aborted) await cluster.refresh('asked');
    const now = ownersOf(cluster);
    const moved = new Set([...now.keys()].filter((slot) => now[slot] !== before[slot]));
    if (moved.size > 0) {
      count.forget(moved);
      await count.ask(planFor(cluster, now, moved));
    }
    return count.result(now, start);
  } finally {
    stop();
  }
}

const ownersOf = (cluster: Cluster) =>
  Array.from({ length: SLOT_COUNT }, (_, slot) => cluster.cache.owner(slot));

function planFor(
  cluster: Cluster,
  owners: readonly (NodeAddress | null)[],
  only?: ReadonlySet<number>,
): Plan {
  const plan: Plan = new Map();
  const add = (node: NodeAddress | null | undefined, slot: number) => {
    if (!node || (only && !only.has(slot))) return;
    const slots = plan.get(node);
    if (slots) slots.push(slot);
    else plan.set(node, [slot]);
  };
  for (const [slot, owner] of owners.entries()) add(owner, slot);
  const open = new Map<NodeAddress, Set<number>>();
  for (const { slots, from, to } of cluster.topology?.migrations ?? [])
    for (const { first, last } of slots)
      for (let slot = first; slot <= last; slot++)
        for (const node of [from, to])
          if (node && node !== owners[slot]) open.set(node, (open.get(node) ?? new Set()).add(slot));
  for (const [node, slots] of open) for (const slot of slots) add(node, slot);
  return plan;
}

class Count {
  readonly abort = new AbortController();
  private readonly cluster: Cluster;
  private readonly database: number;
  private readonly onProgress: (progress: SlotProgress) => void;
  private readonly keys = new Uint32Array(SLOT_COUNT);
  /** By slot: the nodes that answered for it. */
  private readonly answers = new Map<NodeAddress, Uint8Array>();
  private readonly missing = new Map<NodeAddress, string>();
  private readonly asked = new Set<NodeAddress>();
  private done = 0;
  private total = 0;
  private told = -Infinity;

  constructor(cluster: Cluster, database: number, onProgress: (progress: SlotProgress) => void) {
    this.cluster = cluster;
    this.database = database;
    this.onProgress = onProgress;
  }

  /** Never rejects: a node that does not answer is listed as missing. */
  async ask(plan: Plan): Promise<void> {
    const waiting = [...plan];
    for (const [, slots] of waiting) this.total += slots.length;
    const settings = this.cluster.openPool({ limits: SMALL, database: this.database }).current;
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [node, slots] = next;
        this.asked.add(node);
        const answered = this.answers.get(node) ?? new Uint8Array(SLOT_COUNT);
        this.answers.set(node, answered);
        try {
          await askCounts(
            { ...settings, ...placeOf(node) },
            slots,
            (slot, keys) => {
              this.keys[slot] = Math.min(0xffffffff, this.keys[slot]! + keys);
              answered[slot] = 1;
              this.done++;
              this.tell();
            },
            this.abort.signal,
          );
          this.missing.delete(node);
        } catch (error) {
          this.missing.set(node, error instanceof Error ? error.message : String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: NODES_AT_ONCE }, lane));
    this.tell();
  }

  /** Drops the counts of these slots before they are asked for again. */
  forget(slots: ReadonlySet<number>): void {
    for (const slot of slots) {
      this.keys[slot] = 0;
      for (const answered of this.answers.values()) answered[slot] = 0;
    }
  }

  result(owners: readonly (NodeAddress | null)[], start: number): SlotCounts {
    if (this.abort.signal.aborted)
      throw new FailureError('cancelled', 'The connection was closed during the count.', 'Connect again.');
    const known = new Uint8Array(SLOT_COUNT);
    for (const [slot, owner] of owners.entries()) {
      if (owner !== null && this.answers.get(owner)?.[slot]) known[slot] = 1;
      else this.keys[slot] = 0;
    }
    const missing = [...this.missing].map(([node, reason]) => ({ node, reason }));
    if (!known.includes(1))
      throw new FailureError(
        'unreachable',
        `No node answered CLUSTER COUNTKEYSINSLOT: ${missing[0]?.reason ?? 'no node was left to ask'}.`,
        'Try again when the shards are back. If it was refused, the user needs the permission +cluster|countkeysinslot.',
      );
    return {
      database: this.database,
      keys: this.keys,
      known,
      asked: [...this.asked],
      missing,
      at: Date.now(),
      milliseconds: performance.now() - start,
    };
  }

  private tell(): void {
    const now = performance.now();
    const whole = this.done === this.total;
    if (!whole && now - this.told < TELL_EVERY) return;
    this.told = now;
    this.onProgress({ done: this.done, total: this.total });
  }
}
