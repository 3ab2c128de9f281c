import { describe, expect, it } from 'vitest';
import { explainError, explainFailure } from '../../../../../renderer/repl/transcript/explain.ts';
import type { BoxLine } from '../../../../../renderer/repl/transcript/layout.ts';
import { explainSetting } from '../../../../../renderer/repl/transcript/explain-setting.ts';
import type { Shard } from '../../../../../shared/cluster/topology.ts';
import type { Execution } from '../../../../../shared/session/execution.ts';
import { noAddress } from '../../../../../shared/cluster/no-address.ts';
import { clusterContext, execution, hop, nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

const textOf = (lines: readonly BoxLine[]) =>
  lines.map(({ spans, right }) => [...spans, ...(right ?? [])].map(({ text }) => text).join(''));
const explain = (error: string, more: Partial<Execution> = {}, context = clusterContext()) =>
  textOf(explainError(error, execution(more), context));

it('says after CONFIG SET when cluster-require-full-coverage counts, of other settings nothing', () => {
  const said = (command: string) => textOf(explainSetting(execution({ command }), 'en'));
  const line = expect.stringMatching(
    /^Each node has this setting for itself\..*only when a node or slot changes next/,
  );
  expect(said('CONFIG SET cluster-require-full-coverage no')).toEqual([line]);
  expect(said('config set maxmemory 1gb Cluster-Require-Full-Coverage yes')).toEqual([line]);
  expect(said('config set maxmemory 1gb')).toEqual([]);
  expect(said('config get cluster-require-full-coverage')).toEqual([]);
});

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
    expect(lines.join(' ')).toMatch(/direct .*follow .*Every key of slot 12706/);
  });

  describe('CLUSTERDOWN', () => {
    const DOWN = 'CLUSTERDOWN The cluster is down';
    const with2 = (change: (shard: Shard) => void) => {
      const topology = structuredClone(threeShards);
      change(topology.shards[1]!);
      return { ...clusterContext(), topology };
    };
    const bothDead = with2((shard) => {
      for (const node of [shard.primary!, ...shard.replicas]) node.health = 'failed';
    });

    it('names the slots and the shards that are the cause, what to do, and when the setting counts', () => {
      const lines = explain(DOWN, {}, bothDead);
      expect(lines[1]).toBe(
        'Slots 5461-10922 are not served: both nodes of shard 2 are down. No replica can take over: restart one of its nodes.',
      );
      expect(lines[2]).toMatch(/only when a node or slot changes next/);
      const gap = with2((shard) => (shard.slots = [{ first: 5463, last: 10922 }]));
      expect(explain(DOWN, {}, gap)[1]).toMatch(
        /^Slots 5461-5462 are not served: no node owns them\. .*ADDSLOTS/,
      );
    });

    it('promises a replica only where one can take over', () => {
      const dead = with2((shard) => (shard.primary!.health = 'failed'));
      expect(explain(DOWN, {}, dead)[1]).toMatch(/Replica 127\.0\.0\.1:7004 takes over by itself/);
      expect(explain(DOWN, {}, bothDead).join(' ')).not.toMatch(/takes over/);
    });

    it('says of a node that is down where the map shows nothing wrong that it may be cut off', () => {
      expect(explain(DOWN, { node: nodeAt(7001) }).at(-1)).toBe(
        'By the map of 127.0.0.1:7000 every slot is served: 127.0.0.1:7001 may be cut off, or lag behind.',
      );
    });

    it('Hash slot not served: names the slot of the key', () => {
      const gap = with2((shard) => (shard.slots = [{ first: 5463, last: 10922 }]));
      const text = 'CLUSTERDOWN Hash slot not served';
      expect(explain(text, { slot: 5461 }, gap)[0]).toBe('Slot 5461 is not served: no node owns it.');
      expect(explain(text, { slot: 5461, node: nodeAt(7002) })[0]).toMatch(
        /^127\.0\.0\.1:7002 knows no owner of the slot of this key though 127\.0\.0\.1:7000 does/,
      );
    });

    it('Hash slot not served by its owner, which has dropped it: trying again does not help', () => {
      expect(explain('CLUSTERDOWN Hash slot not served', { slot: 5461, node: nodeAt(7001) })).toEqual([
        'The map of 127.0.0.1:7000 gives slot 5461 to 127.0.0.1:7001, and 127.0.0.1:7001 says itself that nobody owns it.',
        'If that stays so, type: @node:127.0.0.1:7001 cluster addslots 5461',
      ]);
    });
  });

  it('says of MOVED without an address whose slot it is and what to do', () => {
    const topology = structuredClone(threeShards);
    topology.shards[1]!.primary = {
      ...topology.shards[1]!.primary!,
      address: noAddress('abc'),
      health: 'no-address',
    };
    const hops = [hop(7000, { outcome: 'moved', slot: null, target: null })];
    const lines = explain('MOVED 6657 :0', { hops, node: nodeAt(7000) }, { ...clusterContext(), topology });
    expect(lines[0]).toBe(
      '127.0.0.1:7000 names no address for slot 6657, so there is nowhere to go. The command did not run.',
    );
    expect(lines[1]).toMatch(/^Slots 5461-10922 are not served: the cluster knows no address/);
    expect(lines[2]).toMatch(/@node:127\.0\.0\.1:7004 cluster failover takeover$/);
  });

  it('suggests the nearest name for an unknown command', () => {
    expect(
      explain("ERR unknown command 'gte', with args beginning with: 'foo' ", { command: 'gte foo' }),
    ).toEqual(['Redis 7.0.15 has no command with that name. The nearest is GET.']);
    expect(explain("ERR unknown command 'qqqqqqq'", { command: 'qqqqqqq' })).toEqual([
      'Redis 7.0.15 has no command with that name.',
    ]);
  });

  it('says where writes belong at a replica that is not in a cluster', () => {
    const plain = { ...clusterContext(), topology: { ...threeShards, kind: 'standalone' as const } };
    const [line] = explain("READONLY You can't write against a read only replica.", {}, plain);
    expect(line).toMatch(/is a replica.*Connect to the primary.*info replication/);
    expect(line).not.toContain('direct');
  });

  it.each([
    ['ASK 5378 127.0.0.1:7001', /moving to 127\.0\.0\.1:7001 \[2\].*learns nothing/],
    ['TRYAGAIN Multiple keys request during rehashing of slot', /on two nodes/],
    ["READONLY You can't write against a read only replica.", /is a replica/],
    ['NOAUTH Authentication required.', /auth PASSWORD/],
    ['WRONGPASS invalid username-password pair', /is wrong/],
    ["NOPERM this user has no permissions to run the 'get' command", /ACL WHOAMI/],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', /type foo/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /maxmemory-policy/],
    ['MISCONF Redis is configured to save RDB snapshots', /stop-writes-on-bgsave-error/],
    ['LOADING Redis is loading the dataset in memory', /reading its data from disk/],
    ['NOSCRIPT No matching script.', /SCRIPT LOAD/],
  ])('knows %s', (error, expected) => {
    expect(explain(error).join(' ')).toMatch(expected);
  });

  it('is silent if the server has said it all', () => {
    expect(explain('ERR value is not an integer or out of range')).toEqual([]);
    expect(explain('constructor')).toEqual([]);
    expect(explain('')).toEqual([]);
  });
});

describe('the explanation of a failure', () => {
  it('is its advice', () => {
    expect(textOf(explainFailure({ code: 'unreachable', message: 'gone', advice: 'Look.' }, 'en'))).toEqual([
      'Look.',
    ]);
    expect(explainFailure({ code: 'cancelled', message: 'stopped', advice: '' }, 'en')).toEqual([]);
  });

  it('always says that a command of unknown fate may or may not have run', () => {
    const failure = { code: 'unknown-fate' as const, message: 'Connection lost', advice: 'Look.' };
    expect(textOf(explainFailure(failure, 'en')).join(' ')).toMatch(/may or may not have run/);
    const said = { ...failure, message: 'Lost. The command may or may not have run.' };
    expect(textOf(explainFailure(said, 'en'))).toEqual(['Look.']);
  });
});
