/** The timeline of the open cluster, kept until the program ends. */
import { CHANGES_KEPT, type Change, type ChangeSide } from '../../shared/cluster/change.ts';
import type { Shard, Topology } from '../../shared/cluster/topology.ts';
import { changesBetween } from '../cluster/topology/comparing.ts';
import { finding, type Finding } from '../cluster/topology/finding.ts';
import { indexNodes } from '../cluster/topology/node-index.ts';
import { SettledMap } from '../cluster/topology/settled-map.ts';
import { numberShards } from '../cluster/topology/shard-numbers.ts';
import { toRanges } from '../cluster/topology/slot-ranges.ts';

/** Redirects are gathered over this time: a resharding causes one for each slot. */
const GATHER_MS = 200;

/** The new owner of a slot, learned from a MOVED. */
export interface Lesson {
  slot: number;
  /** Null if the slot had no owner. */
  from: ChangeSide | null;
  to: ChangeSide;
}

export class ChangeLog {
  /** Oldest first. */
  entries: Change[] = [];
  /** The number of this timeline: one more each time another begins. */
  beginning = 0;
  private readonly onChanges: (changes: Change[]) => void;
  /** The label of the cluster that the entries are about. */
  private label = '';
  private before: Topology | null = null;
  private readonly settled = new SettledMap();
  /** The label of a connection that is being made; its map will show whether it is the same cluster. */
  private opening: string | null = null;
  private lastId = 0;
  private readonly lessons = new Map<string, { lesson: Lesson; slots: Set<number> }>();
  private timer: NodeJS.Timeout | null = null;

  constructor(onChanges: (changes: Change[]) => void) {
    this.onChanges = onChanges;
  }

  /** A connection is being made. The timeline continues if the cluster is the same: same label, and a node in common. */
  open(label: string): void {
    this.flush();
    this.opening = label;
  }

  /** Records how a map differs from the one before. True if a new timeline begins with it. */
  compare(topology: Topology): boolean {
    this.flush();
    const { opening, label, before } = this;
    this.opening = null;
    if (opening === null) return this.record(before, topology);
    this.label = opening;
    if (!before || opening !== label || !isSame(before, topology)) {
      this.entries = [];
      return this.record(null, topology);
    }
    this.add([finding('found', { detail: 'connected again' })]);
    return this.record(renumbered(before, topology), topology);
  }

  private record(before: Topology | null, topology: Topology): boolean {
    this.before = this.settled.take(topology, before);
    if (!before) this.beginning++;
    this.add(changesBetween(before, this.before));
    return before === null;
  }

  add(found: readonly Finding[]): void {
    if (found.length === 0) return;
    const at = Date.now();
    const fresh = found.map((change) => ({ ...change, id: ++this.lastId, at }));
    this.entries = [...this.entries, ...fresh].slice(-CHANGES_KEPT);
    this.onChanges(fresh);
  }

  /** Moves between the same two nodes within a short time become one entry. */
  learn(lesson: Lesson): void {
    const key = `${lesson.from?.node ?? ''}>${lesson.to.node}`;
    const pending = this.lessons.get(key);
    if (pending) pending.slots.add(lesson.slot);
    else this.lessons.set(key, { lesson, slots: new Set([lesson.slot]) });
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  /** Records the gathered redirects. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const gathered = [...this.lessons.values()];
    this.lessons.clear();
    this.add(
      gathered.map(({ lesson: { from, to }, slots }) =>
        finding('redirected', { from, to, slots: toRanges(slots) }),
      ),
    );
  }
}

function isSame(before: Topology, after: Topology): boolean {
  const known = indexNodes(before);
  return before.kind === after.kind && [...indexNodes(after).keys()].some((id) => known.has(id));
}

/** The map of an earlier connection, with the shard numbers of this one. */
function renumbered(before: Topology, after: Topology): Topology {
  const shards = numbered(before.shards, after.shards);
  const { codis } = before;
  if (!codis || !after.codis) return { ...before, shards };
  return { ...before, shards, codis: { ...codis, groups: numbered(codis.groups, after.codis.groups) } };
}

function numbered(before: readonly Shard[], after: Shard[]): Shard[] {
  const shards = before.map((shard) => ({ ...shard }));
  numberShards(shards, { shards: after });
  return shards;
}
