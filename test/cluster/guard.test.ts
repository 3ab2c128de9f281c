import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../main/cluster/session/session.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { Approval, Question } from '../../shared/commands/guard.ts';
import type { Environment } from '../../shared/session/session.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const LABEL = 'test';
/** Keys in each of the three shards. */
const KEYS = ['k1', 'k2', '{customer}1'];

let cluster: RedisCluster;
let session: Session;
beforeAll(async () => {
  cluster = await RedisCluster.start();
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  const opened = await openSession(cluster, 'direct');
  for (const key of KEYS) await run(opened.session, `set ${key} kept`);
  await run(opened.session, 'script flush');
  opened.session.close();
});
afterEach(() => session.close());

const open = async (
  marks: { environment?: Environment; readOnly?: boolean },
  mode: 'direct' | 'follow' = 'direct',
) => {
  ({ session } = await openSession(cluster, mode, marks));
};
/** Runs lines as the window sends them: typed, pasted, or from the editor. */
/** Lines that take long are run in several calls, as from the window. */
async function lines(...texts: string[]) {
  const outcomes = await runLines(texts, 0, session, null);
  while (outcomes.length < texts.length && outcomes.at(-1)?.kind === 'executed')
    outcomes.push(...(await runLines(texts.slice(outcomes.length), 0, session, null)));
  return outcomes;
}
const primaries = () => cluster.ports.slice(0, 3);
const ask = (port: number, ...line: string[]) => cluster.command(port, ...line) as Promise<string>;
const sizes = async () =>
  Promise.all(primaries().map((port) => cluster.command(port, 'DBSIZE') as Promise<number>));
/** The servers' contents, read outside the session. */
const everything = async () =>
  Promise.all(
    primaries().map(async (port) => [
      ((await cluster.command(port, 'KEYS', '*')) as string[]).sort(),
      await cluster.command(port, 'CONFIG', 'GET', 'slowlog-max-len'),
      (await ask(port, 'INFO', 'commandstats')).match(
        /cmdstat_(flushall|set|eval|config\|set|del):calls=\d+/g,
      ),
    ]),
  );
const unchanged = async (act: () => Promise<unknown>) => {
  const before = await everything();
  await act();
  expect(await everything()).toEqual(before);
};
const questionOf = (outcome: LineOutcome | undefined): Question => {
  if (outcome?.kind !== 'question') throw new Error(`no question: ${JSON.stringify(outcome)}`);
  return outcome.question;
};
const approve = (question: Question, more: Partial<Approval> = {}): Approval => ({
  question: question.id,
  typed: LABEL,
  choice: 'all',
  ...more,
});
const refusals = (outcomes: LineOutcome[]) =>
  outcomes.map((outcome) =>
    outcome.kind === 'executed'
      ? outcome.executions.map(({ failure, hops }) => [failure?.code, hops.length])
      : outcome,
  );
const REFUSED = [['refused', 0]];
/** For Lua a comment ends at a carriage return. */
const HIDDEN = '@primaries eval "--\\rreturn redis.call(\'flushall\')" 0';
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

describe('on a read-only connection nothing is written', () => {
  beforeEach(() => open({ readOnly: true }));

  test.each([
    ['as it is', 'set k1 x'],
    ['in another case', 'SeT k1 x'],
    ['in quotes', '"set" k1 x'],
    ['by its bytes', '"\\x73et" k1 x'],
    ['in single quotes', "'set' k1 x"],
    ['repeatedly', '3 set k1 x'],
    ['at a target', '@primaries flushall'],
    ['at one node', '@slot:12706 set k1 x'],
    ['by slot', '@split mset k1 x k2 y'],
    ['repeatedly at a target', '2 @all flushall'],
    ['by a script', 'eval "return redis.call(\'set\', KEYS[1], 1)" 1 k1'],
    ['by a script that only reads', 'eval "return 1" 0'],
    ['by a script that hides its call behind a carriage return', HIDDEN],
    [
      'by a read-only script that does',
      "@primaries eval_ro \"--\\rreturn redis.call('cluster','flushslots')\" 0",
    ],
    ['by a script that only the server knows', `evalsha_ro ${sha1('return 1')} 0`],
    ['by a function', 'fcall_ro f 0'],
    ['by a subcommand', 'CONFIG "Set" slowlog-max-len 7'],
    ['by a name nobody knows', 'nosuchcommand k1'],
  ])('%s', async (_, line) => {
    await unchanged(async () => expect(refusals(await lines(line))).toEqual([REFUSED]));
  });

  test('by lines from the editor: each write is refused, and reads among them run', async () => {
    await unchanged(async () => {
      const outcomes = await lines('set k1 x', 'get k1', 'del k1', 'flushall');
      expect(refusals(outcomes)).toEqual([REFUSED, [[undefined, 1]], REFUSED, REFUSED]);
    });
  });

  test('in a transaction', async () => {
    await unchanged(async () => {
      for (const line of ['multi', 'set k1 x', 'get k1', '@all flushall', 'exec']) await lines(line);
    });
    expect(await lines('get k1')).toMatchObject([{ kind: 'executed' }]);
  });

  test('in follow mode: the redirect is not even followed', async () => {
    session.setMode('follow');
    await unchanged(async () => expect(refusals(await lines('set k1 x'))).toEqual([REFUSED]));
  });

  test('a script that another client loaded runs by its digest once its text has been seen here, and only if it reads', async () => {
    const [reads, shoots] = [
      "return redis.call('get', KEYS[1])",
      "return redis.call('cluster', 'flushslots')",
    ];
    for (const text of [reads, shoots])
      await Promise.all(primaries().map((port) => cluster.command(port, 'SCRIPT', 'LOAD', text)));
    expect(refusals(await lines(`evalsha_ro ${sha1(reads)} 1 k1`))).toEqual([REFUSED]);
    for (const text of [reads, shoots]) await lines(`script load "${text}"`);
    const runs = await lines(`evalsha_ro ${sha1(reads).toUpperCase()} 1 k1`);
    expect(refusals(runs)).toEqual([[[undefined, 1]]]);
    await unchanged(async () =>
      expect(refusals(await lines(`evalsha_ro ${sha1(shoots)} 0`))).toEqual([REFUSED]),
    );
  });

  test('and reads run as usual', async () => {
    for (const line of [
      'get k1',
      'config get maxmemory',
      'eval_ro "return redis.call(\'get\', KEYS[1])" 1 k1',
    ])
      expect(refusals(await lines(line))).toEqual([[[undefined, 1]]]);
  });
});

describe('on production nothing dangerous runs without approval', () => {
  beforeEach(() => open({ environment: 'production' }));

  test.each([
    ['as it is', 'flushall'],
    ['in another case', 'FLUSHALL Async'],
    ['in quotes', '"flushall"'],
    ['by its bytes', '"\\x66lushall"'],
    ['repeatedly', '3 flushall'],
    ['at a target', '@all flushall'],
    ['by a script that hides its call behind a carriage return', HIDDEN],
    ['at one node', '@slot:12706 flushall'],
    ['repeatedly at a target', '2 @primaries flushall'],
    ['by a script', 'eval "return redis.pcall(\'FlushAll\')" 0'],
    ['by a script that computes the name', 'eval "return redis.call(ARGV[1])" 0 flushall'],
    ['by a subcommand', "config 'SET' slowlog-max-len 7"],
    ['by a name nobody knows', 'nosuchcommand'],
  ])('%s', async (_, line) => {
    await unchanged(async () => {
      const outcomes = await lines(line);
      expect(outcomes).toHaveLength(1);
      expect(questionOf(outcomes[0]).cluster).toBe(LABEL);
    });
  });

  test('nor do the lines after it in the editor', async () => {
    await unchanged(async () => {
      const outcomes = await lines('get k1', 'flushall', 'set k1 x');
      expect(outcomes.map(({ kind }) => kind)).toEqual(['executed', 'question']);
    });
  });

  test('nor in a transaction, which continues without it', async () => {
    await lines('multi');
    await lines('set k1 new');
    const question = questionOf((await lines('flushall'))[0]);
    expect(question.choices).toMatchObject([{ id: 'asked', nodes: [cluster.addresses[2]] }]);
    const sizesBefore = await sizes();
    const outcomes = await lines('exec');
    expect(outcomes).toMatchObject([{ kind: 'executed', executions: [{ failure: null }] }]);
    expect(await sizes()).toEqual(sizesBefore);
    expect(await ask(cluster.ports[2]!, 'GET', 'k1')).toBe('new');
  });

  test('the execution that asks has no hops, no reply and no failure', async () => {
    const execution = await session.execute(argsOf('flushall'));
    expect(execution).toMatchObject({ hops: [], reply: null, failure: null, node: null });
    expect(execution.question).toMatchObject({
      name: 'FLUSHALL',
      rows: [{ shard: 1 }, { shard: 2 }, { shard: 3 }],
      choices: [
        { id: 'all', nodes: cluster.addresses.slice(0, 3) },
        { id: 'asked', nodes: [session.state.currentNode] },
      ],
    });
    expect(execution.question!.detail).toContain('Last RDB save');
  });

  test('ordinary writes run as usual', async () => {
    const outcomes = await lines('set k1 x', 'del k2', 'mset {customer}1 1 {customer}2 2', 'set k2 kept');
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('executed'));
  });
});

describe('an approval on production', () => {
  beforeEach(() => open({ environment: 'production' }));
  const answer = (line: string, approval: Approval) => runLines([line], 0, session, approval);

  test('for all primaries empties each of them, once', async () => {
    const question = questionOf((await lines('flushall'))[0]);
    const outcomes = await answer('flushall', approve(question));
    expect(outcomes).toMatchObject([
      { kind: 'executed', executions: [{ groups: [{ nodes: [{}, {}, {}] }], question: null }] },
    ]);
    expect(await sizes()).toEqual([0, 0, 0]);
    expect((await answer('flushall', approve(question)))[0]!.kind).toBe('question');
  });

  test('for the current node empties that one', async () => {
    const before = await sizes();
    const question = questionOf((await lines('flushall'))[0]);
    await answer('flushall', approve(question, { choice: 'asked' }));
    expect(await sizes()).toEqual([0, before[1], before[2]]);
  });

  test.each<[string, string, Partial<Approval>]>([
    ['a name not typed out', 'flushall', { typed: 'tes' }],
    ['a name in another case', 'flushall', { typed: 'TEST' }],
    ['another question', 'flushall', { question: 1 << 30 }],
    ['other words', 'flushall async', {}],
    ['another target', '@all flushall', {}],
  ])('does not hold for %s', async (_, line, more) => {
    const question = questionOf((await lines('flushall'))[0]);
    await unchanged(async () => {
      const outcomes = await answer(line, approve(question, more));
      expect(outcomes[0]!.kind).toBe('question');
    });
  });

  test('does not hold after another command', async () => {
    const question = questionOf((await lines('flushall'))[0]);
    await lines('ping');
    await unchanged(async () => {
      expect((await answer('flushall', approve(question)))[0]!.kind).toBe('question');
    });
  });

  test('does not hold after the prompt has moved', async () => {
    const question = questionOf((await lines('flushall'))[0]);
    session.setCurrentNode(cluster.addresses[1]!);
    await unchanged(async () => {
      expect((await answer('flushall', approve(question, { choice: 'asked' })))[0]!.kind).toBe('question');
    });
  });

  test('covers the requested repetitions', async () => {
    const question = questionOf((await lines('2 config resetstat'))[0]);
    expect(question.repeat).toBe(2);
    const approval = approve(question, { choice: 'asked' });
    // A busy machine answers after the first repetition, and is asked for the rest.
    for (let done = 0; done < 2;) {
      const [outcome] = await runLines(['2 config resetstat'], done, session, approval);
      if (outcome?.kind !== 'executed') throw new Error(`asked again after ${done}`);
      done += outcome.executions.length;
      expect(outcome.remaining).toBe(2 - done);
    }
    expect((await answer('2 config resetstat', approve(question)))[0]!.kind).toBe('question');
  });

  test('covers one line of the editor only', async () => {
    const question = questionOf((await lines('flushall', 'flushall'))[0]);
    const outcomes: LineOutcome[] = [];
    // A busy machine answers after the first line, and is asked for the rest.
    while (outcomes.length < 2) {
      const left = ['flushall', 'flushall'].slice(outcomes.length);
      outcomes.push(...(await runLines(left, 0, session, approve(question))));
    }
    expect(outcomes.map(({ kind }) => kind)).toEqual(['executed', 'question']);
  });
});
