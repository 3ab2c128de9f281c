/** The road of a command: it is read and routed once, and every way that follows redirects has the same limit. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../main/cluster/session/session.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { countCalls, type CallCounter } from '../support/count-calls.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedCluster } from '../support/scripted-cluster.ts';

const split = (line: string) => argsOf(...line.split(' '));

describe('how often a command is routed', () => {
  let cluster: RedisCluster;
  let counter: CallCounter;
  beforeAll(async () => {
    cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
    counter = await countCalls();
  });
  afterAll(async () => {
    await counter.stop();
    await cluster.stop();
  });

  let session: Session;
  beforeEach(async () => {
    ({ session } = await openSession(cluster, 'direct'));
    await run(session, 'get foo');
    await counts();
  });
  afterEach(() => session.close());

  /** How often commands were read, and routed, since it was last called. */
  const counts = () => counter.callsOf('main/cluster/routing/route.ts', 'readCommand', 'route');

  test('get foo, direct and warm, is read once and routed once', async () => {
    await session.executeAll([split('get foo')], {}, 50);
    expect(await counts()).toEqual([1, 1]);
  });

  test('get foo in follow mode is routed once, though it is redirected', async () => {
    session.setMode('follow');
    session.setCurrentNode(cluster.addresses[0]!);
    const [execution] = await session.executeAll([split('get foo')], {}, 50);
    expect(execution!.hops.map((hop) => hop.outcome)).toEqual(['moved', 'reply']);
    expect(await counts()).toEqual([1, 1]);
  });

  test('each command of a paste is routed once, those that wait for the ones before them too', async () => {
    const lines = ['set k1 1', 'set k2 2', 'ping', 'get k1', 'eval return(1) 1 k1', 'mget k1 k2', 'get k2'];
    const executions = await session.executeAll(lines.map(split), {}, 60_000);
    expect(executions.map(printed)).toEqual([
      ...['OK', 'OK', 'PONG', '"1"', '(integer) 1', expect.stringContaining('CROSSSLOT'), '"2"'],
    ]);
    expect(await counts()).toEqual([lines.length, lines.length]);
  });

  test('a command without a key goes where the one before it has moved the prompt', async () => {
    session.setCurrentNode(cluster.addresses[0]!);
    const [, keyless] = await session.executeAll([split('get foo'), split('ping')], {}, 60_000);
    expect(keyless!.node).toBe(session.cluster.cache.owner(12182));
    expect(keyless!.node).not.toBe(cluster.addresses[0]);
  });
});

describe('two nodes that send a command to each other', () => {
  let cluster: ScriptedCluster;
  afterEach(() => cluster.stop());

  test.each([
    ['a plain command', ['get foo'], 'get'],
    ['WATCH', ['watch foo'], 'watch'],
    ['SSUBSCRIBE', ['ssubscribe foo'], 'ssubscribe'],
    ['a transaction', ['multi', 'set foo 1'], 'set'],
  ])('are left after 16 redirects, by %s too', async (_, lines, name) => {
    const to = (other: number) => (words: string[], c: ScriptedCluster) =>
      words[0]!.toLowerCase() === name ? `-MOVED 12182 ${c.address(other)}\r\n` : undefined;
    cluster = await ScriptedCluster.start(to(1), to(0));
    const session = await cluster.connect('direct');
    for (const line of lines) await run(session, line);
    const received = cluster.received.map(
      (node) => node.filter(([word]) => word!.toLowerCase() === name).length,
    );
    expect(received).toEqual([9, 8]);
  });
});

test('after an EXEC of unknown fate among lines submitted together, the next transaction runs', async () => {
  let cuts = 1;
  const cluster = await ScriptedCluster.start(([name], c) => {
    if (name === 'exec' && cuts-- > 0) {
      c.nodes[0]!.cut();
      return null;
    }
    return name === 'exec' ? '*1\r\n+OK\r\n' : name === 'set' ? '+QUEUED\r\n' : undefined;
  });
  try {
    const session = await cluster.connect('direct');
    const runAll = async () => {
      const lines = ['multi', 'set foo 1', 'exec'];
      const executions = [];
      for (const line of lines) executions.push(await session.execute(split(line), { unattended: true }));
      return executions.at(-1)!;
    };
    expect((await runAll()).failure?.code).toBe('unknown-fate');
    expect(printed(await runAll())).toBe('1) OK');
  } finally {
    await cluster.stop();
  }
});
