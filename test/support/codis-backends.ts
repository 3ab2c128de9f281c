/** The state behind a scripted codis: two groups, the keys on each, and the slots' owners. */
import { CODIS_SLOTS, codisSlot } from '../../shared/slots/codis-slots.ts';

export interface CodisSlotState {
  /** Empty for an offline slot. */
  primary: string;
  /** The backend that the slot is moving from; empty if it does not move. */
  from: string;
  /** By priority; null for a group without replicas that serve. */
  replicas: string[][] | null;
}

/** The two groups of the recordings, with the slots of each. */
export const FIRST_GROUP = '127.0.0.1:29001';
export const SECOND_GROUP = '127.0.0.1:29003';

export class CodisBackends {
  readonly slots: CodisSlotState[] = Array.from({ length: CODIS_SLOTS }, (_, slot) => ({
    primary: slot < CODIS_SLOTS / 2 ? FIRST_GROUP : SECOND_GROUP,
    from: '',
    replicas: null,
  }));
  /** By backend: strings and sets. */
  readonly keys = new Map<string, Map<string, string | Set<string>>>([
    [FIRST_GROUP, new Map([['foo', 'bar']])],
    [SECOND_GROUP, new Map()],
  ]);
  /** By backend: keys in databases other than 0, of which only INFO and SLOTSINFO tell. */
  readonly others = new Map<string, { database: number; keys: readonly string[] }>();
  /** Backends that take questions and do not answer: what was asked after them on the same connection waits too. */
  readonly silent = new Set<string>();
  /** SLOTSSCAN names no key and never ends. */
  isEndless = false;
  /** Backends that have ended. */
  readonly dead = new Set<string>();

  of(key: string): CodisSlotState {
    return this.slots[codisSlot(Buffer.from(key, 'latin1'))]!;
  }

  /** The keys of the slot's owner, whatever slot they are in. */
  data(slot: CodisSlotState): Map<string, string | Set<string>> {
    return this.keys.get(slot.primary) ?? new Map<string, string | Set<string>>();
  }

  /** The keys of one slot on one backend. */
  inSlot(backend: string, slot: number): string[] {
    const keys = [...(this.keys.get(backend)?.keys() ?? [])];
    return keys.filter((key) => codisSlot(Buffer.from(key, 'latin1')) === slot);
  }

  /** SLOTSINFO: slots that have keys, with their number. */
  counts(backend: string, database: number): [number, number][] {
    const counts = new Map<number, number>();
    const { database: other, keys } = this.others.get(backend) ?? { database: 0, keys: [] };
    const here =
      database === 0 ? [...(this.keys.get(backend)?.keys() ?? [])] : database === other ? keys : [];
    for (const key of here) {
      const slot = codisSlot(Buffer.from(key, 'latin1'));
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}
