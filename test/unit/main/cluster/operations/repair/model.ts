/**
 * A small model of servers in a cluster, by the rules of CLUSTER SETSLOT and of gossip: a node that believes to own a slot
 * deletes its keys once another one claims the slot with a higher config epoch.
 */
import {
  claimsOf,
  type ClusterReading,
  type NodeReading,
} from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import type { SlotCounts } from '../../../../../../main/cluster/operations/reading/slot-measures.ts';
import { toRanges } from '../../../../../../main/cluster/topology/slot-ranges.ts';
import type { NodeLine } from '../../../../../../main/cluster/topology/reading.ts';
import { slotsOfRanges } from '../../../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../../../shared/slots/slots.ts';
import type { Action } from '../../../../../../shared/operations/action.ts';

/** The slots that the model follows. The first node owns all others. */
export const SLOTS = [0, 1, 2, 3, 4, 5] as const;

export interface ModelNode {
  id: string;
  epoch: number;
  away: boolean;
  /** By slot, the owner in its map. */
  view: (string | null)[];
  migrating: (string | null)[];
  importing: (string | null)[];
  keys: Set<string>[];
  /** Slots of which it does not say how many keys it has. */
  unknown: boolean[];
}

export class Model {
  readonly nodes: ModelNode[];
  /** What no server would accept, and what was deleted. */
  readonly wrong: string[] = [];
  constructor(nodes: ModelNode[]) {
    this.nodes = nodes;
  }

  at(id: string): ModelNode {
    return this.nodes.find((node) => node.id === id)!;
  }

  claimants(slot: number): ModelNode[] {
    return this.nodes.filter((node) => !node.away && node.view[slot] === node.id);
  }

  get isContested(): boolean {
    return SLOTS.some((slot) => this.claimants(slot).length > 1);
  }

  reading(): { reading: ClusterReading; counts: SlotCounts } {
    const owned = (viewer: ModelNode, { id }: ModelNode, index: number) => [
      ...toRanges(SLOTS.filter((slot) => viewer.view[slot] === id)),
      ...(index === 0 ? [{ first: SLOTS.length, last: SLOT_COUNT - 1 }] : []),
    ];
    const lines = (viewer: ModelNode): NodeLine[] =>
      this.nodes.map((node, index) => ({
        id: node.id,
        address: `127.0.0.1:${7000 + index}`,
        flags: ['master'],
        primaryId: null,
        configEpoch: node.epoch,
        pongAt: null,
        linkState: 'connected' as const,
        slots: owned(viewer, node, index),
        migrating: viewer === node ? marks(node.migrating).map(([slot, to]) => ({ slot, to })) : [],
        importing: viewer === node ? marks(node.importing).map(([slot, from]) => ({ slot, from })) : [],
      }));
    const nodes = this.nodes.map((node, index): NodeReading => {
      // The others agree about a node that does not answer.
      const seenBy = node.away ? this.nodes.find(({ away }) => !away)! : node;
      const line = lines(seenBy)[index]!;
      return {
        ...{ id: node.id, address: line.address, line, role: 'primary', primaryId: null },
        trouble: node.away ? { kind: 'unreachable', says: 'refused' } : null,
        configEpoch: node.epoch,
        view: node.away ? null : lines(node),
        clusterInfo: new Map(),
        info: new Map([['redis_version', '7.0.15']]),
        server: 'Redis 7.0.15',
        keys: null,
        abilities: { atomic: null, slotStats: false },
        links: null,
      };
    });
    const counts = new Map(
      this.nodes
        .filter(({ away }) => !away)
        .map(({ id, keys, unknown }) => {
          const all = new Float64Array(SLOT_COUNT);
          for (const slot of SLOTS) all[slot] = unknown[slot] ? Number.NaN : keys[slot]!.size;
          return [id, all] as const;
        }),
    );
    const seed = nodes.find(({ trouble }) => trouble === null)!;
    return {
      reading: { readAt: 0, seed: seed.address, seedId: seed.id, nodes, owners: claimsOf(nodes) },
      counts,
    };
  }

  /** One action's commands, in the order in which its executor sends them. */
  act(action: Action): void {
    if (!('slots' in action) || !Array.isArray(action.slots)) throw new Error(`No model of ${action.kind}.`);
    if (action.kind === 'announce-slots') return this.bump(this.at(action.node));
    for (const slot of slotsOfRanges(action.slots))
      switch (action.kind) {
        case 'give-up-slots': {
          const node = this.at(action.node);
          node.view[slot] = action.to;
          node.importing[slot] = action.to;
          break;
        }
        case 'take-slots': {
          const node = this.at(action.node);
          node.migrating[slot] = node.importing[slot] = null;
          node.view[slot] = node.id;
          if (action.bumpEpoch) this.bump(node);
          break;
        }
        case 'close-slots': {
          const node = this.at(action.node);
          if (node.view[slot] !== node.id && node.keys[slot]!.size > 0)
            this.wrong.push(`${node.id} closes slot ${slot} with keys that it does not own`);
          node.migrating[slot] = node.importing[slot] = null;
          break;
        }
        case 'move-keys': {
          const [from, to] = [this.at(action.from), this.at(action.to)];
          if (from.view[slot] === from.id) this.wrong.push(`${from.id} imports slot ${slot}, which it owns`);
          from.view[slot] = this.claimants(slot)[0]!.id;
          from.importing[slot] = to.id;
          this.migrate(from, to, slot);
          from.migrating[slot] = from.importing[slot] = null;
          break;
        }
        case 'move-slots': {
          const [from, to] = [this.at(action.from), this.at(action.to)];
          if (from.view[slot] !== from.id) this.wrong.push(`${from.id} does not own slot ${slot}`);
          from.migrating[slot] = to.id;
          to.importing[slot] = from.id;
          this.migrate(from, to, slot);
          to.view[slot] = to.id;
          to.importing[slot] = null;
          this.bump(to);
          from.migrating[slot] = null;
          from.view[slot] = to.id;
          this.withoutSlots(from);
          for (const other of this.nodes) if (!other.away && other !== to) other.view[slot] = to.id;
          break;
        }
        default:
          throw new Error(`No model of ${action.kind}.`);
      }
  }

  private migrate(from: ModelNode, to: ModelNode, slot: number): void {
    for (const { id, view } of [from, to])
      if (view[slot] === null) this.wrong.push(`${id} sees no owner of slot ${slot}`);
    const owns = to.view[slot] === to.id;
    if (owns ? to.migrating[slot] !== null : to.importing[slot] === null)
      this.wrong.push(`${to.id} refuses keys of slot ${slot}`);
    for (const key of from.keys[slot]!) to.keys[slot]!.add(key);
    from.keys[slot]!.clear();
  }

  private bump(node: ModelNode): void {
    const highest = Math.max(...this.nodes.map(({ epoch }) => epoch));
    if (node.epoch < highest) node.epoch = highest + 1;
  }

  /** A primary that has lost its last slot becomes a replica, and has no key of its own any more. */
  private withoutSlots(node: ModelNode): void {
    if (this.nodes[0] === node || SLOTS.some((slot) => node.view[slot] === node.id)) return;
    for (const slot of SLOTS) {
      if (node.keys[slot]!.size > 0)
        this.wrong.push(`${node.id} becomes a replica with keys of slot ${slot}`);
      node.keys[slot]!.clear();
    }
  }

  /** Until no node learns anything more. `isNew`: a claim counts if the owner does not claim the slot any more (7.2). */
  gossip(isNew: boolean): void {
    for (let changes = true; changes;) {
      changes = false;
      for (const sender of this.nodes)
        for (const receiver of this.nodes)
          if (sender !== receiver && !sender.away && !receiver.away)
            for (const slot of SLOTS)
              if (sender.view[slot] === sender.id && this.learns(receiver, sender, slot, isNew))
                changes = true;
    }
  }

  private learns(receiver: ModelNode, sender: ModelNode, slot: number, isNew: boolean): boolean {
    const known = receiver.view[slot] ?? null;
    if (known === sender.id || receiver.importing[slot] !== null) return false;
    const owner = known === null ? null : this.at(known);
    const isUnclaimed = owner === null || (isNew && owner.view[slot] !== owner.id);
    if (!isUnclaimed && owner.epoch >= sender.epoch) return false;
    receiver.view[slot] = sender.id;
    if (known !== receiver.id) return true;
    if (receiver.keys[slot]!.size > 0) {
      this.wrong.push(`${receiver.id} deletes its keys of slot ${slot}`);
      receiver.keys[slot]!.clear();
    }
    this.withoutSlots(receiver);
    return true;
  }
}

const marks = (by: readonly (string | null)[]): [number, string][] =>
  SLOTS.flatMap((slot) => (by[slot] ? [[slot, by[slot]] as [number, string]] : []));
