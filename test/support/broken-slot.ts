/** A real cluster with a slot that something is wrong with, and its repair. */
import keySlot from 'cluster-key-slot';
import { expect } from 'vitest';
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../main/cluster/operations/reading/read-cluster.ts';
import type { Conflict } from '../../main/cluster/operations/run/context.ts';
import { planOperation } from '../../main/cluster/operations/run/operate.ts';
import type { OperationReport } from '../../shared/operations/progress.ts';
import { requestSchema } from '../../shared/operations/request.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from './redis-cluster.ts';
import { planFor, runOperation } from './run-operation.ts';

export const [A, B, C] = [0, 1, 2];
export const KEYS = 10;

export interface Started {
  cluster: RedisCluster;
  nodes: OperationNodes;
  /** The node that is asked; by default the third. */
  seed?: string;
}

export async function startBroken(options: RedisClusterOptions = {}): Promise<Started> {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
  return { cluster, nodes: new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 }) };
}

export async function stopBroken({ cluster, nodes }: Started): Promise<void> {
  nodes.close();
  await cluster.stop();
}

/** A slot of the first primary with ten keys there, and what a test does to it at the servers. */
export class BrokenSlot {
  readonly cluster: RedisCluster;
  readonly slot: number;
  readonly values = new Map<string, string>();

  private constructor(cluster: RedisCluster, slot: number) {
    this.cluster = cluster;
    this.slot = slot;
  }

  static async fill(cluster: RedisCluster, slot: number): Promise<BrokenSlot> {
    const broken = new BrokenSlot(cluster, slot);
    let tag = 0;
    while (keySlot(`t${tag}`) !== slot) tag++;
    for (let i = 0; i < KEYS; i++) broken.values.set(`{t${tag}}:${i}`, `value ${i}`);
    for (const [key, value] of broken.values) await broken.at(A, 'SET', key, value);
    await broken.at(A, 'PEXPIRE', broken.key(0), '600000');
    return broken;
  }

  key(i: number): string {
    return [...this.values.keys()][i]!;
  }

  id(node: number): string {
    return this.cluster.nodes[node]!.id;
  }

  at(node: number, ...words: string[]) {
    return this.cluster.command(this.cluster.ports[node]!, ...words);
  }

  setSlot(node: number, ...words: string[]) {
    return this.at(node, 'CLUSTER', 'SETSLOT', String(this.slot), ...words);
  }

  /** Marks at both, and `keys` of the keys at the target. */
  open(keys: number, to = B): Promise<number> {
    const [from, target] = [this.cluster.ports[A]!, this.cluster.ports[to]!];
    return this.cluster.migrateSlot(this.slot, from, target, { stopAfter: 'keys', keys });
  }

  /** A copy of the key at the other node too, as a MIGRATE that timed out leaves it. */
  async copy(key: string, to = B): Promise<void> {
    await this.at(A, 'MIGRATE', '127.0.0.1', String(this.cluster.ports[to]!), key, '0', '5000', 'COPY');
  }

  /** Until no node sees an owner. */
  async uncover(nodes: readonly number[] = [A, B, C]): Promise<void> {
    await waitUntil('the slot to have no owner', async () => {
      for (const node of nodes)
        await this.at(node, 'CLUSTER', 'DELSLOTS', String(this.slot)).catch(() => null);
      const lines = await Promise.all(nodes.map((node) => this.ownerSeenBy(node)));
      return lines.every((owner) => owner === null);
    });
  }

  /** Index of the node that this one sees as the owner; null for none. */
  async ownerSeenBy(node: number): Promise<number | null> {
    const lines = String(await this.at(node, 'CLUSTER', 'NODES')).split('\n');
    const owner = lines.find((line) =>
      line
        .split(' ')
        .slice(8)
        .some((range) => {
          const [first, last = first] = range.split('-').map(Number);
          return !range.startsWith('[') && Number(first) <= this.slot && this.slot <= Number(last);
        }),
    );
    if (owner === undefined) return null;
    return this.cluster.nodes.findIndex(({ id }) => owner.startsWith(id));
  }

  async count(node: number): Promise<number> {
    return Number(await this.at(node, 'CLUSTER', 'COUNTKEYSINSLOT', String(this.slot)));
  }

  /** All keys with their values and times to live are at the owner, which all nodes see, and nothing is open. */
  async expectWhole(owner: number): Promise<void> {
    for (const node of [A, B, C]) {
      expect(await this.ownerSeenBy(node)).toBe(owner);
      expect(String(await this.at(node, 'CLUSTER', 'NODES'))).not.toContain('[');
      expect(await this.count(node)).toBe(node === owner ? KEYS : 0);
    }
    for (const [key, value] of this.values) expect(await this.at(owner, 'GET', key)).toBe(value);
    expect(Number(await this.at(owner, 'PTTL', this.key(0)))).toBeGreaterThan(400_000);
  }
}

export const planFix = ({ cluster, nodes, seed = cluster.addresses[C]! }: Started, request: object = {}) =>
  planFor(nodes, seed, { kind: 'fix', ...request });

export async function refusedFix(
  { cluster, nodes, seed = cluster.addresses[C]! }: Started,
  request: object = {},
): Promise<string> {
  const reading = await readCluster(nodes, seed);
  const asked = requestSchema.parse({ kind: 'fix', ...request });
  const plan = await planOperation(asked, reading, nodes, () => Promise.reject(new Error('no name')));
  if (!('refusal' in plan)) throw new Error('The plan was not refused.');
  return plan.refusal;
}

export async function fix(
  started: Started,
  request: object = {},
  conflict?: (conflict: Conflict) => 'source' | 'target' | 'stop',
) {
  for (;;) {
    const plan = await planFix(started, request);
    const report = await runOperation(plan, started.nodes, {
      ...(conflict && { resolveConflict: (one) => Promise.resolve(conflict(one)) }),
    });
    // The servers may have settled something between the plan and the run.
    if (!report.remarks.some((text) => text.endsWith('Make a new plan.'))) return { ...report, plan };
  }
}

export const wrongIn = ({ verified, outcomes, remarks }: OperationReport) => [
  ...verified.filter(({ ok }) => !ok),
  ...outcomes.filter(({ state }) => state !== 'ok'),
  ...remarks,
];
