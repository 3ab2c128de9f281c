/** What is wrong with a cluster, as the Situation page shows it: five answers for the whole, and for each row. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';
import type { Finding } from './finding.ts';
import type { OperationRequest } from './request.ts';

/** octagon: not served, or data at stake. triangle: stuck, or one copy left. clock: to watch. */
export type SituationShape = 'octagon' | 'triangle' | 'clock';

/** risk: served, with trouble. maybe: its node does not answer here, and the others have not flagged it. */
export type SlotService = 'served' | 'risk' | 'maybe' | 'unserved';

export interface SituationAction {
  /** One capital letter, once in a row: its key. */
  key: string;
  label: string;
  /** What it would do: one sentence. */
  does: string;
  /** What is planned; null for a node that is started, and if an address is still to be typed: then see `form`. */
  request: OperationRequest | null;
  /** The form that is opened for what is missing; null otherwise. */
  form: { kind: 'add-replica'; primary: string } | null;
  /** The name of an earlier operation that is taken up. */
  resume: string | null;
  /** The node that is started. */
  start: NodeAddress | null;
  /** A line for a terminal, without a password; null if none is known. */
  command: string | null;
  /** Why it cannot be done now: one sentence; null if it can. */
  refusal: string | null;
}

/** Milliseconds since 1970, and who says so: the nodes, or this program, which saw it first then. */
export interface Since {
  at: number;
  from: 'nodes' | 'here';
}

export interface SituationRow {
  /** The same as long as the trouble is the same. */
  id: string;
  shape: SituationShape;
  severity: 'error' | 'warning' | 'note';
  title: string;
  tag: string;
  /** Null if it is not about one shard, or the shard's number is not known. */
  shard: number | null;
  since: Since;
  slots: SlotRange[];
  service: SlotService;
  /** Keys in the slots. `count` is null if nobody can say; `countedAt` is set if it was counted before. */
  keys: { count: number | null; countedAt: number | null; text: string };
  affects: string;
  /** What the servers do about it themselves. */
  byItself: { lead: string; text: string };
  /** What to do, and what not to do. */
  next: string;
  actions: SituationAction[];
  /** What nodes say, in their own words where there are any. */
  details: { node: string; says: string }[];
  /** Commands that show more. */
  commands: string[];
}

/** A run of slots with one owner and one state. `shard` is null if nobody owns them, or the shard has no number. */
export interface StripPart extends SlotRange {
  shard: number | null;
  owner: NodeAddress | null;
  service: SlotService;
}

export interface Situation {
  kind: 'read';
  /** Milliseconds since 1970, and how long it took. */
  checkedAt: number;
  tookMs: number;
  headline: { title: string; text: string; since: number };
  strip: StripPart[];
  /** The worst first, then by slots, then the oldest. */
  rows: SituationRow[];
  /** Nothing is wrong with these; good to know. */
  notes: SituationRow[];
  /** Rows that ended in the last minute. */
  resolved: { row: SituationRow; at: number }[];
  /** Looked at, and fine. */
  checks: { name: string; text: string }[];
  /** Not looked at, with the reason. `isMute`: it runs, and does not let this user look. */
  unchecked: { node: NodeAddress; why: string; isMute: boolean }[];
  nodes: number;
  /** The last time that something was wrong, while this program watched. */
  last: PastTrouble | null;
}

export interface PastTrouble {
  from: number;
  until: number;
  findings: number;
  /** Slots that were not served at the worst moment, and for how long any were not (milliseconds). */
  unserved: number;
  unservedMs: number;
}

/** Keys at primaries that do not own their slots: looked for on request, as each primary is asked about all slots. */
export interface ForeignKeys {
  /** Milliseconds since 1970. */
  at: number;
  /** Of the kind `foreign-keys`; empty if none were found at the nodes that answered. */
  findings: Finding[];
  /** Primaries that did not answer. */
  unchecked: NodeAddress[];
}

/** No node answers. */
export interface NoAnswer {
  kind: 'no-answer';
  checkedAt: number;
  tookMs: number;
  tried: { node: NodeAddress; says: string }[];
}

export type SituationAnswer = Situation | NoAnswer;
