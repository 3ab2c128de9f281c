/** What the user asks for: one operation and its options. It holds no password. */
import { z } from 'zod';

const address = z.string().min(1).max(300);
const nodeId = z.string().min(1).max(64);
const whole = z.int().min(0);
const slot = z.int().min(0).max(16383);

export const slotRangeSchema = z.strictObject({ first: slot, last: slot });

/** How slots are moved; every field has a default. */
export const moveOptionsSchema = z.strictObject({
  /** Milliseconds that one MIGRATE may take at the servers. */
  timeoutMs: z.int().min(1).default(60_000),
  /** Keys in one MIGRATE at most. */
  batchKeys: z.int().min(1).max(10_000).default(100),
  /** Bytes in one MIGRATE at most, as MEMORY USAGE counts; one larger key goes alone. */
  batchBytes: z
    .int()
    .min(1)
    .default(8 * 2 ** 20),
  /** True: on BUSYKEY with different values the source's value wins, unasked (redis-cli's --cluster-replace). */
  replace: z.boolean().default(false),
  /** Whether servers move slots by themselves: Valkey 9's CLUSTER MIGRATESLOTS, Redis 8.4's CLUSTER MIGRATION. */
  atomic: z.enum(['auto', 'always', 'never']).default('auto'),
  /** Keys a second at most at the start; null for no limit. */
  rate: z.int().min(1).nullable().default(null),
});

/** The measure by which slots are weighed. `load` is cpu-usec of CLUSTER SLOT-STATS (Valkey 8, Redis 8.2). */
export const measureSchema = z.enum(['slots', 'keys', 'bytes', 'load']);
export type Measure = z.infer<typeof measureSchema>;

const move = moveOptionsSchema.prefault({});
const weights = z.record(nodeId, z.number().min(0));

export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('create'),
    nodes: z.array(address).min(1),
    /** Replicas of each primary. */
    replicas: whole,
    /** The user's own placement, which replaces the computed one: addresses by shard, the primary first. */
    placement: z.array(z.array(address).min(1)).optional(),
  }),
  z.strictObject({
    kind: z.literal('fix'),
    /** Whether slots of primaries that do not answer are given to others, which loses their keys. */
    lostNodes: z.boolean().default(false),
    /** What happens to a slot that is open at both its source and its target. */
    open: z.enum(['finish', 'roll-back']).default('finish'),
    move,
  }),
  z.strictObject({
    kind: z.literal('reshard'),
    /** Ids of primaries; empty for all but the target. */
    from: z.array(nodeId),
    to: nodeId,
    /** `by: 'slots'` moves exactly `amount` slots; otherwise slots that hold about `amount` keys or bytes. */
    amount: z.number().min(1),
    by: measureSchema.default('slots'),
    move,
  }),
  z.strictObject({
    kind: z.literal('rebalance'),
    weights: weights.default({}),
    /** Percent. */
    threshold: z.number().min(0).default(2),
    emptyPrimaries: z.boolean().default(false),
    by: measureSchema.default('slots'),
    move,
  }),
  z.strictObject({
    kind: z.literal('add-primary'),
    node: address,
    /** Whether it gets its share of the slots. */
    share: z.boolean(),
    by: measureSchema.default('slots'),
    move,
  }),
  z.strictObject({
    kind: z.literal('add-replica'),
    node: address,
    /** Null: the primary with the fewest replicas. */
    primary: nodeId.nullable(),
  }),
  z.strictObject({ kind: z.literal('remove-node'), node: nodeId, drain: z.boolean().default(true), move }),
  z.strictObject({ kind: z.literal('replace-node'), node: nodeId, by: address }),
  z.strictObject({
    kind: z.literal('failover'),
    /** Id of the replica that takes over. */
    node: nodeId,
    how: z.enum(['plain', 'force', 'takeover']),
  }),
  z.strictObject({ kind: z.literal('replicate'), node: nodeId, primary: nodeId }),
  z.strictObject({ kind: z.literal('forget'), node: nodeId }),
  z.strictObject({
    kind: z.literal('call'),
    args: z.array(z.string()).min(1),
    only: z.enum(['all', 'primaries', 'replicas']).default('all'),
  }),
  z.strictObject({
    kind: z.literal('settings'),
    changes: z.array(z.strictObject({ name: z.string().min(1), value: z.string() })).min(1),
    /** Whether CONFIG REWRITE follows at each node. */
    rewrite: z.boolean().default(true),
    /** Ids; empty for all. */
    nodes: z.array(nodeId).default([]),
  }),
  z.strictObject({
    kind: z.literal('import'),
    from: address,
    /** Of the source. The keys come into database 0. */
    database: whole.default(0),
    /** False: keys leave the source. */
    copy: z.boolean().default(false),
    replace: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('backup'), directory: z.string().min(1) }),
  /** Inverse of an earlier operation, made from its journal. */
  z.strictObject({ kind: z.literal('undo'), of: z.string().min(1) }),
]);

export type OperationRequest = z.infer<typeof requestSchema>;
export type OperationKind = OperationRequest['kind'];
export type RequestOf<K extends OperationKind> = Extract<OperationRequest, { kind: K }>;
export type MoveOptions = z.infer<typeof moveOptionsSchema>;
