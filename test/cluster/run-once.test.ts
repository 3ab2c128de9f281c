/** Exceptions between sending and showing: each is the outcome of its one command, and no command runs twice for it. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SessionHooks } from '../../main/cluster/session/session-options.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { Execution } from '../../shared/session/execution.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { brittle } from '../support/brittle.ts';
import { printed, run } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedCluster } from '../support/scripted-cluster.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
});
afterAll(() => cluster.stop());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(hooks: SessionHooks = {}): Promise<Session> {
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [cluster.addresses[0]!],
      connection: { database: 0, protocol: 2, connectTimeout: 2000 },
      mode: 'direct',
    },
    hooks,
  );
  closing.push(() => session.close());
  await session.connect();
  return session;
}

const split = (line: string) => argsOf(...line.split(' '));
const count = async (session: Session, key: string) => {
  const text = printed(await run(session, `get ${key}`)) ?? '';
  return text === '(nil)' ? 0 : Number(text.replaceAll('"', ''));
};
/** Times that all servers together ran the command. */
async function calls(command: string): Promise<number> {
  let sum = 0;
  for (const port of cluster.ports) {
    const text = String(await cluster.command(port, 'INFO', 'commandstats'));
    sum += Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
  }
  return sum;
}
/** The report matches what the server did: a reply or `was run` for once, `not sent` for never. */
function fits(execution: Execution, ran: number): void {
  const { reply, failure } = execution;
  expect(ran).toBeLessThanOrEqual(1);
  if (reply || failure!.message.startsWith('The command was run')) expect(ran).toBe(1);
  else if (failure!.message.startsWith('Not sent')) expect(ran).toBe(0);
  else expect(failure!.code).toBe('unknown-fate');
}

describe('an exception at any read of the arguments', () => {
  test('in the middle of a paste is the outcome of that line, and the others run once', async () => {
    const session = await open();
    await run(session, 'set before{1} 0');
    for (let at = 1, broke = true; broke; at++) {
      const middle = brittle(split(`incr middle:${at}`), at);
      const lines = [split(`incr first:${at}`), middle.value, split(`incr last:${at}`)];
      const executions: Execution[] = [];
      while (executions.length < lines.length)
        executions.push(...(await session.executeAll(lines.slice(executions.length), {}, 10_000)));
      expect(executions).toHaveLength(3);
      expect([printed(executions[0]!), printed(executions[2]!)]).toEqual(['(integer) 1', '(integer) 1']);
      fits(executions[1]!, await count(session, `middle:${at}`));
      expect([await count(session, `first:${at}`), await count(session, `last:${at}`)]).toEqual([1, 1]);
      broke = middle.broke();
      if (!broke) expect(printed(executions[1]!)).toBe('(integer) 1');
    }
  });

  test.each([
    ['@primaries', 'echo hello', 'echo', 3],
    ['@split', 'mset a 1 b 2 c 3', 'mset', 3],
    [null, 'eval return(redis.call("incr",KEYS[1])) 1 scripted', 'eval', 1],
  ])('of %s %s runs it once at each node at most', async (target, line, command, times) => {
    const session = await open();
    for (let at = 1, broke = true; broke; at++) {
      const before = await calls(command);
      const { value, broke: hasBroken } = brittle(split(line), at);
      const execution = await session.execute(value, { target });
      const ran = (await calls(command)) - before;
      expect(ran).toBeLessThanOrEqual(times);
      broke = hasBroken();
      if (!broke) expect(ran).toBe(times);
      if (execution.failure?.message.startsWith('Not sent')) expect(ran).toBe(0);
      if (execution.failure?.message.startsWith('The command was run')) expect(ran).toBe(times);
    }
  });
});

test('listeners that throw do not affect execution or replies', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  closing.push(() => vi.restoreAllMocks());
  const angry = () => {
    throw new Error('a listener');
  };
  const session = await open({
    onState: angry,
    onNotice: angry,
    onLearned: angry,
    onTopology: angry,
    onPushed: angry,
  });
  session.setMode('follow');
  for (const key of ['a', 'b', 'c', 'd'])
    expect(printed(await run(session, `incr angry:${key}`))).toBe('(integer) 1');
  session.setMode('direct');
  const lines = ['a', 'b', 'c', 'd'].map((key) => `incr angry:${key}`);
  const outcomes = await runLines(lines, 0, session, null);
  expect(outcomes).toHaveLength(4);
  for (const outcome of outcomes) {
    if (outcome.kind !== 'executed') throw new Error(outcome.kind);
    expect(outcome.executions.map(printed)).toEqual(['(integer) 2']);
  }
});

test('a node that answers INCR with half a number is asked once, by a target and by a repetition', async () => {
  const half = () => ':1.5\r\n';
  const scripted = await ScriptedCluster.start(half, half);
  closing.push(() => scripted.stop());
  const session = await scripted.connect('direct');
  const [all] = await runLines(['@all incr x'], 0, session, null);
  if (all?.kind !== 'executed') throw new Error(all?.kind);
  expect(all.executions[0]!.groups!.map(({ failure }) => failure?.code)).toEqual(['protocol', 'protocol']);
  expect(scripted.received.flat().filter(([name]) => name === 'incr')).toHaveLength(2);
  const [repeated] = await runLines(['3 incr x'], 0, session, null);
  if (repeated?.kind !== 'executed') throw new Error(repeated?.kind);
  expect(repeated).toMatchObject({ remaining: 0, executions: [{ failure: { code: 'protocol' } }] });
  expect(scripted.received.flat().filter(([name]) => name === 'incr')).toHaveLength(3);
});
