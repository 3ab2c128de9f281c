import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { settingExecutors } from '../../../main/cluster/operations/settings/executors.ts';
import { planCall } from '../../../main/cluster/operations/settings/plan-call.ts';
import { planSettings } from '../../../main/cluster/operations/settings/plan-settings.ts';
import { readSettings } from '../../../main/cluster/operations/settings/values.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../shared/operations/request.ts';
import { recordedContext } from '../../support/operations.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
afterAll(() => nodes.close());

const settings = (changes: RequestOf<'settings'>['changes'], rewrite = true) =>
  requestSchema.parse({ kind: 'settings', changes, rewrite }) as RequestOf<'settings'>;

async function planned(seed: string, request: RequestOf<'settings'>): Promise<Plan> {
  const reading = await readCluster(nodes, seed);
  const values = await readSettings(
    nodes,
    reading,
    request.changes.map(({ name }) => name),
  );
  const plan = planSettings(request, reading, values);
  if ('refusal' in plan) throw new Error(plan.refusal);
  return plan;
}

async function run(seed: string, plan: Plan) {
  const context = recordedContext(nodes, seed);
  const ends = [];
  for (const { action } of plan.steps) {
    if (action.kind === 'set-config') ends.push(await settingExecutors['set-config'](action, context));
    else if (action.kind === 'rewrite-config')
      ends.push(await settingExecutors['rewrite-config'](action, context));
    else if (action.kind === 'call') ends.push(await settingExecutors.call(action, context));
    else throw new Error(`no executor for ${action.kind}`);
  }
  return { ...context, ends };
}

describe.each(ALL_SERVERS)('settings on $name', ({ server }) => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    if (server) cluster = await RedisCluster.start({ server, nodeTimeout: 60_000 });
  });
  afterAll(() => cluster?.stop());

  test.skipIf(!server)('are set and written at every node, and the old values are recorded', async () => {
    const [seed] = cluster.addresses;
    const plan = await planned(seed!, settings([{ name: 'cluster-node-timeout', value: '61000' }]));
    expect(plan.steps).toHaveLength(12);
    expect(plan.steps[0]!.title).toBe(`Set cluster-node-timeout to 61000 at ${seed} (now 60000).`);
    const { outcomes, notes } = await run(seed!, plan);
    expect(outcomes.map(({ state }) => state)).toEqual(Array(12).fill('ok'));
    const before = { record: 'before', step: 0, name: 'cluster-node-timeout', value: '60000' };
    expect(notes).toEqual(
      plan.steps.flatMap(({ action }) =>
        action.kind === 'set-config' ? [{ ...before, node: action.node }] : [],
      ),
    );
    for (const port of cluster.ports)
      expect(await cluster.command(port, 'CONFIG', 'GET', 'cluster-node-timeout')).toContain('61000');
    const values = await readSettings(nodes, await readCluster(nodes, seed!), ['cluster-node-timeout']);
    expect([...values.values()].every((of) => of.get('cluster-node-timeout') === '61000')).toBe(true);
  });

  test.skipIf(!server)('an immutable setting fails in the server’s words, at each node', async () => {
    const [seed] = cluster.addresses;
    const plan = await planned(seed!, settings([{ name: 'cluster-config-file', value: 'x' }], false));
    const { outcomes, ends } = await run(seed!, plan);
    expect(outcomes).toHaveLength(6);
    for (const { state, text } of outcomes) {
      expect(state).toBe('failed');
      expect(text).toContain("can't set immutable config");
    }
    expect(ends.every(({ end }) => end === 'failed')).toBe(true);
  });
});

describe('settings', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start({
      replicas: 0,
      nodeTimeout: 60_000,
      conf: ['user few on >few ~* +ping +info +cluster +command +config|get'],
    });
  });
  afterAll(() => cluster?.stop());

  test('a step that is run again finds it done, and records nothing', async () => {
    const [seed] = cluster.addresses;
    const plan = await planned(seed!, settings([{ name: 'cluster-migration-barrier', value: '2' }]));
    expect((await run(seed!, plan)).notes).toHaveLength(3);
    const again = await run(seed!, plan);
    expect(again.notes).toEqual([]);
    expect(
      again.outcomes.filter(({ text }) => text === 'cluster-migration-barrier is 2 already.'),
    ).toHaveLength(3);
  });

  test('one node down is not reached, the others change', async () => {
    const [seed, down] = cluster.addresses;
    const plan = await planned(seed!, settings([{ name: 'cluster-migration-barrier', value: '3' }]));
    await cluster.kill(cluster.ports[1]!);
    try {
      const { outcomes } = await run(seed!, plan);
      expect(outcomes.filter(({ node }) => node === down).map(({ state }) => state)).toEqual([
        'not-reached',
        'not-reached',
      ]);
      expect(outcomes.filter(({ state }) => state === 'ok')).toHaveLength(4);
      const known = await planned(seed!, settings([{ name: 'cluster-migration-barrier', value: '4' }]));
      expect(known.remarks[0]).toContain(`${down} does not answer`);
      // Its steps are tried all the same.
      expect(known.remarks[0]).toContain('): unless it does by then, it keeps its old value');
      const others = cluster.nodes.filter(({ port }) => port !== cluster.ports[1]).map(({ id }) => id);
      const without = await planned(seed!, {
        ...settings([{ name: 'cluster-migration-barrier', value: '4' }]),
        nodes: others,
      });
      expect(without.remarks[0]).toContain(`${down} does not answer`);
      expect(without.remarks[0]).toContain('): it keeps its old value');
    } finally {
      await cluster.restart(cluster.ports[1]!);
    }
  });

  test('a frozen node is not reached: nothing was sent that could have changed it', async () => {
    const [seed, frozen] = cluster.addresses;
    cluster.pause(cluster.ports[1]!);
    try {
      const context = recordedContext(nodes, seed!);
      const end = await settingExecutors['set-config'](
        { kind: 'set-config', node: frozen!, name: 'cluster-migration-barrier', value: '9' },
        context,
      );
      expect(end).toMatchObject({ end: 'failed', unknown: false });
      expect(context.outcomes.map(({ state }) => state)).toEqual(['not-reached']);
    } finally {
      cluster.resume(cluster.ports[1]!);
    }
  });

  test('a user without the right to set is told so, and to write likewise', async () => {
    const few = new OperationNodes({
      database: 0,
      protocol: 2,
      connectTimeout: 1000,
      username: 'few',
      password: 'few',
    });
    try {
      const [seed] = cluster.addresses;
      const context = recordedContext(few, seed!);
      const action = { node: seed!, name: 'cluster-migration-barrier', value: '7' };
      await settingExecutors['set-config']({ kind: 'set-config', ...action }, context);
      await settingExecutors['rewrite-config']({ kind: 'rewrite-config', node: seed! }, context);
      expect(context.outcomes.map(({ state }) => state)).toEqual(['failed', 'failed']);
      for (const { text } of context.outcomes) expect(text).toContain('NOPERM');
    } finally {
      few.close();
    }
  });

  test('a command is called at every node, and each reply and error is kept', async () => {
    const [seed] = cluster.addresses;
    const reading = await readCluster(nodes, seed!);
    const call = (args: string[]) =>
      planCall(requestSchema.parse({ kind: 'call', args }) as RequestOf<'call'>, reading) as Plan;
    const good = await run(seed!, call(['ECHO', 'a\u001b[31m']));
    expect(good.outcomes).toEqual(
      reading.nodes.map(({ address: node }) => ({ state: 'ok', node, text: String.raw`"a\x1b[31m"` })),
    );
    expect(good.replies.map(({ node }) => node)).toEqual(reading.nodes.map(({ address }) => address));
    expect(reading.nodes).toHaveLength(3);
    const bad = await run(seed!, call(['NOSUCHCOMMAND']));
    expect(bad.outcomes.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(bad.outcomes[0]!.text).toMatch(/unknown command/);
  });
});

test('a node that runs without a conf file: the value is set, and the report says that it is not written', async () => {
  const server = await RedisServer.start({ args: ['--cluster-enabled', 'yes'] });
  try {
    const seed = `127.0.0.1:${server.port}`;
    const plan = await planned(seed, settings([{ name: 'cluster-migration-barrier', value: '2' }]));
    const { outcomes } = await run(seed, plan);
    expect(outcomes.map(({ state }) => state)).toEqual(['ok', 'failed']);
    expect(outcomes[1]!.text).toContain('runs without one');
  } finally {
    await server.stop();
  }
});
