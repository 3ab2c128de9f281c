import { afterEach, expect, test } from 'vitest';
import { formatReply } from '../../shared/format/tty.ts';
import { WAITS, type Execution } from '../../shared/session/execution.ts';
import { decode } from '../../shared/resp/resp.ts';
import { run } from '../support/open-session.ts';
import { ScriptedCluster, type Script } from '../support/scripted-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

let cluster: ScriptedCluster;
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await cluster.stop();
  for (const node of closing.splice(0)) await node.close();
});

const outcomes = (execution: Execution) => execution.hops.map((hop) => hop.outcome);
const printed = (execution: Execution) =>
  execution.reply?.whole ? formatReply(decode(execution.reply.frame)) : execution.failure?.code;
const ok: Script = () => undefined;
/** Answers each of the replies once, then OK. */
const once =
  (...replies: string[]): Script =>
  () =>
    replies.shift();

test('MOVED is followed, shown as a hop, and teaches the slot cache', async () => {
  cluster = await ScriptedCluster.start((_, c) => `-MOVED 12182 ${c.address(1)}\r\n`, ok);
  const session = await cluster.connect('follow');
  const execution = await run(session, 'get foo');
  expect(outcomes(execution)).toEqual(['moved', 'reply']);
  expect(execution.hops[0]).toMatchObject({
    node: cluster.address(0),
    slot: 12182,
    target: cluster.address(1),
    learned: { slot: 12182, from: cluster.address(0), to: cluster.address(1) },
  });
  expect(printed(execution)).toBe('OK\n');
  expect(execution.currentNode).toBe(cluster.address(1));
});

test('in off mode MOVED is the answer, and nothing else is sent', async () => {
  cluster = await ScriptedCluster.start((_, c) => `-MOVED 12182 ${c.address(1)}\r\n`, ok);
  const session = await cluster.connect('off');
  const execution = await run(session, 'get foo');
  expect(outcomes(execution)).toEqual(['moved']);
  expect(execution.hops[0]!.learned).toBeNull();
  expect(printed(execution)).toBe(`(error) MOVED 12182 ${cluster.address(1)}\n`);
  expect(cluster.received[1]).toEqual([]);
});

test('ASK sends ASKING before the command, learns nothing, and does not move the prompt', async () => {
  cluster = await ScriptedCluster.start((_, c) => `-ASK 12182 ${c.address(1)}\r\n`, ok);
  const session = await cluster.connect('direct');
  for (let i = 0; i < 2; i++) {
    const execution = await run(session, 'get foo');
    expect(outcomes(execution)).toEqual(['ask', 'reply']);
    expect(execution.hops.map((hop) => hop.asking)).toEqual([false, true]);
    expect(execution.hops[0]!.learned).toBeNull();
    expect(execution.currentNode).toBe(cluster.address(0));
  }
  expect(cluster.received[1]).toEqual(
    [['ASKING'], ['get', 'foo'], ['ASKING'], ['get', 'foo']].map((w) =>
      w.map((x) => (x === 'ASKING' ? expect.stringMatching(/^asking$/i) : x)),
    ),
  );
});

test.each(['direct', 'follow'] as const)(
  '%s: if ASKING is refused, neither the command nor a transaction is sent; the refusal is the answer',
  async (mode) => {
    const refusal = "-NOPERM User u has no permissions to run the 'asking' command\r\n";
    cluster = await ScriptedCluster.start(
      ([name], c) => (name === 'incr' ? `-ASK 12182 ${c.address(1)}\r\n` : undefined),
      ([name]) => (name!.toLowerCase() === 'asking' ? refusal : ':1\r\n'),
    );
    const session = await cluster.connect(mode);
    const alone = await run(session, 'incr foo');
    expect(outcomes(alone)).toEqual(['ask', 'error']);
    expect(printed(alone)).toMatch(/NOPERM.*asking/);
    expect(printed(await run(session, 'multi'))).toBe('OK\n');
    expect(printed(await run(session, 'incr foo'))).toMatch(/NOPERM.*asking/);
    expect(session.state.transaction).toBe('TX aborted');
    expect((await run(session, 'incr foo')).failure).toMatchObject({ code: 'refused' });
    expect(printed(await run(session, 'exec'))).toMatch(/EXECABORT.*refused ASKING or MULTI/);
    expect(cluster.received[1]!.map((list) => list.join(' ').toLowerCase())).toEqual(['asking', 'asking']);
  },
);

test('two nodes that redirect to each other are abandoned after 16 redirects, with a message', async () => {
  cluster = await ScriptedCluster.start(
    (_, c) => `-MOVED 12182 ${c.address(1)}\r\n`,
    (_, c) => `-MOVED 12182 ${c.address(0)}\r\n`,
  );
  const session = await cluster.connect('direct');
  const execution = await run(session, 'set foo 1');
  expect(execution.hops).toHaveLength(17);
  expect(execution.failure).toMatchObject({
    code: 'redirect-loop',
    message: expect.stringContaining('did not run'),
  });
  // and the shell goes on
  expect((await run(session, 'set foo 2')).failure?.code).toBe('redirect-loop');
});

test('TRYAGAIN is retried on the same node after a wait that the hop shows', async () => {
  cluster = await ScriptedCluster.start(once('-TRYAGAIN Multiple keys request during rehashing of slot\r\n'));
  const session = await cluster.connect('direct');
  const execution = await run(session, 'mget {a}1 {a}2');
  expect(outcomes(execution)).toEqual(['tryagain', 'reply']);
  expect(execution.hops[0]!.waited).toBe(100);
  expect(execution.milliseconds).toBeGreaterThanOrEqual(99);
});

test('after ASK, a TRYAGAIN is retried with ASKING', async () => {
  cluster = await ScriptedCluster.start(
    (_, c) => `-ASK 12182 ${c.address(1)}\r\n`,
    once('+OK\r\n', '-TRYAGAIN later\r\n', '+OK\r\n', '$1\r\nv\r\n'),
  );
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(outcomes(execution)).toEqual(['ask', 'tryagain', 'reply']);
  expect(cluster.received[1]!.map((list) => list[0]!.toLowerCase())).toEqual([
    'asking',
    'get',
    'asking',
    'get',
  ]);
  expect(printed(execution)).toBe('"v"\n');
});

test('a TRYAGAIN that persists is shown after five retries', async () => {
  cluster = await ScriptedCluster.start(() => '-TRYAGAIN later\r\n');
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(outcomes(execution)).toEqual(new Array(6).fill('tryagain'));
  expect(printed(execution)).toBe('(error) TRYAGAIN later\n');
});

test.each([
  ['-CLUSTERDOWN Hash slot not served\r\n', 'clusterdown'],
  ['-LOADING Redis is loading the dataset in memory\r\n', 'loading'],
  ["-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n", 'masterdown'],
])('%j is waited for', async (error, outcome) => {
  cluster = await ScriptedCluster.start(once(error, error));
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(outcomes(execution)).toEqual([outcome, outcome, 'reply']);
  expect(execution.hops.map((hop) => hop.waited)).toEqual([100, 200, 0]);
});

test('CLUSTERDOWN is shown at once in off mode', async () => {
  cluster = await ScriptedCluster.start(() => '-CLUSTERDOWN The cluster is down\r\n');
  const session = await cluster.connect('off');
  expect(outcomes(await run(session, 'get foo'))).toEqual(['clusterdown']);
});

test('READONLY makes it read the map again and go to the new owner', async () => {
  cluster = await ScriptedCluster.start((_, c) => {
    c.owner = 1;
    return "-READONLY You can't write against a read only replica.\r\n";
  }, ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'set foo 1');
  expect(outcomes(execution)).toEqual(['readonly', 'reply']);
  expect(execution.node).toBe(cluster.address(1));
});

test('READONLY from a node that the map still calls the owner is the answer', async () => {
  cluster = await ScriptedCluster.start(() => '-READONLY no\r\n');
  const session = await cluster.connect('direct');
  expect(outcomes(await run(session, 'set foo 1'))).toEqual(['readonly']);
});

test('an empty host in MOVED means the node that answered', async () => {
  cluster = await ScriptedCluster.start((_, c) => `-MOVED 12182 :${c.ports[1]}\r\n`, ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(execution.hops[0]!.target).toBe(cluster.address(1));
  expect(printed(execution)).toBe('OK\n');
});

test('a host name in MOVED is resolved, and shown as it was said', async () => {
  cluster = await ScriptedCluster.start((_, c) => `-MOVED 12182 localhost:${c.ports[1]}\r\n`, ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(execution.node).toBe(`localhost:${cluster.ports[1]}`);
  expect(printed(execution)).toBe('OK\n');
});

test('an IPv6 address in MOVED splits at its last colon', async () => {
  const node = new ScriptedNode(() => '+six\r\n', { host: '::1' });
  closing.push(node);
  const port = await node.listen();
  cluster = await ScriptedCluster.start(() => `-MOVED 12182 ::1:${port}\r\n`);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(execution.node).toBe(`::1:${port}`);
  expect(printed(execution)).toBe('six\n');
});

test.each([
  '-MOVED 12182\r\n',
  '-MOVED\r\n',
  '-MOVED 99999 127.0.0.1:1\r\n',
  '-ASK x y:z\r\n',
  '-MOVED 1 host:0\r\n',
])('the malformed redirect %j is shown and not followed', async (error) => {
  cluster = await ScriptedCluster.start(() => error);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'get foo');
  expect(execution.hops).toHaveLength(1);
  expect(printed(execution)).toBe(`(error) ${error.slice(1, -2)}\n`);
});

test('a redirect to a closed port returns to the owner in a fresh map; the command cannot have run there', async () => {
  const gone = new ScriptedNode(() => '+OK\r\n');
  const port = await gone.listen();
  await gone.close();
  const errors = [`-MOVED 12182 127.0.0.1:${port}\r\n`];
  cluster = await ScriptedCluster.start(() => errors.shift());
  const session = await cluster.connect('direct');
  const execution = await run(session, 'set foo 1');
  expect(outcomes(execution)).toEqual(['moved', 'unreachable', 'reply']);
  expect(cluster.received[0]!.filter((list) => list[0] === 'set')).toHaveLength(2);
});

test('a command without a key stays with its node; if that is out of reach, it fails at once', async () => {
  cluster = await ScriptedCluster.start(ok, ok);
  const session = await cluster.connect('direct');
  const gone = new ScriptedNode(() => '+OK\r\n');
  const port = await gone.listen();
  await gone.close();
  session.setCurrentNode(`127.0.0.1:${port}`);
  const execution = await run(session, 'flushall');
  expect(outcomes(execution)).toEqual(['unreachable']);
  expect(execution.failure).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('did not run'),
  });
  expect(cluster.received.flat()).toEqual([]);
});

test('a connection cut before the reply: the command is sent once and reported as of unknown fate', async () => {
  let counter = 0;
  cluster = await ScriptedCluster.start((_, c) => {
    counter++;
    c.nodes[0]!.cut();
    return null;
  });
  const session = await cluster.connect('direct');
  const execution = await run(session, 'incr foo');
  expect(outcomes(execution)).toEqual(['lost']);
  expect(execution.failure).toMatchObject({
    code: 'unknown-fate',
    message: expect.stringContaining('may or may not have run'),
  });
  expect(counter).toBe(1);
});

test('a node that hangs is left by cancel, and the next command works', async () => {
  let hang = true;
  let asked = () => {};
  const waiting = new Promise<void>((resolve) => (asked = resolve));
  cluster = await ScriptedCluster.start(() => {
    if (!hang) return undefined;
    asked();
    return null;
  });
  const session = await cluster.connect('direct');
  const running = run(session, 'incr foo');
  await waiting;
  session.cancel();
  const execution = await running;
  expect(execution.failure).toMatchObject({
    code: 'cancelled',
    message: expect.stringContaining('may or may not have run'),
  });
  hang = false;
  expect(printed(await run(session, 'incr foo'))).toBe('OK\n');
});

test('cancel ends the waiting of a TRYAGAIN too', async () => {
  let asked = () => {};
  const waiting = new Promise<void>((resolve) => (asked = resolve));
  cluster = await ScriptedCluster.start(() => {
    setImmediate(() => asked());
    return '-TRYAGAIN later\r\n';
  });
  const session = await cluster.connect('direct');
  const running = run(session, 'get foo');
  await waiting;
  session.cancel();
  expect((await running).hops.length).toBeLessThan(6);
});

test.each(['sync', 'psync x 1', 'quit'])('%j is refused before it is sent', async (line) => {
  cluster = await ScriptedCluster.start(ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, line);
  expect(execution.failure?.code).toBe('refused');
  expect(cluster.received.flat()).toEqual([]);
});

test('a node that does not know SUBSCRIBE returns its own error', async () => {
  cluster = await ScriptedCluster.start(ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'subscribe c');
  expect(execution.reply).not.toBeNull();
  expect(session.state.subscribed).toBe(false);
});

test('a waiting command continues as soon as the map names another owner, not when its time is over', async () => {
  const down = '-CLUSTERDOWN The cluster is down\r\n';
  let asked = 0;
  cluster = await ScriptedCluster.start((_, c) => {
    // The last wait is the longest.
    if (++asked === WAITS.length) c.owner = 1;
    return down;
  }, ok);
  const session = await cluster.connect('direct');
  const execution = await run(session, 'set foo 1');
  expect(outcomes(execution)).toEqual([...WAITS.map(() => 'clusterdown'), 'reply']);
  expect(execution.node).toBe(cluster.address(1));
  expect(execution.hops.at(-2)!.waited).toBeLessThan(WAITS.at(-1)!);
  expect(asked).toBe(WAITS.length);
});

test('an owner that was in the map all along does not end waits repeatedly: CLUSTERDOWN is the reply', async () => {
  const down = '-CLUSTERDOWN The cluster is down\r\n';
  cluster = await ScriptedCluster.start(() => down, ok);
  cluster.owner = 1;
  const session = await cluster.connect('follow');
  const execution = await run(session, 'get foo');
  expect(printed(execution)).toContain('CLUSTERDOWN The cluster is down');
  expect(new Set(outcomes(execution))).toEqual(new Set(['clusterdown']));
  // That owner is new once, because it may have become the owner during the command; then all waits start over.
  expect(execution.hops.length).toBeLessThanOrEqual(2 * WAITS.length + 1);
  const waited = execution.hops.reduce((sum, hop) => sum + hop.waited, 0);
  expect(waited).toBeGreaterThanOrEqual(WAITS.reduce((sum, ms) => sum + ms, 0) * 0.9);
});
