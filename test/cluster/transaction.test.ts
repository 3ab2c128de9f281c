import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LineOutcome } from '../../shared/session/execution.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import { openSession, run, type OpenedSession, printed } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let sessions: Session[] = [];
beforeAll(async () => {
  cluster = await RedisCluster.start({
    conf: ['user few on >secret ~* &* +@all -cluster -info', 'user stuck on >secret ~* &* +@all -discard'],
  });
});
afterAll(() => cluster.stop());
afterEach(async () => {
  for (const session of sessions) session.close();
  sessions = [];
});

const open = async (mode: RedirectMode, options = {}): Promise<OpenedSession> => {
  const opened = await openSession(cluster, mode, options);
  sessions.push(opened.session);
  return opened;
};
const lines = async (session: Session, ...texts: string[]) => {
  const seen: (string | undefined)[] = [];
  for (const text of texts) seen.push(printed(await run(session, text)));
  return seen;
};
const plain = async (session: Session, key: string) => (await lines(session, `get ${key}`))[0];

test.each(['direct', 'follow'] as const)(
  '%s: MULTI waits for the first key, runs at its owner, and says its slot in the prompt',
  async (mode) => {
    const { session } = await open(mode, { seed: cluster.addresses[0] });
    await run(session, 'del k1');
    session.setCurrentNode(cluster.addresses[0]!);
    expect(await lines(session, 'multi')).toEqual(['OK']);
    expect(session.state.transaction).toBe('TX');
    const first = await run(session, 'set k1 v1');
    expect(printed(first)).toBe('QUEUED');
    expect(first).toMatchObject({ node: cluster.addresses[2], transaction: 'TX slot 12706', slot: 12706 });
    expect(await lines(session, 'append k1 x', 'exec')).toEqual(['QUEUED', '1) OK\n2) (integer) 3']);
    expect(session.state).toMatchObject({ transaction: '', currentNode: cluster.addresses[2] });
    expect(await plain(session, 'k1')).toBe('"v1x"');
  },
);

test.each(['direct', 'follow'] as const)(
  '%s: a key of another slot is refused before it is sent, and the transaction lives on',
  async (mode) => {
    const { session } = await open(mode);
    await lines(session, 'del k1', 'del k2');
    await lines(session, 'multi', 'set k1 in');
    const refused = await run(session, 'set k2 out');
    expect(refused.failure).toMatchObject({ code: 'refused' });
    expect(refused.failure!.message).toMatch(/slot 449, and this transaction is in slot 12706/);
    expect(refused.hops).toEqual([]);
    expect(await lines(session, 'mset k1 a k2 b')).toEqual([expect.stringMatching(/slot/)]);
    expect(session.state.transaction).toBe('TX slot 12706');
    expect(await lines(session, 'exec')).toEqual(['1) OK']);
    expect(await plain(session, 'k2')).toBe('(nil)');
  },
);

test('lines that were submitted together run as a whole or not at all: nobody reads a refusal between them', async () => {
  const { session } = await open('direct');
  await lines(session, 'del k1', 'del k2');
  const pasted = ['multi', 'set k1 in', 'set k2 out', 'append k1 x', 'exec'];
  const outcomes: LineOutcome[] = [];
  while (outcomes.length < pasted.length)
    outcomes.push(...(await runLines(pasted.slice(outcomes.length), 0, session, null)));
  const last = outcomes.at(-1)!;
  expect(last.kind === 'executed' && printed(last.executions[0]!)).toMatch(/^\(error\) EXECABORT/);
  expect(session.state.transaction).toBe('');
  expect(await lines(session, 'exists k1', 'exists k2')).toEqual(['(integer) 0', '(integer) 0']);
});

test('a line of another shell is unattended by itself: the transaction that it was meant for does not run without it', async () => {
  const { session } = await open('direct');
  await lines(session, 'del k1');
  const all: LineOutcome[] = [];
  for (const line of ['multi', 'set k1 in', 'set k2 out', 'exec'])
    all.push(...(await runLines([line], 0, session, null, undefined, true)));
  const last = all.at(-1)!;
  expect(last.kind === 'executed' && printed(last.executions[0]!)).toMatch(/^\(error\) EXECABORT/);
  expect(await plain(session, 'k1')).toBe('(nil)');
});

test('what comes before the first key is held, and runs in order; without any key at the current node', async () => {
  const { session } = await open('direct', { seed: cluster.addresses[0] });
  const held = await lines(session, 'multi', 'ping', 'set k1 v', 'exec');
  expect(held).toEqual(['OK', 'QUEUED', 'QUEUED', '1) PONG\n2) OK']);
  session.setCurrentNode(cluster.addresses[1]!);
  await lines(session, 'multi', 'ping');
  const done = await run(session, 'exec');
  expect(printed(done)).toBe('1) PONG');
  expect(done.node).toBe(cluster.addresses[1]);
  expect(await lines(session, 'multi', 'exec')).toEqual(['OK', '(empty array)']);
});

test('DISCARD, nested MULTI, an error while queueing, EXEC without MULTI: the server says what it says', async () => {
  const { session } = await open('direct');
  await lines(session, 'set k1 before', 'multi', 'set k1 after');
  expect(await lines(session, 'multi', 'discard')).toEqual([
    expect.stringMatching(/^\(error\) ERR .*(nested|not allowed inside a transaction)/),
    'OK',
  ]);
  expect(await plain(session, 'k1')).toBe('"before"');
  await lines(session, 'multi', 'set k1 after');
  expect(await lines(session, 'set k1')).toEqual([expect.stringMatching(/wrong number of arguments/)]);
  expect(await lines(session, 'exec')).toEqual([expect.stringMatching(/^\(error\) EXECABORT/)]);
  expect(await plain(session, 'k1')).toBe('"before"');
  expect(await lines(session, 'exec')).toEqual(['(error) ERR EXEC without MULTI']);
});

test('WATCH, MULTI and EXEC share one connection: a change by another client makes EXEC nil', async () => {
  const { session } = await open('direct', { seed: cluster.addresses[0] });
  const other = (await open('direct')).session;
  await lines(session, 'set k1 1');
  expect(await lines(session, 'watch k1', 'get k2')).toEqual(['OK', expect.anything()]);
  await lines(other, 'set k1 2');
  expect(await lines(session, 'multi', 'set k1 3', 'exec')).toEqual(['OK', 'QUEUED', '(nil)']);
  expect(await plain(session, 'k1')).toBe('"2"');
  expect(await lines(session, 'watch k1', 'multi', 'set k1 3', 'exec')).toEqual([
    ...['OK', 'OK', 'QUEUED', '1) OK'],
  ]);
});

test('BLPOP that is stopped costs no WATCH', async () => {
  const { session } = await open('direct');
  await lines(session, 'del {k1}list', 'set k1 1', 'watch k1');
  const waiting = run(session, 'blpop {k1}list 0');
  await waitUntil('BLPOP to wait', async () =>
    String(await cluster.command(cluster.ports[2]!, 'info', 'clients')).includes('blocked_clients:1'),
  );
  session.cancel();
  expect((await waiting).failure?.code).toBe('cancelled');
  expect(await lines(session, 'multi', 'set k1 2', 'exec')).toEqual(['OK', 'QUEUED', '1) OK']);
});

test('off mode is redis-cli without -c: MULTI at the current node, MOVED dooms it', async () => {
  const { session } = await open('off', { seed: cluster.addresses[0] });
  expect(await lines(session, 'multi', 'set k1 v')).toEqual([
    ...['OK', `(error) MOVED 12706 ${cluster.addresses[2]}`],
  ]);
  expect(await lines(session, 'exec')).toEqual([expect.stringMatching(/^\(error\) EXECABORT/)]);
});

test('a connection lost inside MULTI ends it: nothing meant for it runs alone, EXEC says EXECABORT', async () => {
  const { session, notices } = await open('direct');
  await lines(session, 'set k1 before', 'client setname mine', 'multi', 'set k1 after');
  await cluster.command(cluster.ports[2]!, 'client', 'kill', 'type', 'normal', 'skipme', 'yes');
  await waitUntil('the shell to know', () => session.state.transaction === 'TX aborted');
  expect(notices.map((notice) => notice.text).join()).toMatch(/None of its commands ran/);
  const alone = await run(session, 'set k1 alone');
  expect(alone.failure).toMatchObject({ code: 'refused' });
  expect(alone.hops).toEqual([]);
  expect(await lines(session, 'exec')).toEqual([
    expect.stringMatching(/^\(error\) EXECABORT .* none of its commands ran/),
  ]);
  expect(session.state.transaction).toBe('');
  expect(await plain(session, 'k1')).toBe('"before"');
});

test('WATCH lost with its connection: EXEC does not run', async () => {
  const { session } = await open('direct');
  await lines(session, 'set k1 before', 'watch k1');
  await cluster.command(cluster.ports[2]!, 'client', 'kill', 'type', 'normal', 'skipme', 'yes');
  await lines(session, 'get k2'); // another node; the loss is known by now or at the next use
  await waitUntil('the shell to know', async () => {
    await run(session, 'multi');
    const aborted = session.state.transaction === 'TX aborted';
    if (!aborted) await run(session, 'discard');
    return aborted;
  });
  expect(await lines(session, 'set k1 after', 'exec')).toEqual([
    ...[expect.stringMatching(/^Not sent/), expect.stringMatching(/^\(error\) EXECABORT/)],
  ]);
  expect(await plain(session, 'k1')).toBe('"before"');
});

test('if MULTI itself is refused, nothing that was meant for it runs', async () => {
  for (const port of cluster.ports)
    await cluster.command(port, 'acl', 'setuser', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-multi');
  const { session } = await open('direct', { username: 'limited', password: 'secret' });
  await lines(session, 'set k1 before');
  expect(await lines(session, 'multi', 'ping', 'set k1 after')).toEqual([
    ...['OK', 'QUEUED', expect.stringMatching(/NOPERM/)],
  ]);
  expect(session.state.transaction).toBe('TX aborted');
  expect(await lines(session, 'set k1 again', 'exec')).toEqual([
    ...[expect.stringMatching(/^Not sent/), expect.stringMatching(/^\(error\) EXECABORT/)],
  ]);
  expect(await lines(session, 'multi', 'flushall', 'exec')).toEqual([
    ...['OK', 'QUEUED', expect.stringMatching(/NOPERM/)],
  ]);
  expect(await plain(session, 'k1')).toBe('"before"');
});

test('SELECT inside of MULTI holds from EXEC on, not before, and not after DISCARD', async () => {
  const single = await RedisCluster.start({ cluster: false, primaries: 1, replicas: 0 });
  try {
    const { session } = await openSession(single, 'direct');
    sessions.push(session);
    expect(await lines(session, 'multi', 'select 3')).toEqual(['OK', 'QUEUED']);
    expect(session.state).toMatchObject({ database: 0, transaction: 'TX' });
    await lines(session, 'discard');
    expect(session.state.database).toBe(0);
    await lines(session, 'multi', 'select 3', 'set a 1', 'exec');
    expect(session.state).toMatchObject({ database: 3, transaction: '' });
    expect(await plain(session, 'a')).toBe('"1"');
    await single.command(single.ports[0]!, 'client', 'kill', 'type', 'normal', 'skipme', 'yes');
    expect(await waitUntil('a new connection', async () => plain(session, 'a'))).toBe('"1"');
  } finally {
    await single.stop();
  }
});

test('a slot that moves while the transaction is open: EXECABORT, and nothing ran', async () => {
  const { session } = await open('direct');
  await lines(session, 'del k1', 'multi', 'set k1 v');
  await cluster.migrateSlot(12706, cluster.ports[2]!, cluster.ports[0]!);
  try {
    const [queued, done] = await lines(session, 'append k1 x', 'exec');
    expect(queued).toMatch(/^\(error\) MOVED 12706/);
    expect(done).toMatch(/^\(error\) (EXECABORT|MOVED)/);
    expect(await lines(session, 'multi', 'set k1 new', 'exec')).toEqual(['OK', 'QUEUED', '1) OK']);
    expect(await plain(session, 'k1')).toBe('"new"');
  } finally {
    await cluster.migrateSlot(12706, cluster.ports[0]!, cluster.ports[2]!);
  }
});

const EMPTY = /^\(error\) EXECABORT .* a command of it was not sent/;

test.each([
  ['keys of several slots', ['mget k1 k2']],
  ['a subscription', ['subscribe news']],
  ['MONITOR and CLIENT REPLY', ['monitor', 'client reply off']],
  ['QUIT', ['quit']],
])(
  '%s is not sent within MULTI; EXEC of nothing else says EXECABORT, not that all is well',
  async (_, refused) => {
    const { session } = await open('direct');
    for (const begin of [['multi'], ['watch k1', 'multi']]) {
      await lines(session, ...begin);
      for (const line of refused) {
        expect((await run(session, line)).failure).toMatchObject({ code: 'refused' });
        expect(session.state).toMatchObject({ subscribed: false, transaction: expect.stringMatching(/^TX/) });
      }
      expect(await lines(session, 'exec')).toEqual([expect.stringMatching(EMPTY)]);
      expect(await lines(session, 'set k1 v', 'multi', ...refused.slice(1), 'get k1')).toContain('QUEUED');
      expect(await lines(session, 'exec', 'multi', 'exec')).toEqual(['1) "v"', 'OK', '(empty array)']);
    }
  },
);

test('a target and a question that is not answered count as not sent, too', async () => {
  const { session } = await open('direct', { environment: 'production' });
  await lines(session, 'multi');
  expect((await session.execute(argsOf('get', 'k1'), { target: '@all' })).failure?.code).toBe('refused');
  expect((await run(session, 'flushall')).question).not.toBeNull();
  expect(await lines(session, 'exec')).toEqual([expect.stringMatching(EMPTY)]);
});

test('a node that refuses DISCARD is not left within MULTI: what comes next runs', async () => {
  const { session } = await open('follow', { username: 'stuck', password: 'secret' });
  session.setCurrentNode(cluster.addresses[0]!);
  expect(await lines(session, 'multi', 'set k1 v', 'exec')).toEqual(['OK', 'QUEUED', '1) OK']);
  session.setCurrentNode(cluster.addresses[0]!);
  expect(await lines(session, 'set k2 v', 'get k2')).toEqual(['OK', '"v"']);
  expect(await lines(session, 'multi', 'set k2 w', 'discard')).toEqual([
    ...['OK', 'QUEUED', expect.stringMatching(/NOPERM/)],
  ]);
  expect(session.state.transaction).toBe('TX slot 449');
  expect(await lines(session, 'exec')).toEqual([expect.stringMatching(/EXECABORT/)]);
});

test('WATCH that was lost is mended by watching the same keys again, not others; UNWATCH gives it up', async () => {
  const lost = async (...repair: string[]) => {
    const { session, notices } = await open('direct');
    await lines(session, 'watch {k1}a', 'watch {k1}b');
    await cluster.command(cluster.ports[2]!, 'client', 'kill', 'type', 'normal', 'skipme', 'yes');
    await waitUntil('the loss', () => notices.some(({ text }) => text.includes('WATCH was lost')));
    await lines(session, ...repair, 'multi');
    return session.state.transaction;
  };
  expect(await lost()).toBe('TX aborted');
  expect(await lost('watch {k1}c')).toBe('TX aborted');
  expect(await lost('watch {k1}a')).toBe('TX aborted');
  expect(await lost('watch {k1}a', 'watch {k1}b')).toBe('TX slot 12706');
  expect(await lost('unwatch')).toBe('TX');
});

test('AUTH elsewhere drops the watched keys: EXEC would run as the previous user', async () => {
  const { session } = await open('direct');
  await lines(session, 'watch k1');
  session.setCurrentNode(cluster.addresses[0]!);
  expect(await lines(session, 'auth few secret', 'multi', 'set k1 v', 'exec')).toEqual([
    ...['OK', 'OK', expect.stringMatching(/^Not sent/), expect.stringMatching(/EXECABORT .*another user/)],
  ]);
});

describe('without the right to read the map', () => {
  /** A user who may not ask for the map connects all the same. */
  async function openBlind(mode: RedirectMode, address: string): Promise<Session> {
    const session = new Session(
      {
        label: 'test',
        environment: 'local',
        seeds: [address],
        mode,
        connection: { database: 0, protocol: 2, connectTimeout: 10_000, username: 'few', password: 'secret' },
        wholeReplies: true,
      },
      {},
    );
    sessions.push(session);
    await session.connect();
    return session;
  }

  test('MULTI is held until MOVED says which node, and a key of another slot is refused then', async () => {
    const session = await openBlind('follow', cluster.addresses[0]!);
    expect(await lines(session, 'multi', 'ping', 'set k1 v')).toEqual(['OK', 'QUEUED', 'QUEUED']);
    expect(session.state.transaction).toBe('TX slot 12706');
    expect((await run(session, 'set k2 v')).failure).toMatchObject({ code: 'refused' });
    const done = await run(session, 'exec');
    expect(printed(done)).toBe('1) PONG\n2) OK');
    expect(done.node).toBe(cluster.addresses[2]);
    expect(await plain(session, 'k1')).toBe('"v"');
    expect(await lines(session, 'watch k1', 'multi', 'append k1 w', 'exec')).toEqual([
      ...['OK', 'OK', 'QUEUED', '1) (integer) 2'],
    ]);
  });

  test('a server without slots takes keys of any slots in one transaction: HELLO says that it has none', async () => {
    const conf = ['user few on >secret ~* &* +@all -cluster -info'];
    const single = await RedisCluster.start({ cluster: false, primaries: 1, replicas: 0, conf });
    try {
      const session = await openBlind('follow', single.addresses[0]!);
      expect(await lines(session, 'multi', 'set k1 v', 'mset k2 v k3 v', 'exec')).toEqual([
        ...['OK', 'QUEUED', 'QUEUED', '1) OK\n2) OK'],
      ]);
      expect(await lines(session, 'watch k1', 'watch k2', 'multi', 'mget k1 k2', 'exec')).toEqual([
        ...['OK', 'OK', 'OK', 'QUEUED', '1) 1) "v"\n   2) "v"'],
      ]);
    } finally {
      await single.stop();
    }
  });

  test('in off mode MULTI goes to the current node, as redis-cli without -c', async () => {
    const session = await openBlind('off', cluster.addresses[0]!);
    expect(await lines(session, 'multi', 'set k1 v')).toEqual(['OK', expect.stringMatching(/MOVED 12706/)]);
    expect(await lines(session, 'exec')).toEqual([expect.stringMatching(/EXECABORT/)]);
  });
});

test('MULTI that one server refuses: nothing that was meant for it runs; without a login AUTH comes first', async () => {
  const conf = ['user single on >secret ~* &* +@all -multi'];
  const server = await RedisCluster.start({
    cluster: false,
    primaries: 1,
    replicas: 0,
    password: 'sesame',
    conf,
  });
  try {
    const limited = await openSession(server, 'direct', { username: 'single', password: 'secret' });
    sessions.push(limited.session);
    expect(await lines(limited.session, 'multi', 'set k v', 'exec', 'get k')).toEqual([
      ...[expect.stringMatching(/NOPERM/), expect.stringMatching(/^Not sent/)],
      ...[expect.stringMatching(/EXECABORT .* refused MULTI/), '(nil)'],
    ]);
    const { session } = await openSession(server, 'direct');
    sessions.push(session);
    expect(await lines(session, 'reset', 'multi', 'auth sesame', 'multi', 'set k v', 'exec')).toEqual([
      ...['RESET', expect.stringMatching(/NOAUTH/), 'OK', 'OK', 'QUEUED', '1) OK'],
    ]);
  } finally {
    await server.stop();
  }
});
