/** The Slot panel: the typed text, the last slot requested, and the facts about its keys. */
import type { Failure } from '../../../shared/failure.ts';
import type { KeyFacts, SlotDetail } from '../../../shared/slots/slot-model.ts';
import type { Message } from '../../window/message.ts';

/** Known facts about the keys of one part of the detail, by their index in it. */
export interface PartFacts {
  known: ReadonlyMap<number, KeyFacts>;
  /** The rows without facts among those drawn last. */
  wanted: readonly number[];
  /** True while the part's node is being asked. */
  asking: boolean;
  problem: string;
}

/** One key of the detail: its part, and its index there. */
export interface KeyPlace {
  part: number;
  index: number;
}

export interface SlotPane {
  text: string;
  asked: { slot: number; limit: number; database: number } | null;
  pending: boolean;
  detail: SlotDetail | null;
  detailAt: number;
  failure: Failure | null;
  /** The text that the keys shown must contain. */
  filter: string;
  /** By part of the detail. */
  facts: readonly PartFacts[];
  /** The result of the last copy: a sentence. */
  note: string;
}

export type SlotMessage =
  | { type: 'slot-text'; text: string }
  /** Also shows the Slot panel. Without a text, the slot's number is put into the field. */
  | { type: 'ask-slot'; slot: number; limit: number; text?: string }
  /** The shell has gone to another database: asks the same there. */
  | { type: 'slot-database' }
  | { type: 'slot-detail'; detail: SlotDetail }
  | { type: 'slot-failed'; slot: number; database: number; failure: Failure }
  | { type: 'slot-filter'; text: string }
  /** These keys are in view. */
  | { type: 'slot-rows'; rows: readonly KeyPlace[] }
  | { type: 'facts-asked'; part: number }
  | {
      type: 'facts';
      detail: SlotDetail;
      part: number;
      indexes: readonly number[];
      facts: readonly KeyFacts[];
    }
  | { type: 'facts-failed'; detail: SlotDetail; part: number; failure: Failure }
  | { type: 'copy-slot-key'; key: Uint8Array }
  | { type: 'slot-note'; text: string }
  /** Runs the command that reads the key; facts that are not known are asked for first. */
  | { type: 'read-key'; key: Uint8Array; facts: KeyFacts | null }
  | { type: 'insert-key'; key: Uint8Array }
  | { type: 'insert-command'; name: string; keys: readonly Uint8Array[] };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    slot: SlotPane;
  }
  interface Messages {
    slot: SlotMessage;
  }
}

/** Limits of one call: keys, and their bytes. */
const BATCH = { keys: 200, bytes: 1 << 20 };
/** Keys of a part whose facts are kept; the oldest facts go first. */
const KEPT = 5000;

const NO_FACTS: PartFacts = { known: new Map(), wanted: [], asking: false, problem: '' };

export const EMPTY_SLOT: SlotPane = {
  text: '',
  asked: null,
  pending: false,
  detail: null,
  detailAt: 0,
  failure: null,
  filter: '',
  facts: [],
  note: '',
};

/** The keys of a part to ask about next: at most 200, and 1 MB unless one key alone is longer. None while its node is being asked. */
export function nextFacts(slot: SlotPane, part: number): number[] {
  const facts = slot.facts[part];
  const keys = slot.detail?.parts[part]?.keys;
  if (!facts || !keys || facts.asking) return [];
  const batch: number[] = [];
  let bytes = 0;
  for (const index of facts.wanted) {
    bytes += keys[index]?.length ?? 0;
    if (batch.length === BATCH.keys || (batch.length > 0 && bytes > BATCH.bytes)) break;
    batch.push(index);
  }
  return batch;
}

/** `database` is the shell's. */
export function reduceSlot(slot: SlotPane, message: Message, now: number, database = 0): SlotPane {
  switch (message.type) {
    case 'slot-text':
      return { ...slot, text: message.text };
    case 'ask-slot': {
      const same = slot.asked?.slot === message.slot && slot.asked.database === database;
      return {
        ...slot,
        text: message.text ?? String(message.slot),
        asked: { slot: message.slot, limit: message.limit, database },
        pending: true,
        detail: same ? slot.detail : null,
        facts: same ? slot.facts : [],
        filter: same ? slot.filter : '',
        failure: null,
        note: '',
      };
    }
    case 'slot-database':
      if (!slot.asked) return slot;
      return {
        ...slot,
        asked: { ...slot.asked, database },
        pending: true,
        detail: null,
        facts: [],
        failure: null,
        note: '',
      };
    case 'slot-detail':
      // The answer to an earlier question is too late.
      if (!isAsked(slot, message.detail)) return slot;
      return {
        ...slot,
        pending: false,
        detail: message.detail,
        detailAt: now,
        facts: message.detail.parts.map(() => NO_FACTS),
        failure: null,
      };
    case 'slot-failed':
      if (!isAsked(slot, message)) return slot;
      return { ...slot, pending: false, failure: message.failure };
    case 'slot-filter':
      return { ...slot, filter: message.text };
    case 'slot-note':
      return { ...slot, note: message.text };
    case 'topology':
      // The keys were those of the cluster that was left.
      return message.topology ? slot : { ...EMPTY_SLOT, text: slot.text };
    default:
      return reduceFacts(slot, message);
  }
}

function reduceFacts(slot: SlotPane, message: Message): SlotPane {
  switch (message.type) {
    case 'slot-rows':
      return { ...slot, facts: slot.facts.map((facts, part) => want(facts, part, message.rows)) };
    case 'facts-asked':
      return withFacts(slot, message.part, (facts) => ({ ...facts, asking: true }));
    case 'facts': {
      if (message.detail !== slot.detail) return slot;
      const told = new Map(message.indexes.map((index, i) => [index, message.facts[i]!]));
      return withFacts(slot, message.part, (facts) => ({
        known: new Map([...facts.known, ...told].slice(-KEPT)),
        wanted: facts.wanted.filter((index) => !told.has(index)),
        asking: false,
        problem: message.facts.find(({ problem }) => problem)?.problem ?? facts.problem,
      }));
    }
    case 'facts-failed':
      if (message.detail !== slot.detail) return slot;
      // They are requested again when other rows come into view.
      return withFacts(slot, message.part, (facts) => ({
        ...facts,
        wanted: [],
        asking: false,
        problem: message.failure.message,
      }));
    default:
      return slot;
  }
}

const isAsked = ({ asked }: SlotPane, { slot, database }: { slot: number; database: number }): boolean =>
  asked?.slot === slot && asked.database === database;

function want(facts: PartFacts, part: number, rows: readonly KeyPlace[]): PartFacts {
  const wanted = rows.flatMap((row) => (row.part === part && !facts.known.has(row.index) ? [row.index] : []));
  return { ...facts, wanted };
}

const withFacts = (slot: SlotPane, part: number, change: (facts: PartFacts) => PartFacts): SlotPane => ({
  ...slot,
  facts: slot.facts.map((facts, i) => (i === part ? change(facts) : facts)),
});
