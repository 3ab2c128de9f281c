/** Pure parts of what keeps a connection alive: who is asked, where the prompt goes, what is said. */
import { describe, expect, test } from 'vitest';
import { ConnectionError } from '../../../../main/cluster/wire/errors.ts';
import { firstAnswer } from '../../../../main/cluster/wire/first-answer.ts';
import { lostFailure } from '../../../../main/cluster/topology/lost-failure.ts';
import { promptMove } from '../../../../main/cluster/session/prompt-move.ts';
import { ServerError } from '../../../../main/cluster/wire/read-reply.ts';
import { nodesOf } from '../../../../main/cluster/topology/shard-numbers.ts';
import { standaloneTopology } from '../../../../main/cluster/topology/building.ts';
import type { ClusterNode, Topology } from '../../../../shared/cluster/topology.ts';
import { durationWords } from '../../../../shared/format/clock.ts';
import { threeShards } from '../../../support/cluster-fixtures.ts';

const refused = (words: string) => new ConnectionError('unreachable', words, false);

describe('which node answers first', () => {
  test('the others are not asked if the first answers', async () => {
    const asked: string[] = [];
    const ask = (node: string) => {
      asked.push(node);
      return Promise.resolve(node.length);
    };
    expect(await firstAnswer(['a:1', 'b:22'], ask)).toEqual({ from: 'a:1', answer: 3 });
    expect(asked).toEqual(['a:1']);
  });

  test('a silent node causes a short delay, and a failing one none', async () => {
    const ask = (node: string) =>
      node === 'silent:1'
        ? new Promise<string>(() => undefined)
        : node === 'gone:1'
          ? Promise.reject(refused('connection refused'))
          : Promise.resolve('here');
    expect(await firstAnswer(['silent:1', 'gone:1', 'good:1'], ask)).toEqual({
      from: 'good:1',
      answer: 'here',
    });
  });

  test('if all fail, a refused login outranks broken TLS, which outranks a closed port', async () => {
    const login = new ServerError('NOAUTH Authentication required.');
    const tls = refused('TLS: certificate has expired');
    const errors = new Map<string, Error>([
      ['a:1', tls],
      ['b:1', login],
      ['c:1', refused('connection refused')],
    ]);
    const ask = (node: string) => Promise.reject(errors.get(node)!);
    await expect(firstAnswer(['a:1', 'b:1', 'c:1'], ask)).rejects.toBe(login);
    await expect(firstAnswer(['a:1', 'c:1'], ask)).rejects.toBe(tls);
    await expect(firstAnswer(['c:1'], ask)).rejects.toBe(errors.get('c:1'));
    await expect(firstAnswer([], ask)).rejects.toThrow('no node is known');
    expect(lostFailure(login)).toMatchObject({ code: 'auth', advice: expect.stringContaining('AUTH') });
    expect(lostFailure(tls).advice).toContain('CA file');
  });
});

describe('where the prompt goes', () => {
  const primary = (shard: number) => threeShards.shards[shard]!.primary!;
  const withSecond = (patch: Partial<ClusterNode>): Topology => {
    const copy = structuredClone(threeShards);
    Object.assign(copy.shards[1]!.primary!, patch);
    return copy;
  };
  const without = (address: string): Topology => ({
    ...threeShards,
    shards: threeShards.shards.map((shard) => ({
      ...shard,
      primary: shard.primary?.address === address ? null : shard.primary,
    })),
  });

  test('it stays on a healthy node, and on one that was never in the map', () => {
    for (const node of threeShards.shards.flatMap(nodesOf))
      expect(promptMove(node.address, threeShards, threeShards)).toBeNull();
    expect(promptMove('elsewhere:7000', threeShards, threeShards)).toBeNull();
    expect(promptMove('elsewhere:7000', null, threeShards)).toBeNull();
  });

  test('it leaves a failed node, one that has left, and follows one to its new address', () => {
    const { address, id } = primary(1);
    const failed = withSecond({ health: 'failed' });
    expect(promptMove(address, threeShards, failed)).toMatchObject({ why: 'failed' });
    expect(promptMove(address, threeShards, without(address))).toEqual({
      to: threeShards.source,
      why: 'gone',
    });
    const moved = withSecond({ id, address: '10.0.0.9:6379' });
    expect(promptMove(address, threeShards, moved)).toEqual({
      to: '10.0.0.9:6379',
      why: 'moved',
    });
  });

  test('behind Sentinels it follows the master, and leaves a prompt at a replica alone', () => {
    const before = standaloneTopology('a:1', 'primary', 0, [{ address: 'b:1', online: true }]);
    const after = standaloneTopology('b:1', 'primary', 1, [{ address: 'a:1', online: true }], before);
    expect(promptMove('a:1', before, after)).toEqual({ to: 'b:1', why: 'demoted' });
    expect(promptMove('b:1', before, after)).toBeNull();
    expect(after.version).toBe(2);
  });
});

test('the duration has at most two units', () => {
  const said = [200, 8_400, 60_000, 185_000, 7_800_000].map(durationWords);
  expect(said).toEqual(['1 s', '8 s', '1 min', '3 min 5 s', '2 h 10 min']);
});
