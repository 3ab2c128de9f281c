/** The records of an operation's journal: one JSON line each, in a file that is only appended to. No passwords. */
import { z } from 'zod';
import { SLOT_COUNT } from '../slots/slots.ts';
import { planSchema } from './plan.ts';

const isSlot = (one: unknown) =>
  Number.isInteger(one) && (one as number) >= 0 && (one as number) < SLOT_COUNT;
/** A schema for each of many slots takes longer than writing them to disk. */
const slots = z.custom<number[]>((all) => Array.isArray(all) && all.every(isSlot), 'not a list of slots');
const at = z.number();

export const journalRecordSchema = z.discriminatedUnion('record', [
  /** The first record. `pid` and `at` tell whether the process still runs. */
  z.strictObject({ record: z.literal('begin'), at, id: z.string(), pid: z.int(), plan: planSchema }),
  z.strictObject({
    record: z.literal('step'),
    at,
    step: z.int(),
    state: z.enum(['begun', 'done', 'failed']),
    text: z.string(),
  }),
  /** A slot is about to be opened; it is closed at its new owner. Written before and after the servers are told. */
  z.strictObject({
    record: z.literal('slots'),
    at,
    step: z.int(),
    state: z.enum(['open', 'closed']),
    slots,
  }),
  /** A server's own migration job: its name (Valkey) or task id (Redis), once known. */
  z.strictObject({
    record: z.literal('job'),
    at,
    step: z.int(),
    state: z.enum(['begun', 'done', 'failed']),
    id: z.string(),
    text: z.string(),
  }),
  /** A value that was true before: the setting of a node, the primary of a replica. Undo reads it. */
  z.strictObject({
    record: z.literal('before'),
    at,
    step: z.int(),
    node: z.string(),
    name: z.string(),
    value: z.string(),
  }),
  /** Paused as the user asked, also by closing the window or by a signal. Without it, a run that has no end was cut off. */
  z.strictObject({ record: z.literal('pause'), at }),
  /** Taken up again by another process. */
  z.strictObject({ record: z.literal('resume'), at, pid: z.int() }),
  z.strictObject({ record: z.literal('end'), at, state: z.string(), text: z.string() }),
]);

export type JournalRecord = z.infer<typeof journalRecordSchema>;
