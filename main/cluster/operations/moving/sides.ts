/**
 * Who gives and who gets the slots of a step: the primaries that the plan names, or those that have taken over from them. After a
 * failover of one of them, the slots are opened again with the new primary, so that keys which have moved are found again.
 */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import {
  awayWithSlots,
  nodeById,
  ownersIn,
  ownerTable,
  primariesOf,
  replicasOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { readClusterFrom } from '../reading/read-cluster.ts';
import type { StepContext } from '../run/context.ts';
import { waitFor } from '../run/wait.ts';
import { MoveFailure } from './move.ts';
import { knowsEpoch, says } from './ownership.ts';
import { setSlots } from './set-slots.ts';

type Action = ActionOf<'move-slots'>;
type Side = 'from' | 'to';

/** Milliseconds that a failover, or the return of a node with replicas, is waited for: four times the usual node timeout. */
const FAILOVER_MS = 60_000;
const LOOK_MS = 500;

export interface Sides {
  reading: ClusterReading;
  source: NodeReading;
  target: NodeReading;
  /** Slots that were open with a primary that has failed over; their marks are closed. */
  reopened: ReadonlySet<number>;
  /** By slot. */
  owners: readonly (string | undefined)[];
}

export class SideFinder {
  private readonly action: Action;
  readonly context: StepContext;
  private seeds: NodeAddress[];
  private readonly reopened = new Set<number>();
  /** Ids that have been on a side, and their replicas: who may take over, and whose marks are of this move. */
  private readonly known: Record<Side, Set<string>>;

  constructor(action: Action, context: StepContext) {
    this.action = action;
    this.context = context;
    this.seeds = [context.cluster];
    this.known = { from: new Set([action.from]), to: new Set([action.to]) };
  }

  /**
   * Waits while a primary with slots is away that a replica may take over from, and until slots are served again. Rejects with
   * MoveFailure or NodeFailure.
   */
  async find(): Promise<Sides> {
    let waitsFor = '';
    const found = await waitFor(
      FAILOVER_MS,
      async () => {
        const reading = await this.read();
        const away = awayWithSlots(reading);
        if (away && (!hasHeir(reading, away) || this.context.control.wish !== 'run'))
          throw new MoveFailure(awayText(away));
        if (away) {
          waitsFor = awayText(away);
          return null;
        }
        const unaware = this.unaware(reading);
        if (unaware) {
          waitsFor = `${unaware.address} takes itself for the owner of slots that another primary has taken over. Wait until it has learned that, then run the operation again.`;
          return null;
        }
        const sides = this.sidesIn(reading);
        const isStale = (await this.closeStale(sides)) || !seeEachOther(sides);
        if (isStale || (isSettling(reading) && this.context.control.wish === 'run')) {
          waitsFor = `Not all nodes serve, or ${sides.source.address} and ${sides.target.address} do not see each other as primaries yet. Look at cluster_state, then run the operation again.`;
          return null;
        }
        return sides;
      },
      LOOK_MS,
    );
    if (found === null) throw new MoveFailure(waitsFor);
    return found;
  }

  /**
   * A target does not learn the new owner of a slot that it imports (up to Valkey 7). If the owner before is dead, it then serves
   * nothing at all. So the mark is closed until it has learned it. True while that is so.
   */
  private async closeStale({ source, target, owners }: Sides): Promise<boolean> {
    const wanted = new Set(slotsOfRanges(this.action.slots));
    for (const { slot, from } of target.line.importing) {
      if (from === source.id || !this.isOf('from', from) || !wanted.has(slot)) continue;
      this.reopened.add(slot);
      const bad = await setSlots(this, target.address, [slot], ['STABLE']);
      if (bad) throw new MoveFailure(`${target.address} did not close slot ${slot}: ${says(bad)}.`);
    }
    const seen = target.view!.find(({ id }) => id === source.id)?.slots ?? [];
    const isSeen = (slot: number) => seen.some(({ first, last }) => first <= slot && slot <= last);
    return [...this.reopened].some((slot) => owners[slot] === source.id && !isSeen(slot));
  }

  /** Whether it is worth while to find the sides again after a failure. Rejects with NodeFailure. */
  async haveChanged({ source, target }: Sides): Promise<boolean> {
    const reading = await this.read();
    const away = awayWithSlots(reading);
    if (away) return hasHeir(reading, away);
    if (isSettling(reading) || this.unaware(reading)) return true;
    return [source, target].some((node) => {
      const now = nodeById(reading, node.id);
      return now?.role === 'replica' || (now?.trouble && this.heirOf(reading, node.id));
    });
  }

  /** Whether a mark that names this node is of this move. */
  isOf(side: Side, id: string): boolean {
    return this.known[side].has(id);
  }

  /**
   * A former primary of a side that still claims the slots of its heir. Until it has learned of the failover, nobody says that
   * the heir was its replica, and its marks pass for another operator's.
   */
  private unaware(reading: ClusterReading): NodeReading | undefined {
    const [from, to] = [this.known.from, this.known.to];
    return reading.owners.contests
      .filter(({ ids }) => ids.some((id) => from.has(id) || to.has(id)))
      .flatMap(({ ids: [, ...losers] }) => losers.map((id) => nodeById(reading, id)))
      .find((node) => node?.trouble === null);
  }

  private async read(): Promise<ClusterReading> {
    const reading = await readClusterFrom(this.context.nodes, this.seeds);
    const answering = reading.nodes.filter(({ view }) => view !== null);
    this.seeds = [this.context.cluster, ...answering.map(({ address }) => address)];
    for (const known of Object.values(this.known))
      for (const id of [...known]) for (const replica of replicasOf(reading, id)) known.add(replica.id);
    return reading;
  }

  private sidesIn(reading: ClusterReading): Sides {
    const { action } = this;
    const owners = ownerTable(reading);
    const all = slotsOfRanges(action.slots);
    const target = this.heirOf(reading, action.to) ?? this.ownerInstead(reading, owners, all);
    if (!target) throw new MoveFailure(goneText(reading, action.to));
    this.known.to.add(target.id);
    const rest = all.filter((slot) => owners[slot] !== target.id);
    const source =
      this.heirOf(reading, action.from) ?? nodeById(reading, owners[rest[0] ?? -1] ?? '') ?? null;
    if (!source) throw new MoveFailure(goneText(reading, action.from));
    const other = rest.find((slot) => owners[slot] !== source.id);
    if (other !== undefined)
      throw new MoveFailure(`Slot ${other} has another owner now. Make the plan again.`);
    this.known.from.add(source.id);
    return { reading, source, target, owners, reopened: this.reopened };
  }

  /**
   * The node itself, or who took over from it: a former replica with slots comes first, as an old primary that has been frozen
   * does not know it yet.
   */
  private heirOf(reading: ClusterReading, id: string): NodeReading | null {
    const known = this.known[id === this.action.to ? 'to' : 'from'];
    const serving = primariesOf(reading).filter(({ trouble }) => trouble === null);
    const heirs = serving.filter((node) => node.id !== id && known.has(node.id) && hasSlots(reading, node));
    const [heir] = heirs.sort((a, b) => b.configEpoch - a.configEpoch);
    const primary = nodeById(reading, id)?.primaryId;
    return (
      heir ?? serving.find((node) => node.id === id) ?? serving.find((node) => node.id === primary) ?? null
    );
  }

  /** A target that is dead when a step is resumed: who has got the slots that had moved to it. */
  private ownerInstead(
    reading: ClusterReading,
    owners: Sides['owners'],
    slots: readonly number[],
  ): NodeReading | null {
    const source = this.heirOf(reading, this.action.from);
    const others = new Set(slots.map((slot) => owners[slot]).filter((id) => id !== source?.id));
    const [only] = others;
    return source && others.size === 1 ? (nodeById(reading, only ?? '') ?? null) : null;
  }
}

/**
 * A failover takes a moment to reach all nodes. SETSLOT names only what its node takes for a primary, and slots are not opened
 * before the target may claim them.
 */
const seeEachOther = ({ source, target }: Sides) =>
  knowsEpoch(target.view!, source.id, source.configEpoch) &&
  [
    [source, target],
    [target, source],
  ].every(([one, other]) => one!.view!.some(({ id, flags }) => id === other!.id && flags.includes('master')));

const hasSlots = (reading: ClusterReading, { id }: NodeReading) => slotsOf(reading, id).length > 0;

/** Whether a replica that answers may take over. */
const hasHeir = (reading: ClusterReading, { id }: NodeReading) =>
  replicasOf(reading, id).some(({ trouble }) => trouble === null);

/** Nodes that answer do not serve yet, though every slot has an owner that answers. */
const isSettling = (reading: ClusterReading) =>
  !ownerTable(reading).includes(undefined) &&
  ownersIn(reading).some(({ clusterInfo }) => clusterInfo.get('cluster_state') === 'fail');

const awayText = ({ address, trouble }: NodeReading) =>
  `${address} has slots and does not answer: ${escapeForLine(trouble!.says.slice(0, 200))}. Nothing more is moved until it does, or a replica has taken over.`;

export function goneText(reading: ClusterReading, id: string): string {
  const node = nodeById(reading, id);
  if (!node) return `Node ${escapeForLine(id.slice(0, 40))} is not in the cluster any more.`;
  const why = node.trouble ? `: ${escapeForLine(node.trouble.says.slice(0, 200))}` : ' as a primary';
  return `${node.address} does not answer${why}, and it is not known who has taken over from it. Wait for it, or check and fix the cluster.`;
}
