import { describe, expect, it } from 'vitest';
import { BUNDLED_COMMANDS, findKeys } from '../../../../../shared/commands/command-table.ts';
import { judge } from '../../../../../shared/commands/guard-judge.ts';
import type { Question } from '../../../../../shared/commands/guard.ts';
import { argsOf } from '../../../../../shared/resp/resp.ts';
import { keySlot } from '../../../../../shared/slots/slots.ts';
import { Approvals } from '../../../../../main/cluster/guard/approvals.ts';
import { makeQuestion, type Circumstances } from '../../../../../main/cluster/guard/guard-question.ts';
import { nodeAt, nodeStats, threeShards } from '../../../../support/cluster-fixtures.ts';

const KEYS: { readonly [port: number]: number } = { 7000: 2_786_410, 7001: 2_811_902, 7002: 2_813_994 };
const metrics = [7000, 7001, 7002].map((port) => nodeStats(port, { keys: KEYS[port]! }));

function ask(line: string[], more: Partial<Circumstances> = {}, id = 1): Question {
  const text = argsOf(...line);
  const verdict = judge(text, BUNDLED_COMMANDS, { environment: 'production', readOnly: false });
  if (verdict.kind !== 'ask') throw new Error(`${line.join(' ')} does not ask`);
  return makeQuestion(id, 1, verdict.danger, text, {
    topology: threeShards,
    metrics,
    label: 'payments-prod',
    environment: 'production',
    nodes: [nodeAt(7000)],
    targeted: false,
    keys: findKeys(BUNDLED_COMMANDS, text).map((index) => ({ index, slot: keySlot(text[index]!) })),
    repeat: 1,
    database: 0,
    lastSave: null,
    now: 1_000_000_000,
    ...more,
  });
}

describe('the question before a dangerous command', () => {
  it('says how many keys FLUSHALL deletes, where, and offers every primary or the one at hand', () => {
    const lastSave = 1_000_000_000 - (6 * 60 + 12) * 60_000;
    const question = ask(['flushall'], { lastSave });
    expect(question).toMatchObject({
      command: 'flushall',
      name: 'FLUSHALL',
      headline: 'FLUSHALL deletes every key of payments-prod',
      detail:
        '8,412,306 keys on 3 primaries, and the copies on their 3 replicas. It cannot be undone. Last RDB save: 6 h 12 min ago.',
      keysTitle: 'Keys deleted',
      mustType: true,
    });
    expect(question.rows).toEqual(
      [7000, 7001, 7002].map((port, i) => ({
        node: nodeAt(port),
        shard: i + 1,
        replicas: [nodeAt(port + 3)],
        keys: KEYS[port],
      })),
    );
    expect(question.choices.map(({ id, label, note, button }) => [id, label, note, button])).toEqual([
      ['all', 'All 3 primaries', 'the command’s policy is all_shards', 'Delete 8,412,306 keys'],
      ['asked', 'Only 127.0.0.1:7000', 'as redis-cli would run it: 2,786,410 keys', 'Delete 2,786,410 keys'],
    ]);
  });

  it('FLUSHDB: counts the keys of the shell’s database, and names that where there are others', () => {
    const several = metrics.map((one) => ({ ...one, keys: 30, databases: { 0: 20, 3: 10 } }));
    const question = ask(['flushdb'], { metrics: several, database: 3 });
    expect(question.headline).toBe('FLUSHDB deletes every key in database 3 of payments-prod');
    expect(question.detail).toMatch(/^30 keys in database 3 on 3 primaries/);
    expect(question.choices.map(({ keys }) => keys)).toEqual([30, 10]);
    expect(ask(['flushall'], { metrics: several, database: 3 }).choices.map(({ keys }) => keys)).toEqual([
      90, 30,
    ]);
    expect(ask(['flushdb']).headline).toBe('FLUSHDB deletes every key of payments-prod');
  });

  it('shows no count if it is unknown', () => {
    const question = ask(['flushall'], { metrics: [{ ...metrics[0]!, keys: null }, ...metrics.slice(1)] });
    expect(question.detail).toMatch(/^Every key on 3 primaries/);
    expect(question.choices.map((choice) => choice.keys)).toEqual([null, null]);
    expect(question.choices[0]!.button).toBe('Delete every key on 3 primaries');
  });

  it('calls nodes primaries only if no replica is among them', () => {
    const nodes = [7000, 7001, 7002, 7003, 7004, 7005].map(nodeAt);
    const question = ask(['flushdb'], { nodes, targeted: true });
    expect(question.detail).toMatch(/ on 6 nodes\. It cannot be undone\.$/);
    const some = ask(['flushdb'], { nodes: [nodeAt(7000), nodeAt(7003), nodeAt(7001)], targeted: true });
    expect(some.detail).toContain(' on 3 nodes, and the copies on their 1 replica.');
  });

  it('offers no choice if the nodes were named or are the only ones', () => {
    const named = ask(['flushall'], { nodes: [nodeAt(7001), nodeAt(7002)], targeted: true });
    expect(named.choices).toMatchObject([{ id: 'asked', nodes: [nodeAt(7001), nodeAt(7002)] }]);
    expect(named.rows.map((row) => row.node)).toEqual([nodeAt(7001), nodeAt(7002)]);
    const alone = { ...threeShards, kind: 'standalone' as const, shards: threeShards.shards.slice(0, 1) };
    expect(ask(['flushall'], { topology: alone }).choices).toHaveLength(1);
  });

  it('offers the narrow choice first if nothing is deleted, and replicas too if the policy says all nodes', () => {
    const question = ask(['config', 'set', 'requirepass', 'hunter2']);
    expect(question.choices).toMatchObject([
      { id: 'asked', button: 'Run CONFIG SET on 127.0.0.1:7000' },
      { id: 'all', label: 'All 6 nodes' },
    ]);
    expect(question.choices[1]!.nodes).toHaveLength(6);
    expect(JSON.stringify(question)).not.toContain('hunter2');
  });

  it('names the keys, their slot and the node that a command with keys touches', () => {
    const question = ask(['restore', 'foo', '0', 'x'], { nodes: [nodeAt(7002)], repeat: 3 });
    expect(question.detail).toBe(
      'It works on key foo of slot 12182 and runs on 127.0.0.1:7002. It would run 3 times.',
    );
    expect(question.rows).toMatchObject([{ node: nodeAt(7002), shard: 3 }]);
  });

  it('requires typing the name only if something could be lost', () => {
    expect(ask(['keys', '*']).mustType).toBe(false);
    expect(ask(['shutdown']).mustType).toBe(true);
  });
});

describe('an approval', () => {
  const line = argsOf('FLUSHALL', 'async');
  const approve = (question: Question, more = {}) => ({
    question: question.id,
    typed: 'payments-prod',
    choice: 'all' as const,
    ...more,
  });
  const asked = (approvals: Approvals, more: Partial<Circumstances> = {}) => {
    const question = ask(['FLUSHALL', 'async'], more, approvals.nextId());
    expect(approvals.settle(question, line, null)).toBeNull();
    return question;
  };
  /** The same arguments come again, with an approval. */
  const again = (approvals: Approvals, approval: ReturnType<typeof approve>, text = line, more = {}) =>
    approvals.settle(ask(['FLUSHALL', 'async'], more, approvals.nextId()), text, approval);

  it('holds once, for the arguments and the choice it was given for', () => {
    const approvals = new Approvals();
    const question = asked(approvals);
    expect(again(approvals, approve(question))).toBe('all');
    expect(again(approvals, approve(question))).toBeNull();
  });

  it.each([
    ['other words', {}, argsOf('FLUSHALL', 'sync')],
    ['fewer words', {}, argsOf('FLUSHALL')],
    ['another case', {}, argsOf('flushall', 'async')],
    ['a name not typed out', { typed: 'payments-pro' }, line],
    ['a name in another case', { typed: 'Payments-prod' }, line],
    ['nothing typed', { typed: '' }, line],
    ['an older question', { question: 0 }, line],
  ])('does not hold for %s', (_, more, text) => {
    const approvals = new Approvals();
    const question = asked(approvals);
    expect(again(approvals, approve(question, more), text)).toBeNull();
  });

  it('does not hold after another command, nor for another shell', () => {
    const approvals = new Approvals();
    const question = asked(approvals);
    approvals.forget();
    expect(again(approvals, approve(question))).toBeNull();
    const first = asked(approvals);
    expect(again(new Approvals(), approve(first))).toBeNull();
  });

  it('does not hold if the command would now run elsewhere', () => {
    const approvals = new Approvals();
    const question = asked(approvals);
    expect(
      again(approvals, approve(question, { choice: 'asked' }), line, { nodes: [nodeAt(7001)] }),
    ).toBeNull();
  });

  it('covers the repetitions it was given for, in a row', () => {
    const approvals = new Approvals();
    const question = asked(approvals, { repeat: 2 });
    const runs = [1, 2, 3].map(() => again(approvals, approve(question), line, { repeat: 2 }));
    expect(runs).toEqual(['all', 'all', null]);
  });
});
