/** The timeline of the cluster that is open, kept while the app is. */
import { CHANGES_KEPT, type Change, type ChangeSide } from '../../shared/cluster/change.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { changesBetween } from '../cluster/topology/comparing.ts';
import { finding, type Finding } from '../cluster/topology/finding.ts';
import { indexNodes } from '../cluster/topology/node-index.ts';
import { SettledMap } from '../cluster/topology/settled-map.ts';
import { numberShards } from '../cluster/topology/shard-numbers.ts';
import { toRanges } from '../cluster/topology/slot-ranges.ts';

/** Milliseconds over which redirects are gathered: a resharding teaches slot by slot. */
const GATHER = 200;

/** What a MOVED taught. */
export interface Lesson {
  slot: number;
  /** Null where the slot had no owner. */
  from: ChangeSide | null;
  to: ChangeSide;
}

export class ChangeLog {
  /** Oldest first. */
  entries: Change[] = [];
  /** Which timeline this is: grows by one where another begins. */
  beginning = 0;
  private readonly onChanges: (changes: Change[]) => void;
  /** Of the cluster that the entries are about. */
  private label = '';
  private before: Topology | null = null;
  private readonly settled = new SettledMap();
  /** The label of a connection that is being made: whether it is the same cluster is known once its map is. */
  private opening: string | null = null;
  private lastId = 0;
  private readonly lessons = new Map<string, { lesson: Lesson; slots: Set<number> }>();
  private timer: NodeJS.Timeout | null = null;

  constructor(onChanges: (changes: Change[]) => void) {
    this.onChanges = onChanges;
  }

  /** A connection is made. The timeline goes on where it is the same cluster: the label, and a node that is still there. */
  open(label: string): void {
    this.flush();
    this.opening = label;
  }

  /** Takes in a map. True where a timeline begins with it. */
  compare(topology: Topology): boolean {
    this.flush();
    const { opening, label, before } = this;
    this.opening = null;
    if (opening === null) return this.tell(before, topology);
    this.label = opening;
    if (!before || opening !== label || !isSame(before, topology)) {
      this.entries = [];
      return this.tell(null, topology);
    }
    this.add([finding('found', { detail: 'connected again' })]);
    return this.tell(renumbered(before, topology), topology);
  }

  private tell(before: Topology | null, topology: Topology): boolean {
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

  /** Those of one pair of nodes that come together are told as one. */
  learn(lesson: Lesson): void {
    const key = `${lesson.from?.node ?? ''}>${lesson.to.node}`;
    const waiting = this.lessons.get(key);
    if (waiting) waiting.slots.add(lesson.slot);
    else this.lessons.set(key, { lesson, slots: new Set([lesson.slot]) });
    this.timer ??= setTimeout(() => this.flush(), GATHER).unref();
  }

  /** Tells of what was gathered. */
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

/** The map of an earlier connection with the shard numbers of this one. */
function renumbered(before: Topology, after: Topology): Topology {
  const shards = before.shards.map((shard) => ({ ...shard }));
  numberShards(shards, after);
  return { ...before, shards };
}
