import { describe, expect, it } from 'vitest';
import { explainError, explainFailure } from '../../renderer/repl/explain.ts';
import type { BoxLine } from '../../renderer/repl/layout.ts';
import type { Execution } from '../../shared/model.ts';
import { clusterContext, execution, hop, nodeAt, threeShards } from '../support/cluster-fixtures.ts';

const textOf = (lines: readonly BoxLine[]) =>
  lines.map(({ spans, right }) => [...spans, ...(right ?? [])].map(({ text }) => text).join(''));
const explain = (error: string, more: Partial<Execution> = {}, context = clusterContext()) =>
  textOf(explainError(error, execution(more), context));

describe('the explanation of an error', () => {
  it('shows the slot and shard of each key after CROSSSLOT, and names that would go together', () => {
    const keys = [
      { text: 'k1', index: 1, slot: 12706, shard: 3 },
      { text: 'k2', index: 3, slot: 449, shard: 1 },
      { text: 'k3', index: 5, slot: 4576, shard: 1 },
    ];
    const lines = explainError("CROSSSLOT Keys in request don't hash", execution({ keys }), clusterContext());
    expect(textOf(lines)).toEqual([
      'k1 → 12706 [3]   k2 → 449 [1]   k3 → 4576 [1]3 keys, 3 slots, 2 shards',
      'A shared part in braces puts them in one slot: k1{tag} k2{tag} k3{tag}',
    ]);
    expect(lines[0]!.spans).toContainEqual({ text: ' [3]', colour: 18 });
  });

  it('puts the common tag where the key has one already', () => {
    const keys = [
      { text: 'user:{1}:a', index: 1, slot: 1, shard: 1 },
      { text: 'b{}', index: 2, slot: 2, shard: 1 },
    ];
    expect(explain('CROSSSLOT x', { keys })[1]).toBe(
      'A shared part in braces puts them in one slot: user:{tag}:a b{tag}',
    );
  });

  it('says whose slot it is after MOVED in off mode, and which modes would go there', () => {
    const hops = [hop(7000, { outcome: 'moved', slot: 12706, target: nodeAt(7002) })];
    const lines = explain(
      'MOVED 12706 127.0.0.1:7002',
      { hops, node: nodeAt(7000) },
      clusterContext({ mode: 'off' }),
    );
    expect(lines[0]).toBe(
      'Slot 12706 belongs to 127.0.0.1:7002 [3], not to 127.0.0.1:7000. The command did not run.',
    );
    expect(lines.join(' ')).toMatch(/direct .*follow .*What it teaches: every key of slot 12706/);
  });

  it('lists the slots without an owner and the shards without a primary after CLUSTERDOWN', () => {
    const [first, second, third] = threeShards.shards;
    const shards = [{ ...first!, slots: [{ first: 5, last: 5000 }] }, second!, { ...third!, primary: null }];
    const context = { ...clusterContext(), topology: { ...threeShards, shards } };
    expect(explain('CLUSTERDOWN The cluster is down', {}, context).slice(1)).toEqual([
      'Slots without an owner: 0-4, 5001-5460',
      'Without a primary: [3] with slots 10923-16383',
    ]);
  });

  it('suggests the nearest name for an unknown command', () => {
    expect(
      explain("ERR unknown command 'gte', with args beginning with: 'foo' ", { command: 'gte foo' }),
    ).toEqual(['Redis 7.0.15 has no command of that name. The nearest is GET.']);
    expect(explain("ERR unknown command 'qqqqqqq'", { command: 'qqqqqqq' })).toEqual([
      'Redis 7.0.15 has no command of that name.',
    ]);
  });

  it('says where writes belong at a replica that is not in a cluster', () => {
    const plain = { ...clusterContext(), topology: { ...threeShards, kind: 'standalone' as const } };
    const [line] = explain("READONLY You can't write against a read only replica.", {}, plain);
    expect(line).toMatch(/is a replica.*Connect there.*info replication/);
    expect(line).not.toContain('direct');
  });

  it.each([
    ['ASK 5378 127.0.0.1:7001', /on its way to 127\.0\.0\.1:7001 \[2\].*learns nothing/],
    ['TRYAGAIN Multiple keys request during rehashing of slot', /on two nodes/],
    ["READONLY You can't write against a read only replica.", /is a replica/],
    ['NOAUTH Authentication required.', /auth PASSWORD/],
    ['WRONGPASS invalid username-password pair', /not right/],
    ["NOPERM this user has no permissions to run the 'get' command", /ACL WHOAMI/],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', /type foo/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /maxmemory-policy/],
    ['MISCONF Redis is configured to save RDB snapshots', /stop-writes-on-bgsave-error/],
    ['LOADING Redis is loading the dataset in memory', /reads its data from disk/],
    ['NOSCRIPT No matching script.', /SCRIPT LOAD/],
  ])('knows %s', (error, expected) => {
    expect(explain(error).join(' ')).toMatch(expected);
  });

  it('is silent where the server has said it all', () => {
    expect(explain('ERR value is not an integer or out of range')).toEqual([]);
    expect(explain('constructor')).toEqual([]);
    expect(explain('')).toEqual([]);
  });
});

describe('the explanation of a failure', () => {
  it('is its advice', () => {
    expect(textOf(explainFailure({ code: 'unreachable', message: 'gone', advice: 'Look.' }))).toEqual([
      'Look.',
    ]);
    expect(explainFailure({ code: 'cancelled', message: 'stopped', advice: '' })).toEqual([]);
  });

  it('always says that a command of unknown fate may or may not have run', () => {
    const failure = { code: 'unknown-fate' as const, message: 'Connection lost', advice: 'Look.' };
    expect(textOf(explainFailure(failure)).join(' ')).toMatch(/may or may not have run/);
    const said = { ...failure, message: 'Lost. The command may or may not have run.' };
    expect(textOf(explainFailure(said))).toEqual(['Look.']);
  });
});
