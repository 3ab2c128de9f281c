/** Replies to the app's own questions that are larger than any real server's, or slow to arrive. */
import { afterEach, expect, test } from 'vitest';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { Notice } from '../../shared/session/notice.ts';
import { run } from '../support/open-session.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { ScriptedCluster } from '../support/scripted-cluster.ts';

const clusters: ScriptedCluster[] = [];
afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

const HUNDRED_MB = 100 * 2 ** 20;
/** One line of INFO, again and again. */
const bulkOf = (bytes: number) => {
  const head = Buffer.from(`$${bytes}\r\n`);
  return Buffer.concat([head, Buffer.alloc(bytes, 'field:1\r\n'), Buffer.from('\r\n')]);
};

async function opened(questions: NonNullable<ScriptedCluster['questions']>) {
  const cluster = await ScriptedCluster.start(
    () => undefined,
    () => undefined,
    () => undefined,
  );
  clusters.push(cluster);
  cluster.questions = questions;
  const notices: string[] = [];
  const stats: NodeStats[][] = [];
  const lost: string[] = [];
  const session = await cluster.connect('direct', {
    onNotice: ({ text }: Notice) => notices.push(text),
    onStats: (round) => stats.push(round),
    onLost: (reason) => lost.push(reason),
  });
  return { cluster, session, notices, stats, lost };
}

/** Measures the longest time for which the event loop was blocked, in milliseconds. */
function watchTurns() {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

test('a COMMAND reply of a million entries is cut off and reported; the commands of 7.0 are known', async () => {
  const entry = '*6\r\n$5\r\nabcde\r\n:2\r\n*1\r\n+fast\r\n:1\r\n:1\r\n:1\r\n';
  const million = Buffer.concat([Buffer.from('*1000000\r\n'), Buffer.alloc(1e6 * entry.length, entry)]);
  const longest = watchTurns();
  const { session, notices, lost } = await opened(([name]) => (name === 'COMMAND' ? million : undefined));
  console.log(`COMMAND of a million entries: longest turn ${longest().toFixed(0)} ms`);
  expect(notices).toContainEqual(
    expect.stringMatching(/returns more than 2 MB of commands, which is too large/),
  );
  expect(session.cluster.server.commands).toBe(BUNDLED_COMMANDS);
  expect((await run(session, 'set key value')).reply).not.toBeNull();
  expect(lost).toEqual([]);
});

test('a COMMAND reply of more than two megabytes is not decoded even if its size is allowed', async () => {
  const entry = '*0\r\n';
  const count = 2 ** 18;
  const many = Buffer.concat([Buffer.from('*8\r\n'), ...Array.from({ length: 8 }, () => many1())]);
  function many1() {
    return Buffer.concat([Buffer.from(`*${count}\r\n`), Buffer.alloc(count * entry.length, entry)]);
  }
  const longest = watchTurns();
  const { session, notices } = await opened(([name]) => (name === 'COMMAND' ? many : undefined));
  console.log(`COMMAND of two million nested values: longest turn ${longest().toFixed(0)} ms`);
  expect(notices).toContainEqual(expect.stringMatching(/more than 2 MB/));
  expect(session.cluster.server.commands).toBe(BUNDLED_COMMANDS);
});

test('INFO of 100 MB is cut off, reported in the metrics, not asked again, and the node does not count as lost', async () => {
  const info = bulkOf(HUNDRED_MB);
  let asked = 0;
  const longest = watchTurns();
  const { cluster, session, notices, stats, lost } = await opened(([name, more]) => {
    if (name !== 'INFO' || more) return undefined;
    asked++;
    return info;
  });
  const metrics = await waitUntil('INFO to be found too large at every node', () => {
    const last = stats.at(-1);
    return last?.every(({ trouble }) => trouble?.kind === 'too-large') && last;
  });
  expect(metrics[0]!.trouble!.reason).toMatch(/at most 16777216 are accepted/);
  const rounds = stats.length;
  await session.cluster.refresh('asked');
  await waitUntil('two more rounds', () => stats.length >= rounds + 2);
  console.log(`INFO of 100 MB at three nodes: longest turn ${longest().toFixed(0)} ms`);
  expect(asked).toBe(3);
  expect(stats.at(-1)![0]!.trouble!.since).toBe(metrics[0]!.trouble!.since);
  expect((await run(session, 'set key value')).node).toBe(cluster.address(0));
  expect(session.state.phase).toBe('connected');
  expect({ lost, bad: notices.filter((text) => /No node answers|cannot be reached/.test(text)) }).toEqual({
    lost: [],
    bad: [],
  });
});

test('a large reply that arrives slowly is waited for, and no node counts as lost', async () => {
  /** Milliseconds between two pieces; in total longer than the app waits in silence for any of its own questions. */
  const [pieces, apart] = [25, 160];
  let arriving = 0;
  let done = 0;
  const { session, notices, stats, lost } = await opened(([name, more], socket) => {
    if (name !== 'INFO' || more || done > 0 || arriving > 0) return undefined;
    arriving++;
    const whole = bulkOf(pieces * 1000);
    // A server replies in order, so later questions are answered afterwards.
    const write = socket.write.bind(socket);
    const waiting: Buffer[] = [];
    socket.write = (data: string | Uint8Array) => waiting.push(Buffer.from(data)) > 0;
    const send = (piece: number) => {
      const end = piece === pieces - 1;
      write(whole.subarray(piece * 1000, end ? undefined : (piece + 1) * 1000));
      if (end) {
        done++;
        socket.write = write;
        for (const data of waiting) write(data);
      } else setTimeout(() => send(piece + 1), apart);
    };
    send(0);
    return Buffer.alloc(0);
  });
  await waitUntil('INFO to begin', () => arriving > 0);
  await waitUntil('INFO to have arrived', () => done > 0);
  await session.cluster.refresh('asked');
  await waitUntil('its figures', () => stats.length > 0);
  expect(stats.flat().filter(({ trouble }) => trouble !== null)).toEqual([]);
  expect(session.state.phase).toBe('connected');
  expect({ lost, bad: notices.filter((text) => /No node answers|cannot be reached/.test(text)) }).toEqual({
    lost: [],
    bad: [],
  });
});
