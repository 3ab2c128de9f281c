/** Keys of a real plain server come into a real cluster. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import type { RunDeps } from '../../../main/cluster/operations/run/runner.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { NodeClient } from '../../../main/demo/node-client.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import { CuttingProxy } from '../../support/cutting-proxy.ts';
import { contentOf, fill } from '../../support/data-set.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

const PASSWORD = 'a b%c"d';
const SOURCE_PASSWORD = 'other % word';
const settings = { database: 0, protocol: 2, connectTimeout: 10_000 } as const;

/** The system's server is the source of all: the oldest. */
let source: RedisServer;
let from: NodeClient;
let sourceNodes: OperationNodes;

beforeAll(async () => {
  source = await RedisServer.start({ args: ['--requirepass', SOURCE_PASSWORD] });
  from = new NodeClient(source.port, { password: SOURCE_PASSWORD });
  sourceNodes = new OperationNodes({ ...settings, password: SOURCE_PASSWORD });
});
afterAll(async () => {
  from.close();
  sourceNodes.close();
  await source.stop();
});

class Target {
  readonly cluster: RedisCluster;
  readonly nodes: OperationNodes;
  readonly clients: NodeClient[];
  seed = '';

  private constructor(cluster: RedisCluster) {
    this.cluster = cluster;
    this.nodes = new OperationNodes({ ...settings, password: PASSWORD });
    this.clients = cluster.ports.map((port) => new NodeClient(port, { password: PASSWORD }));
    this.seed = cluster.addresses[0]!;
  }

  static start = async (server: RedisCluster['server'] | null) =>
    new Target(await RedisCluster.start({ server, replicas: 0, password: PASSWORD }));

  async content(): Promise<Map<string, string>> {
    const all = await Promise.all(this.clients.map(contentOf));
    return new Map(all.flatMap((one) => [...one]));
  }

  async owner(key: string | Buffer): Promise<NodeClient> {
    const port = await this.cluster.ownerOf(keySlot(Buffer.from(key)));
    return this.clients[this.cluster.ports.indexOf(port!)]!;
  }

  async flush(): Promise<void> {
    for (const client of this.clients) await client.ask(['FLUSHALL']);
  }

  async import(request: object = {}, deps: Partial<RunDeps> = {}) {
    const full = { kind: 'import', from: `127.0.0.1:${source.port}`, ...request };
    const plan = await planFor(deps.nodes ?? this.nodes, this.seed, full, sourceNodes);
    const report = await runOperation(plan, this.nodes, { sourceNodes, ...deps });
    for (const secret of [PASSWORD, SOURCE_PASSWORD])
      expect(JSON.stringify([plan, report])).not.toContain(JSON.stringify(secret).slice(1, -1));
    return { plan, report };
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    this.nodes.close();
    await this.cluster.stop();
  }
}

beforeEach(async () => {
  await from.ask(['FLUSHALL']);
});

const sourceKeys = () => from.ask(['KEYS', '*'], 'latin1') as Promise<string[]>;

describe.each(ALL_SERVERS)('into $name', ({ server }) => {
  let target: Target;
  beforeAll(async () => {
    if (server) target = await Target.start(server);
  });
  afterAll(() => target?.stop());
  beforeEach(() => target?.flush());

  test.skipIf(!server)('all types with binary names and expiries are moved', async () => {
    await fill(from);
    const before = await contentOf(from);
    expect(before.size).toBe(268);
    const { plan, report } = await target.import();
    expect(plan.totals.keys).toBe(before.size);
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { keys: before.size } });
    expect(await target.content()).toEqual(before);
    expect(await sourceKeys()).toEqual([]);
  });

  test.skipIf(!server)('keys of a plain server of the same version are moved', async () => {
    const own = await RedisServer.start({ server, args: ['--requirepass', SOURCE_PASSWORD] });
    const client = new NodeClient(own.port, { password: SOURCE_PASSWORD });
    try {
      await fill(client);
      const before = await contentOf(client);
      const { report } = await target.import({ from: `127.0.0.1:${own.port}` });
      expect(report).toMatchObject({ state: 'done', remarks: [], done: { keys: before.size } });
      expect(await target.content()).toEqual(before);
    } finally {
      client.close();
      await own.stop();
    }
  });

  test.skipIf(!server)('all are copied, and stay at the source', async () => {
    await fill(from);
    const before = await contentOf(from);
    expect((await target.import({ copy: true })).report.state).toBe('done');
    expect(await target.content()).toEqual(before);
    expect(await contentOf(from)).toEqual(before);
  });
});

describe('an import', () => {
  let target: Target;
  beforeAll(async () => void (target = await Target.start(null)));
  afterAll(() => target?.stop());
  beforeEach(() => target.flush());
  const proxies: CuttingProxy[] = [];
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.stop();
  });
  const proxyFor = async (port: number) => {
    const proxy = await CuttingProxy.start(port);
    proxies.push(proxy);
    return proxy;
  };

  test('that is run again finds equal values, whatever their order in memory, and deletes their keys', async () => {
    await fill(from);
    const before = await contentOf(from);
    await target.import({ copy: true });
    const { report } = await target.import({ copy: true });
    expect(report.outcomes.map(({ text }) => text)).toEqual([
      `0 keys copied, ${before.size} were in the cluster with the same value, 0 left at the source.`,
    ]);
    expect((await target.import()).report.state).toBe('done');
    expect(await sourceKeys()).toEqual([]);
    expect(await target.content()).toEqual(before);
  });

  test('leaves and names a key that the cluster has with another value, or another expiry', async () => {
    await from.ask(['MSET', 'a', '1', 'b', '2', 'c', '3']);
    await (await target.owner('b')).ask(['SET', 'b', 'other']);
    await (await target.owner('c')).ask(['SET', 'c', '3', 'EX', '1000']);
    const { report } = await target.import();
    expect(report.state).toBe('done-with-remarks');
    const named = report.outcomes.filter(({ state }) => state === 'skipped').map(({ text }) => text);
    expect(named).toHaveLength(2);
    expect(named.join()).toMatch(/"b" is left.*another value/);
    expect(named.join()).toMatch(/"c" is left.*another value/);
    expect((await sourceKeys()).sort()).toEqual(['b', 'c']);
    expect(await (await target.owner('b')).ask(['GET', 'b'])).toBe('other');
    expect(await (await target.owner('a')).ask(['GET', 'a'])).toBe('1');
  });

  test('replaces such values if it was told to', async () => {
    await from.ask(['MSET', 'a', '1', 'b', '2']);
    await (await target.owner('b')).ask(['RPUSH', 'b', 'a list']);
    const { plan, report } = await target.import({ replace: true });
    expect(plan.remarks[0]).toContain('are lost');
    expect(report.state).toBe('done');
    expect(await (await target.owner('b')).ask(['GET', 'b'])).toBe('2');
    expect(await sourceKeys()).toEqual([]);
  });

  test('does not delete a key that changed after it was read, and deletes those beside it', async () => {
    await from.ask(['MSET', 'a', '1', 'b', '2', 'c', '3']);
    const nodes = new OperationNodes({ ...settings, password: PASSWORD });
    const { pipeline } = nodes;
    let changed = 0;
    nodes.pipeline = async function (node, commands, options) {
      const restores = commands.filter(([name]) => name === 'RESTORE').length;
      changed += restores;
      if (restores > 0 && changed === restores) await from.ask(['APPEND', 'b', ' and more']);
      return pipeline.call(this, node, commands, options);
    };
    const { report } = await target.import({}, { nodes });
    nodes.close();
    expect(changed).toBe(3);
    expect(report.state).toBe('done-with-remarks');
    expect(report.outcomes.find(({ state }) => state === 'skipped')?.text).toMatch(/"b" is left: it changed/);
    expect(await from.ask(['GET', 'b'])).toBe('2 and more');
    expect(await sourceKeys()).toEqual(['b']);
    expect([...(await target.content()).keys()].sort()).toEqual(['a', 'b', 'c']);
  });

  test('takes keys of the database that was chosen', async () => {
    await from.ask(['SET', 'in 0', '1']);
    await from.ask(['SELECT', '3']);
    await from.ask(['SET', 'in 3', '2']);
    await from.ask(['SELECT', '0']);
    await target.import({ database: 3 });
    expect([...(await target.content()).keys()]).toEqual(['in 3']);
    expect(await sourceKeys()).toEqual(['in 0']);
  });

  test.each([
    ['after it was carried out', 'after', 0],
    ['before the server got it', 'before', 3],
  ] as const)(
    'whose connection is cut at the deletion, %s, is unknown; it says what is at both and resumes',
    async (_, when, left) => {
      await from.ask(['MSET', 'a', '1', 'b', '2', 'c', '3']);
      const before = await contentOf(from);
      const proxy = await proxyFor(source.port);
      proxy.cutAt('exec', when);
      const { plan, report } = await target.import({ from: proxy.address });
      expect(proxy.isArmed).toBe(false);
      expect(report.state).toBe('failed');
      expect(report.outcomes.at(-1)?.state).toBe('unknown');
      expect(report.outcomes.filter(({ text }) => text.includes('the cluster has it too'))).toHaveLength(
        left,
      );
      expect(await sourceKeys()).toHaveLength(left);
      expect(await target.content()).toEqual(before);
      const resumed = await runOperation(plan, target.nodes, { sourceNodes }, new Set());
      expect(resumed.state).toBe('done');
      expect(await sourceKeys()).toEqual([]);
      expect(await target.content()).toEqual(before);
    },
  );

  test.each([
    ['after the node has it', 'after', 'done'],
    ['before the node has it', 'before', 'failed'],
  ] as const)(
    'whose connection is cut while a key is restored, %s, looks at the node',
    async (_, when, state) => {
      await from.ask(['SET', 'a', '1']);
      const before = await contentOf(from);
      const port = await target.cluster.ownerOf(keySlot(Buffer.from('a')));
      const proxy = await proxyFor(port!);
      const nodes = new OperationNodes({
        ...settings,
        password: PASSWORD,
        reach: (place) => (place.port === port ? { host: '127.0.0.1', port: proxy.port } : place),
      });
      proxy.cutAt('restore', when);
      const { plan, report } = await target.import({}, { nodes });
      expect(proxy.isArmed).toBe(false);
      expect(report.state).toBe(state);
      if (state === 'failed') {
        expect(report.outcomes.at(-1)).toMatchObject({ state: 'unknown' });
        expect(await sourceKeys()).toEqual(['a']);
        const resumed = await runOperation(plan, nodes, { sourceNodes }, new Set());
        expect(resumed.state).toBe('done');
      }
      nodes.close();
      expect(await sourceKeys()).toEqual([]);
      expect(await target.content()).toEqual(before);
    },
  );

  test('pauses between batches and goes on from there', async () => {
    await fill(from);
    const before = await contentOf(from);
    const control = { wish: 'run' as 'run' | 'pause', rate: null };
    const onProgress = () => void (control.wish = 'pause');
    const plan = await planFor(
      target.nodes,
      target.seed,
      { kind: 'import', from: `127.0.0.1:${source.port}` },
      sourceNodes,
    );
    let reports = 0;
    const paused = await runOperation(plan, target.nodes, {
      sourceNodes,
      control,
      onProgress: () => {
        if (++reports === 2) onProgress();
      },
    });
    expect(paused.state).toBe('paused');
    const left = (await sourceKeys()).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(before.size);
    const resumed = await runOperation(plan, target.nodes, { sourceNodes }, new Set());
    expect(resumed.state).toBe('done');
    expect(await sourceKeys()).toEqual([]);
    expect(await target.content()).toEqual(before);
  });

  test('follows a slot that is being moved, and one that has moved since the plan', async () => {
    const [key, other] = ['{x}1', '{x}2'];
    await from.ask(['MSET', key, '1', other, '2']);
    const slot = keySlot(Buffer.from('x'));
    const [giver, taker] = [await target.cluster.ownerOf(slot), 0];
    const receiver = target.cluster.ports.find((port) => port !== giver) ?? taker;
    await target.cluster.migrateSlot(slot, giver!, receiver, { stopAfter: 'migrating' });
    expect((await target.import({ copy: true })).report.outcomes[0]).toMatchObject({ state: 'ok' });
    const at = target.clients[target.cluster.ports.indexOf(receiver)]!;
    expect(((await at.ask(['KEYS', '*'])) as string[]).sort()).toEqual([key, other]);
    // The values are found there, by ASK.
    await target.import();
    expect(await sourceKeys()).toEqual([]);

    await from.ask(['SET', '{x}3', '3']);
    const nodes = new OperationNodes({ ...settings, password: PASSWORD });
    const { ask } = nodes;
    let moved = false;
    nodes.ask = async function (node, args, options) {
      if (args[0] === 'RESTORE' && !moved) {
        moved = true;
        await target.cluster.migrateSlot(slot, giver!, receiver);
      }
      return ask.call(this, node, args, options);
    };
    const { report } = await target.import({}, { nodes });
    nodes.close();
    expect(moved).toBe(true);
    expect(report.outcomes[0]).toMatchObject({ state: 'ok' });
    expect(await sourceKeys()).toEqual([]);
    expect(((await at.ask(['KEYS', '*'])) as string[]).sort()).toEqual([key, other, '{x}3']);
  });

  test('reads expiries of a server before 7.0, which has no PEXPIRETIME', async () => {
    const old = await RedisServer.start({ args: ['--rename-command', 'PEXPIRETIME', ''] });
    const client = new NodeClient(old.port);
    try {
      await client.ask(['SET', 'volatile', '1', 'PX', '5000000']);
      await client.ask(['SET', 'lasting', '2']);
      const plain = new OperationNodes(settings);
      const request = { from: `127.0.0.1:${old.port}`, copy: true };
      for (const again of [false, true]) {
        const plan = await planFor(target.nodes, target.seed, { kind: 'import', ...request }, plain);
        const report = await runOperation(plan, target.nodes, { sourceNodes: plain });
        expect(report.state).toBe('done');
        expect(report.outcomes[0]?.text).toContain(again ? '2 were in the cluster' : '2 keys copied');
      }
      plain.close();
      const left = Number(await (await target.owner('volatile')).ask(['PTTL', 'volatile']));
      expect(left).toBeGreaterThan(4_900_000);
      expect(left).toBeLessThanOrEqual(5_000_000);
      expect(await (await target.owner('lasting')).ask(['PTTL', 'lasting'])).toBe(-1);
    } finally {
      client.close();
      await old.stop();
    }
  });

  test('is refused from a node of a cluster, from a replica that keys should leave, and without a login', async () => {
    const reading = await readCluster(target.nodes, target.seed);
    const refusal = async (request: object, nodes?: OperationNodes) => {
      const full = requestSchema.parse({ kind: 'import', from: `127.0.0.1:${source.port}`, ...request });
      const lookup = () => Promise.reject(new Error('no name'));
      const plan = await planOperation(full, reading, target.nodes, lookup, nodes);
      return 'refusal' in plan ? plan.refusal : null;
    };
    expect(await refusal({ from: target.seed }, target.nodes)).toContain('not a single server');
    expect(await refusal({}, target.nodes)).toContain('WRONGPASS');
    expect(await refusal({})).toContain('No login');
    await from.ask(['REPLICAOF', '127.0.0.1', '1']);
    try {
      expect(await refusal({}, sourceNodes)).toContain('is a replica');
      expect(await refusal({ copy: true }, sourceNodes)).toBeNull();
    } finally {
      await from.ask(['REPLICAOF', 'NO', 'ONE']);
    }
  });
});
