import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

describe('a cluster for tests', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  });
  afterAll(() => cluster?.stop());

  const at = (role: 'primary' | 'replica', shard: number) =>
    cluster.nodes.find((node) => node.role === role && node.shard === shard)?.port ?? 0;

  it('serves all slots and redirects to other nodes with MOVED', async () => {
    // Slots 12182 and 12706.
    expect(await cluster.command(at('primary', 2), 'SET', 'foo', 'bar')).toBe('OK');
    await expect(cluster.command(at('primary', 0), 'GET', 'k1')).rejects.toThrow(
      `MOVED 12706 127.0.0.1:${at('primary', 2)}`,
    );
    expect(await cluster.ownerOf(12182)).toBe(at('primary', 2));
  });

  it('stops in the middle of a migration, with ASK and TRYAGAIN, and carries on', async () => {
    const [source, target] = [at('primary', 1), at('primary', 0)];
    const slot = Number(await cluster.command(source, 'CLUSTER', 'KEYSLOT', '{customer}'));
    await cluster.command(source, 'MSET', '{customer}:1', 'a', '{customer}:2', 'b', '{customer}:3', 'c');

    expect(await cluster.migrateSlot(slot, source, target, { stopAfter: 'keys', keys: 1 })).toBe(1);
    const outcomes = await Promise.all(
      [1, 2, 3].map((n) => cluster.command(source, 'GET', `{customer}:${n}`).catch((e: Error) => e.message)),
    );
    expect(outcomes.filter((outcome) => outcome === `ASK ${slot} 127.0.0.1:${target}`)).toHaveLength(1);
    const several = cluster.command(source, 'MGET', '{customer}:1', '{customer}:2', '{customer}:3');
    await expect(several).rejects.toThrow('TRYAGAIN');

    expect(await cluster.migrateSlot(slot, source, target)).toBe(2);
    expect(await cluster.command(target, 'MGET', '{customer}:1', '{customer}:3')).toEqual(['a', 'c']);
    await expect(cluster.command(source, 'GET', '{customer}:1')).rejects.toThrow(`MOVED ${slot}`);
    await waitUntil('all to know', async () => (await cluster.ownerOf(slot)) === target);
  });

  it('does not answer while paused, and does again when resumed', async () => {
    const port = at('replica', 1);
    cluster.pause(port);
    let answered = false;
    const answer = cluster.command(port, 'PING').then((reply) => {
      answered = true;
      return reply;
    });
    await cluster.command(at('primary', 1), 'PING');
    expect(answered).toBe(false);
    cluster.resume(port);
    expect(await answer).toBe('PONG');
  });

  it('fails over to the replica when a primary is killed, and has it back as a replica', async () => {
    const [primary, replica] = [at('primary', 0), at('replica', 0)];
    await cluster.kill(primary);
    expect(cluster.pid(primary)).toBeNull();
    expect(await cluster.waitForFailover(primary)).toBe(replica);
    await cluster.restart(primary);
    await waitUntil('the old primary to become a replica', async () => {
      const role = await cluster.command(primary, 'ROLE');
      return Array.isArray(role) && role[0] === 'slave' && role[3] === 'connected';
    });
  });
});

describe('other servers for tests', () => {
  it('ask for a password and speak TLS in a cluster of any shape', async () => {
    const options = { primaries: 2, replicas: 0, password: 'p4ss "word"', tls: 'mutual' } as const;
    const cluster = await RedisCluster.start(options);
    try {
      const [first = 0] = cluster.ports;
      expect(cluster.nodes.map(({ role }) => role)).toEqual(['primary', 'primary']);
      expect(await cluster.command(first, 'CONFIG', 'GET', 'tls-port')).toEqual(['tls-port', String(first)]);
      expect(await cluster.command(first, 'CONFIG', 'GET', 'requirepass')).toContain(options.password);
      expect(await cluster.migrateSlot(5, first, cluster.ports[1] ?? 0)).toBe(0);
    } finally {
      await cluster.stop();
    }
  });

  it('run alone, outside any cluster', async () => {
    const conf = ['user reader on >secret ~* +@read'];
    const server = await RedisCluster.start({ cluster: false, primaries: 1, conf });
    try {
      const [port = 0] = server.ports;
      expect(await server.command(port, 'SELECT', '3')).toBe('OK');
      expect(await server.command(port, 'ACL', 'USERS')).toEqual(['default', 'reader']);
      await expect(server.command(port, 'CLUSTER', 'INFO')).rejects.toThrow('cluster support disabled');
    } finally {
      await server.stop();
    }
  });
});
