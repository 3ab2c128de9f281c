/** A real cluster whose first primary gives its last slots to the second, with keys in them that can be counted to the last. */
import keySlot from 'cluster-key-slot';
import { afterEach } from 'vitest';
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../main/cluster/operations/reading/read-cluster.ts';
import { nodeById, ownerTable } from '../../main/cluster/operations/reading/cluster-reading.ts';
import type { Control } from '../../main/cluster/operations/run/context.ts';
import type { Resume, RunDeps } from '../../main/cluster/operations/run/runner.ts';
import type { PoolSettings } from '../../main/cluster/wire/node-pool.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import type { Progress } from '../../shared/operations/progress.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from './redis-cluster.ts';
import { planFor, runOperation } from './run-operation.ts';

/** By place in `cluster.nodes`. */
export const [SOURCE, TARGET, THIRD] = [0, 1, 2];
/** The last slot of the first primary, which goes first. */
export const LAST = 5460;

const tags = new Map<number, string>();
/** A hash tag of the slot. */
export function tagOf(slot: number): string {
  for (let i = 0; !tags.has(slot); i++) {
    const tag = `t${tags.size}-${i}`;
    const other = keySlot(tag);
    if (!tags.has(other)) tags.set(other, tag);
  }
  return tags.get(slot)!;
}

export const keyOf = (slot: number, i: number | string) => `{${tagOf(slot)}}:${i}`;

/** Keys 0 and up of a slot with values of their own. A script is a hundred times as fast as commands. */
const FILL = `for i = 0, ARGV[1] - 1 do redis.call('SET', KEYS[1] .. ':' .. i, 'v' .. i) end return 'OK'`;
const WHOLE = `local n = 0 for i = 0, ARGV[1] - 1 do
  if redis.call('GET', KEYS[1] .. ':' .. i) == 'v' .. i then n = n + 1 end end return n`;

export interface MovingOptions extends RedisClusterOptions {
  /** How the operation logs in; by default as the cluster was made. */
  settings?: Partial<PoolSettings>;
}

/** A wish that tests change while the operation runs. */
export type OpenControl = { -readonly [K in keyof Control]: Control[K] };

export class MovingCluster {
  readonly cluster: RedisCluster;
  readonly nodes: OperationNodes;

  private constructor(cluster: RedisCluster, nodes: OperationNodes) {
    this.cluster = cluster;
    this.nodes = nodes;
  }

  static async start({ settings, ...options }: MovingOptions = {}): Promise<MovingCluster> {
    const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
    const { password, tls } = cluster;
    const nodes = new OperationNodes({
      database: 0,
      protocol: 2,
      connectTimeout: 3000,
      ...(password !== undefined && { password }),
      ...(tls && { tls: { ca: tls.ca, cert: tls.cert, key: tls.key } }),
      ...settings,
    });
    return new MovingCluster(cluster, nodes);
  }

  async stop(): Promise<void> {
    this.nodes.close();
    await this.cluster.stop();
  }

  /** The last `amount` slots of the first primary, or its first ones, to the second or another, by SETSLOT and MIGRATE. */
  async plan(
    amount: number,
    move: object = {},
    { to = TARGET, first = false, seed = THIRD }: { to?: number; first?: boolean; seed?: number } = {},
  ): Promise<Plan> {
    const { nodes, addresses } = this.cluster;
    const ids = { from: [nodes[SOURCE]!.id], to: nodes[to]!.id };
    const request = { kind: 'reshard', ...ids, amount, move: { atomic: 'never', ...move } };
    const plan = await planFor(this.nodes, addresses[seed]!, request);
    if (!first) return plan;
    const slots = [{ first: 0, last: amount - 1 }];
    return {
      ...plan,
      steps: plan.steps.map((step) => ({ ...step, action: { ...step.action, slots } as never })),
    };
  }

  run(plan: Plan, deps: Partial<RunDeps> = {}, resume: Resume | null = null) {
    return runOperation(plan, this.nodes, deps, resume);
  }

  /**
   * Runs slowly until `keys` keys have moved, then does `meanwhile`, and only then goes on at full speed. `meanwhile` is
   * awaited before the end is looked at, so what it throws fails the test.
   */
  async runWith(
    plan: Plan,
    keys: number,
    meanwhile: (control: OpenControl) => unknown,
    deps: Partial<RunDeps> = {},
  ) {
    const control: OpenControl = { wish: 'run', rate: 1000 };
    let done: Promise<unknown> | null = null;
    const report = await this.run(plan, {
      ...deps,
      control,
      onProgress: (progress: Progress) => {
        if (done || (progress.done.keys ?? 0) < keys) return;
        done = (async () => meanwhile(control))().finally(() => (control.rate = null));
        // The await below rejects with the reason.
        done.catch(() => {});
      },
    });
    if (!done) throw new Error(`Only ${report.done.keys} keys moved: ${report.remarks.join(' ')}`);
    await done;
    return report;
  }

  async fill(slot: number, count: number, node = SOURCE): Promise<void> {
    await this.cluster.command(
      this.cluster.ports[node]!,
      ...['EVAL', FILL, '1', `{${tagOf(slot)}}`, String(count)],
    );
  }

  /** How many of the keys that `fill` has made the owner of the slot has with their values. */
  async whole(slot: number, count: number): Promise<number> {
    const owner = await this.ownerOf(slot);
    const args = ['EVAL', WHOLE, '1', `{${tagOf(slot)}}`, String(count)];
    return Number(await this.cluster.command(owner, ...args));
  }

  /** Keys of the slot at a node, by its place or its port. */
  async count(slot: number, node: number): Promise<number> {
    const port = this.cluster.ports[node] ?? node;
    return Number(await this.cluster.command(port, 'CLUSTER', 'COUNTKEYSINSLOT', String(slot)));
  }

  /** Port of the slot's owner, as most of the nodes that answer see it. */
  async ownerOf(slot: number): Promise<number> {
    const reading = await readCluster(this.nodes, await this.seed());
    const id = ownerTable(reading)[slot];
    return Number(
      nodeById(reading, id ?? '')!
        .address.split(':')
        .at(-1),
    );
  }

  /** `[slot->-id]` and the like of all nodes that answer. */
  async marks(): Promise<string[]> {
    const reading = await readCluster(this.nodes, await this.seed());
    return reading.nodes.flatMap(({ address, line }) => [
      ...line.migrating.map(({ slot }) => `${address} migrating ${slot}`),
      ...line.importing.map(({ slot }) => `${address} importing ${slot}`),
    ]);
  }

  /** CLUSTER FAILOVER at the replica of a node; resolves with its port once it is the primary and serves. */
  async failover(node: number, ...how: ['TAKEOVER'] | []): Promise<number> {
    const { shard } = this.cluster.nodes[node]!;
    const replica = this.cluster.nodes.find((one) => one.shard === shard && one.role === 'replica')!.port;
    await this.cluster.command(replica, 'CLUSTER', 'FAILOVER', ...how);
    await waitUntil('the replica to be the primary', async () =>
      String(await this.cluster.command(replica, 'ROLE')).startsWith('master'),
    );
    return replica;
  }

  /** All nodes answer and serve. */
  async settled(): Promise<void> {
    await waitUntil('all nodes to serve', async () => {
      const reading = await readCluster(this.nodes, await this.seed());
      return reading.nodes.every(({ clusterInfo }) => clusterInfo.get('cluster_state') === 'ok');
    });
  }

  private async seed(): Promise<string> {
    for (const address of this.cluster.addresses)
      if ((await this.nodes.ask(address, ['PING'], { timeoutMs: 2000 })).kind === 'reply') return address;
    throw new Error('No node answers.');
  }
}

/** Starts clusters for the tests of a file, which end with each test. `defer` adds what else ends then, the last one first. */
export function movingClusters() {
  let ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });
  const defer = (end: () => unknown): void => void ends.push(end);
  return {
    defer,
    start: async (options: MovingOptions = {}): Promise<MovingCluster> => {
      const moving = await MovingCluster.start(options);
      defer(() => moving.stop());
      return moving;
    },
  };
}
