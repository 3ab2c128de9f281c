/**
 * Lists every key of a cluster once: SCAN on every shard at once, in few bytes of memory a key, also while slots move.
 *
 * A pass lists each slot on the node that has it when the pass begins; then, for a slot that is open, on the node that it moves
 * to. A key goes one way only, so it is on one of the two for the whole of that node's turn. Slots that have moved meanwhile,
 * or whose node was lost, are listed again in the next pass, until nothing has moved. Keys that were listed before are left
 * out then, and so are those that SCAN itself lists twice. KeyspaceScan takes its counts back instead: a key that was printed
 * cannot be taken back.
 */
import { FailureError } from '../../../shared/failure.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { keySlot, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { scanNode } from './node-scan.ts';
import { openSlots, placesOf, planScan, slotsIn, slotsToScan, type Places, type Unit } from './scan-plan.ts';
import { scannable } from './scan-words.ts';
import { SeenKeys } from './seen-keys.ts';

/** Passes that each got further. While slots move all the time there is no end. */
const MAX_PASSES = 50;
/** Milliseconds between two searches for a lost node. */
const SEARCH_EVERY_MS = 300;

export interface ListingOptions {
  /** SCAN's MATCH; empty for every key. */
  match: Uint8Array;
  /** SCAN's TYPE; empty for every type. */
  type: string;
  /** SCAN's COUNT. */
  count: number;
  /** Milliseconds between two calls to the same node. */
  pause: number;
  database: number;
  /** The nodes to list as they are, replicas too; null for the owners of all slots. */
  nodes: readonly NodeAddress[] | null;
  /** Milliseconds to wait for a lost node or its successor. */
  timeoutMs: number;
}

export interface ListedKey {
  key: Uint8Array;
  slot: number;
}

/** Called with keys that were not listed before. Resolves with those to be listed again, because they have moved. */
export type OnKeys = (
  node: NodeAddress,
  keys: readonly ListedKey[],
  pool: NodePool,
) => Promise<readonly ListedKey[]> | undefined;

export interface ListingEnd {
  /** By node: why it could not be listed. */
  failures: ReadonlyMap<NodeAddress, string>;
  /** Slots whose keys may be missing. */
  unsettled: number;
  /** Slots that have no owner. */
  ownerless: number;
  /** Not all keys could be remembered: some may have been listed twice. */
  isForgetful: boolean;
}

export class KeyListing {
  private readonly cluster: Cluster;
  private readonly options: ListingOptions;
  private readonly onKeys: OnKeys;
  private readonly seen: SeenKeys;
  /** Keys to be listed again, one character below 256 a byte. */
  private readonly again = new Set<string>();
  /** By slot: 1 if it must be listed again. */
  private readonly dirty = new Uint8Array(SLOT_COUNT);
  private readonly failures = new Map<NodeAddress, string>();
  private counted: Places = [];
  private stopped = false;

  constructor(cluster: Cluster, options: ListingOptions, onKeys: OnKeys, seen = new SeenKeys()) {
    this.cluster = cluster;
    this.options = options;
    this.onKeys = onKeys;
    this.seen = seen;
  }

  /** Ends the listing after the calls that are under way. */
  stop(): void {
    this.stopped = true;
  }

  /** Rejects with a FailureError if the keys cannot be listed, or a server refuses it. */
  async run(): Promise<ListingEnd> {
    const topology = scannable(this.cluster.topology, { match: '', type: '' });
    if (topology.codis)
      throw new FailureError('refused', 'codis does not know SCAN.', 'Use --scan on each of its servers.');
    const unfollow = this.cluster.members.follow({
      onTopology: (map) => this.compare(map),
      onClosed: () => this.stop(),
    });
    const pool = this.cluster.openPool({
      database: this.options.database,
      setup: this.options.nodes === null || topology.kind !== 'cluster' ? [] : [argsOf('READONLY')],
    });
    try {
      const ownerless = await this.listAll(topology, pool);
      const unsettled = this.dirty.reduce((sum, one) => sum + one, 0);
      return { failures: this.failures, unsettled, ownerless, isForgetful: this.seen.isFull };
    } finally {
      unfollow();
      pool.close();
    }
  }

  /** Resolves with the number of slots without an owner. */
  private async listAll(topology: Topology, pool: NodePool): Promise<number> {
    const { nodes, timeoutMs } = this.options;
    if (nodes !== null) {
      const accept = slotsToScan(topology);
      await Promise.all(nodes.map((node) => this.list({ shard: 0, node, accept }, pool)));
      return 0;
    }
    const wanted = slotsToScan(topology);
    const places = placesOf(topology);
    let ownerless = 0;
    for (const slot of slotsIn(wanted.slice())) {
      if (places[slot] !== '') continue;
      wanted[slot] = 0;
      ownerless++;
    }
    this.dirty.set(wanted);
    let until = performance.now() + timeoutMs;
    for (let passes = 0; !this.stopped && this.dirty.includes(1) && passes < MAX_PASSES;) {
      if ((await this.pass(pool)) > 0) {
        passes++;
        until = performance.now() + timeoutMs;
      } else if (performance.now() >= until) break;
      else {
        await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY_MS));
        await this.cluster.refresh('node lost');
      }
    }
    return ownerless;
  }

  /** Lists all dirty slots. Resolves with how many are not dirty any more. */
  private async pass(pool: NodePool): Promise<number> {
    const topology = this.cluster.topology!;
    const wanted = this.dirty.slice();
    const places = placesOf(topology);
    this.counted = places;
    this.dirty.fill(0);
    this.failures.clear();
    // A slot that has lost its owner.
    for (const slot of slotsIn(wanted)) if (places[slot] === '') this.dirty[slot] = 1;
    for (const units of turnsOf(topology, wanted))
      await Promise.all(units.map((unit) => this.list(unit, pool)));
    if (!this.stopped) await this.readMap();
    let settled = 0;
    for (const slot of slotsIn(wanted)) if (this.dirty[slot] === 0) settled++;
    return settled;
  }

  /** Reads the map twice: the first reading may have begun before the last event. */
  private async readMap(): Promise<void> {
    await this.cluster.refresh('asked');
    await this.cluster.refresh('asked');
    this.compare(this.cluster.topology!);
  }

  private compare(topology: Topology): void {
    const { counted } = this;
    if (counted.length === 0) return;
    const now = placesOf(topology);
    for (let slot = 0; slot < SLOT_COUNT; slot++) if (now[slot] !== counted[slot]) this.dirty[slot] = 1;
  }

  private async list({ node, accept }: Unit, pool: NodePool): Promise<void> {
    const gate = { mayGoOn: () => !this.stopped, left: () => Infinity, onPage: () => {} };
    let page: ListedKey[] = [];
    const counter = {
      add: (from: Uint8Array, start: number, end: number): boolean => {
        const slot = keySlot(from.subarray(start, end));
        if (accept[slot] === 0) return false;
        const isNew = this.seen.add(from, start, end);
        if (isNew || this.takeAgain(from.subarray(start, end)))
          page.push({ key: from.slice(start, end), slot });
        return true;
      },
      takeChosen: () => page.splice(0),
    };
    let asked: Promise<void> | null = null;
    const questions = {
      ask: (keys: readonly ListedKey[]) => {
        const answer = keys.length === 0 ? undefined : this.onKeys(node, keys, pool);
        asked = answer?.then((moved) => this.listAgain(moved)) ?? null;
        // room() rejects with it.
        asked?.catch(() => undefined);
      },
      room: async () => {
        await asked;
      },
    };
    const { signal } = new AbortController();
    const parts = { connection: pool.get(node), counter, questions, options: this.options, gate, signal };
    try {
      if (await scanNode(parts)) return;
    } catch (error) {
      if (error instanceof FailureError) throw error;
      this.failures.set(node, error instanceof Error ? error.message : String(error));
      // Nothing has looked at them.
      this.listAgain(page);
      page = [];
    }
    for (const slot of slotsIn(accept)) this.dirty[slot] = 1;
  }

  private listAgain(keys: readonly ListedKey[]): void {
    for (const { key, slot } of keys) {
      this.again.add(Buffer.from(key).toString('latin1'));
      this.dirty[slot] = 1;
    }
  }

  private takeAgain(key: Uint8Array): boolean {
    return this.again.size > 0 && this.again.delete(Buffer.from(key).toString('latin1'));
  }
}

/** The owners of the wanted slots, all at once; after them the nodes that open slots move to. */
function turnsOf(topology: Topology, wanted: Uint8Array): Unit[][] {
  const owners = planScan({ ...topology, migrations: [] }, wanted, false);
  const open = openSlots(topology).map((one, slot) => one & wanted[slot]!);
  const targets = new Set(topology.migrations.map(({ to }) => to));
  return [owners, planScan(topology, open, false).filter(({ node }) => targets.has(node))];
}
