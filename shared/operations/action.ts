/** What one step of a plan does at the servers. Every action can be run again: it first looks whether it is done already. */
import { z } from 'zod';
import { moveOptionsSchema, slotRangeSchema } from './request.ts';

const address = z.string().min(1).max(300);
const nodeId = z.string().min(1).max(64);
/** An ID; or the address of a node that gets its ID only when an earlier step of the plan resets it. */
const receiver = address;
/** In order, and no slot twice. */
const slots = z
  .array(slotRangeSchema)
  .refine((ranges) =>
    ranges.every(({ first, last }, i) => (ranges[i - 1]?.last ?? -1) < first && first <= last),
  );

export const actionSchema = z.discriminatedUnion('kind', [
  // Slots that go from one primary to another, with their keys (CLUSTER SETSLOT and MIGRATE).
  z.strictObject({
    kind: z.literal('move-slots'),
    from: nodeId,
    to: receiver,
    slots,
    options: moveOptionsSchema,
  }),
  // The same by the servers themselves: Valkey 9 (the source pushes), Redis 8.4 (the target pulls). One job.
  z.strictObject({
    kind: z.literal('migrate-slots'),
    by: z.enum(['valkey', 'redis']),
    from: nodeId,
    to: receiver,
    slots,
  }),
  // Repairs. Slots that several nodes claim: `node` claims them no more, keeps their keys, and imports them from `to`.
  z.strictObject({ kind: z.literal('give-up-slots'), node: nodeId, to: nodeId, slots }),
  // Slots without an owner that `node` takes. `bumpEpoch`: others name another owner, so the claim needs the highest epoch.
  z.strictObject({ kind: z.literal('take-slots'), node: nodeId, slots, bumpEpoch: z.boolean() }),
  // Slots that `node` owns while other nodes see another owner: they learn it (CLUSTER BUMPEPOCH), unless they do in time.
  z.strictObject({ kind: z.literal('announce-slots'), node: nodeId, slots }),
  // The marks of one node go, and no owner changes (CLUSTER SETSLOT STABLE).
  z.strictObject({ kind: z.literal('close-slots'), node: nodeId, slots }),
  // Keys from a node that does not own their slots to the one that owns or imports them. `open`: clients could see
  // the keys before, as the slots had a mark there or no owner.
  z.strictObject({
    kind: z.literal('move-keys'),
    from: nodeId,
    to: nodeId,
    slots,
    open: z.boolean(),
    options: moveOptionsSchema,
  }),

  // Nodes that are not in a cluster yet are named by address.
  z.strictObject({ kind: z.literal('add-slots'), node: address, slots }),
  z.strictObject({ kind: z.literal('set-epoch'), node: address, epoch: z.int().min(1) }),
  // CLUSTER MEET at `node`, which then knows `other`: an IP, port, and bus port.
  z.strictObject({
    kind: z.literal('meet'),
    node: address,
    other: z.strictObject({ ip: z.string().min(1), port: z.int(), busPort: z.int() }),
  }),
  // Waits until all these nodes know each other and agree about the slots.
  z.strictObject({ kind: z.literal('join'), nodes: z.array(address).min(1), timeoutMs: z.int() }),
  z.strictObject({ kind: z.literal('copy-functions'), from: address, to: address }),
  // CLUSTER REPLICATE. `node` and `primary` are addresses, so that a plan can name nodes whose id is not known yet.
  z.strictObject({ kind: z.literal('replicate'), node: address, primary: address }),
  // Waits until the replica's link is up and it is in sync.
  z.strictObject({ kind: z.literal('sync'), node: address, timeoutMs: z.int() }),
  z.strictObject({
    kind: z.literal('failover'),
    node: address,
    how: z.enum(['plain', 'force', 'takeover']),
  }),
  // CLUSTER FORGET of `node` at every other node that answers.
  z.strictObject({ kind: z.literal('forget'), node: nodeId }),
  z.strictObject({ kind: z.literal('reset'), node: address, how: z.enum(['soft', 'hard']) }),
  z.strictObject({ kind: z.literal('flush'), node: address }),

  z.strictObject({ kind: z.literal('set-config'), node: address, name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal('rewrite-config'), node: address }),
  z.strictObject({ kind: z.literal('call'), node: address, args: z.array(z.string()).min(1) }),
  z.strictObject({
    kind: z.literal('import-keys'),
    from: address,
    database: z.int().min(0),
    copy: z.boolean(),
    replace: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('save-node'), node: address, file: z.string().min(1) }),
  z.strictObject({ kind: z.literal('save-nodes-file'), file: z.string().min(1) }),
  // Waits until all nodes that answer name the same owner for every slot.
  z.strictObject({ kind: z.literal('agree'), timeoutMs: z.int() }),
]);

export type Action = z.infer<typeof actionSchema>;
export type ActionKind = Action['kind'];
export type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;
