/**
 * What an operation would do, step by step, as plain data (JSON): the same for the window and for the command. It holds no
 * password. A plan is made from one reading of the cluster, and runs only while its fingerprint still holds.
 */
import { z } from 'zod';
import { actionSchema } from './action.ts';
import { requestSchema, slotRangeSchema } from './request.ts';

/** The facts that the plan relies on. Those that it does not touch may change. */
export const fingerprintSchema = z.strictObject({
  /** Owners of the slots that the plan touches, as ranges by id. */
  owners: z.array(z.strictObject({ id: z.string(), slots: z.array(slotRangeSchema) })),
  /** Nodes that the plan touches. */
  nodes: z.array(
    z.strictObject({
      id: z.string(),
      address: z.string(),
      role: z.enum(['primary', 'replica']),
      primaryId: z.string().nullable(),
      configEpoch: z.number(),
    }),
  ),
  /** Addresses that must not be in a cluster, and must be empty. */
  newNodes: z.array(z.string()),
});

/** How much a step or a plan moves. Null for what was not measured. */
export const amountSchema = z.strictObject({
  slots: z.int(),
  keys: z.int().nullable(),
  bytes: z.int().nullable(),
});

export const stepSchema = z.strictObject({
  /** 0 and up, its place in the plan. */
  number: z.int().min(0),
  /** One sentence, in the imperative: `Move 100 slots from 127.0.0.1:7000 to 127.0.0.1:7001.` */
  title: z.string(),
  action: actionSchema,
  /** The commands that it sends, in order; `…` stands for what repeats for each slot or key. Passwords are left out. */
  commands: z.array(z.strictObject({ node: z.string(), line: z.string() })),
  /** Null if it moves no slot. */
  moves: amountSchema.nullable(),
  /** What it may cost: one sentence; null if nothing. */
  risk: z.string().nullable(),
  /** How it is undone: one sentence; null if it cannot be, or need not be. */
  undo: z.string().nullable(),
  /** What happens to the steps after it if it fails: `stop` the operation, or `go-on` and report. */
  onFailure: z.enum(['stop', 'go-on']),
});

export const planSchema = z.strictObject({
  version: z.literal(1),
  request: requestSchema,
  /** Milliseconds since 1970 of the reading that it is made from. */
  madeAt: z.number(),
  /** A node of the cluster that answered. */
  cluster: z.string(),
  title: z.string(),
  /** What may be a reason not to confirm, the most important first. */
  remarks: z.array(z.string()),
  /** Facts of the plan that are no reason to hesitate. Journals of before it was told apart have none. */
  notes: z.array(z.string()).default([]),
  /** Slots that move and have a key which blocks both nodes for long, as the remarks name it. Older journals have none. */
  bigSlots: z.array(z.int().min(0).max(16383)).default([]),
  fingerprint: fingerprintSchema,
  steps: z.array(stepSchema).refine((steps) => steps.every(({ number }, i) => number === i)),
  totals: amountSchema,
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;
export type Amount = z.infer<typeof amountSchema>;
export type PlanStep = z.infer<typeof stepSchema>;
export type Plan = z.infer<typeof planSchema>;
