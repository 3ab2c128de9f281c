import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoError } from '../../main/demo/demo-error.ts';
import { DemoCluster } from '../../main/demo/demo-cluster.ts';
import { findRedisServer } from '../../main/demo/find-redis-server.ts';
import { serversOf } from '../../main/demo/leftovers.ts';
import { NodeClient, type PlainReply } from '../../main/demo/node-client.ts';
import { startTime } from '../../main/demo/process-identity.ts';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import { waitUntil } from '../support/redis-cluster.ts';

/** Directories of demo clusters that the process of this number made. */
const directoriesOf = (pid: number | undefined) =>
  readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(`slotshell-demo-${pid}-`))
    .map((name) => path.join(os.tmpdir(), name));

const isRunning = (pid: number) => startTime(pid) !== null;

/** A line of its conf file. */
const configOf = (directory: string, port: number) =>
  readFileSync(path.join(directory, String(port), 'redis.conf'), 'utf8');

async function ask(demo: DemoCluster, port: number, ...words: string[]): Promise<PlainReply> {
  const client = new NodeClient(port, { password: demo.password });
  try {
    return await client.ask(words);
  } finally {
    client.close();
  }
}

const portsOf = (demo: DemoCluster) => demo.status.nodes.map(({ port }) => port);

describe('the demo cluster', () => {
  const seen: DemoStatus[] = [];
  const demo = new DemoCluster({ onStatus: (status) => seen.push(status) });
  let ports: number[];
  beforeAll(async () => {
    await demo.start();
    ports = portsOf(demo);
  });
  afterAll(() => demo.stop());

  it('runs six nodes and logs how it joined them, the coverage of all slots last', () => {
    expect(seen[0]).toEqual({ phase: 'starting', nodes: [], log: [], failure: null });
    const { phase, nodes, log, failure } = demo.status;
    expect({ phase, failure }).toEqual({ phase: 'running', failure: null });
    expect(seen.at(-1)).toEqual(demo.status);
    const first = ports[0] ?? 0;
    expect(nodes).toEqual([0, 1, 2, 3, 4, 5].map((i) => ({ port: first + i, running: true })));
    expect(demo.addresses()).toEqual(ports.map((port) => `127.0.0.1:${port}`));
    expect(log).toContain('>>> Performing hash slots allocation on 6 nodes...');
    expect(log).toContainEqual(expect.stringMatching(new RegExp(`^M: [0-9a-f]{40} 127.0.0.1:${first}$`)));
    expect(log).toContain('   slots:[5461-10922] (5462 slots) master');
    expect(log.at(-1)).toBe('[OK] All 16384 slots covered.');
    // The line appears while it starts, not before it is true: nobody has seen it earlier.
    expect(seen.filter((status) => status.log.includes('[OK] All 16384 slots covered.'))).toHaveLength(2);
  });

  it('covers all slots by every node’s account, each shard with a primary and a replica in sync', async () => {
    for (const port of ports) {
      const info = String(await ask(demo, port, 'CLUSTER', 'INFO'));
      expect(info).toContain('cluster_state:ok');
      expect(info).toContain('cluster_slots_ok:16384');
      expect(info).toContain('cluster_known_nodes:6');
      const shards = (await ask(demo, port, 'CLUSTER', 'SHARDS')) as PlainReply[][];
      expect(shards.map((shard) => roles(shard[3]))).toEqual(Array(3).fill(['master', 'replica']));
      expect(shards.map((shard) => shard[1])).toEqual(
        expect.arrayContaining([
          [0, 5460],
          [5461, 10922],
          [10923, 16383],
        ]),
      );
    }
  });

  it('wants a password that no argument and no other user’s eye shows, another one at each start', async () => {
    const { password } = demo;
    expect(password).toMatch(/^[\w-]{32}$/);
    for (const port of ports) {
      const stranger = new NodeClient(port);
      await expect(stranger.text('DBSIZE')).rejects.toThrow(/^NOAUTH/);
      stranger.close();
    }
    const [directory = ''] = directoriesOf(process.pid);
    expect(statSync(directory).mode & 0o077).toBe(0);
    for (const port of ports) {
      expect(configOf(directory, port)).toContain(password);
      expect(statSync(path.join(directory, String(port), 'redis.conf')).mode & 0o077).toBe(0);
    }
    const shown = serversOf(directory).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    expect(shown).toHaveLength(6);
    expect(shown.join('\n')).not.toContain(password);
    expect(JSON.stringify(seen)).not.toContain(password);
  });

  it('holds sample keys of every type, and none of those that a first try would write', async () => {
    const keys = (await Promise.all(ports.slice(0, 3).map((port) => ask(demo, port, 'KEYS', '*')))).flat();
    expect(keys).toContain('{user:1012}:name');
    expect(keys.filter((key) => /^(k\d|foo)|\{customer\}/.test(String(key)))).toEqual([]);
    const types = await Promise.all(
      ports.slice(0, 3).map(async (port) => {
        const own = (await ask(demo, port, 'KEYS', '*')) as string[];
        return Promise.all(own.map((key) => ask(demo, port, 'TYPE', key)));
      }),
    );
    expect(new Set(types.flat())).toEqual(new Set(['string', 'hash', 'list', 'set', 'zset', 'stream']));
  });

  it('fails over when a primary is stopped, and has it back as a replica with the keys kept', async () => {
    const [primary = 0, , , replica = 0] = ports;
    const before = await ask(demo, primary, 'DBSIZE');
    await demo.stopNode(primary);
    expect(demo.status.nodes.find(({ port }) => port === primary)).toEqual({ port: primary, running: false });
    expect(demo.status.phase).toBe('running');
    // At once: startNode itself waits for the takeover, lest an empty primary come back.
    await demo.startNode(primary);
    expect(demo.status.nodes.every(({ running }) => running)).toBe(true);
    expect(await ask(demo, primary, 'ROLE')).toEqual([
      'slave',
      '127.0.0.1',
      replica,
      'connected',
      expect.anything(),
    ]);
    expect(((await ask(demo, replica, 'ROLE')) as PlainReply[])[0]).toBe('master');
    expect(await ask(demo, replica, 'DBSIZE')).toBe(before);
    await waitUntil('the cluster to be whole', async () =>
      String(await ask(demo, primary, 'CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  });

  it('shows a node that dies on its own as not running', async () => {
    const [, , port = 0] = ports;
    const [directory = ''] = directoriesOf(process.pid);
    const pid = Number(/process_id:(\d+)/.exec(String(await ask(demo, port, 'INFO', 'server')))?.[1]);
    expect(serversOf(directory)).toContain(pid);
    process.kill(pid, 'SIGKILL');
    const node = () => demo.status.nodes.find((candidate) => candidate.port === port);
    await waitUntil('the status to say so', () => node()?.running === false);
    expect(seen.at(-1)).toEqual(demo.status);
    await demo.startNode(port);
    expect(node()?.running).toBe(true);
  });

  it('refuses a port that is not its own', async () => {
    const refusal = await demo.stopNode(6379).catch((error: unknown) => error);
    expect((refusal as DemoError).failure.code).toBe('bad-argument');
  });

  it('can run twice at a time, on other ports', async () => {
    const second = new DemoCluster({ onStatus: () => {} });
    const third = new DemoCluster({ onStatus: () => {} });
    try {
      await Promise.all([second.start(), third.start()]);
      const all = [...ports, ...portsOf(second), ...portsOf(third)];
      expect(new Set(all).size).toBe(18);
      expect(new Set([demo, second, third].map(({ password }) => password)).size).toBe(3);
      expect(second.status.log.at(-1)).toBe('[OK] All 16384 slots covered.');
    } finally {
      await Promise.all([second.stop(), third.stop()]);
    }
  });

  it('leaves no process and no directory when it is stopped', async () => {
    const [directory = '', ...others] = directoriesOf(process.pid);
    expect(others).toEqual([]);
    const servers = serversOf(directory);
    expect(servers).toHaveLength(6);
    expect(servers.filter(isRunning)).toHaveLength(6);
    await demo.stop();
    expect(servers.filter(isRunning)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    expect(demo.status).toEqual({ phase: 'stopped', nodes: [], log: [], failure: null });
    expect(demo.password).toBe('');
  });
});

describe('starting the demo cluster', () => {
  it('says what is missing if there is no server program', async () => {
    const demo = new DemoCluster({ onStatus: () => {}, findServer: () => findRedisServer([os.tmpdir()]) });
    const failure = await demo.start().catch((error: unknown) => (error as DemoError).failure);
    expect(failure).toMatchObject({
      code: 'server-missing',
      message: expect.stringContaining('redis-server'),
    });
    expect(demo.status).toEqual({ phase: 'failed', nodes: [], log: [], failure });
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  it('says which server ended if one does not start', async () => {
    const real = await findRedisServer();
    const findServer = async () => real && { ...real, path: '/bin/false' };
    const demo = new DemoCluster({ onStatus: () => {}, findServer });
    await expect(demo.start()).rejects.toThrow(
      /The demo cluster did not start. The server on port \d+ ended/,
    );
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  it('can be broken off, and leaves nothing', async () => {
    const demo = new DemoCluster({ onStatus: () => {} });
    const outcome = demo.start().catch((error: unknown) => (error as DemoError).failure.code);
    await waitUntil('the servers to run', () => demo.status.nodes.length === 6);
    await demo.stop();
    expect(await outcome).toBe('cancelled');
    expect(demo.status.phase).toBe('stopped');
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  it('joins servers before 7.0, which have no ADDSLOTSRANGE, with ADDSLOTS', async () => {
    const real = await findRedisServer();
    const findServer = async () => real && { ...real, version: '6.2.14' };
    const demo = new DemoCluster({ onStatus: () => {}, findServer });
    try {
      await demo.start();
      expect(demo.status.log.at(-1)).toBe('[OK] All 16384 slots covered.');
    } finally {
      await demo.stop();
    }
  });

  it('refuses a server before 6.2, with its version and what to do, and starts nothing', async () => {
    const real = await findRedisServer();
    const findServer = async () => real && { ...real, version: '6.0.16' };
    const demo = new DemoCluster({ onStatus: () => {}, findServer });
    const failure = await demo.start().catch((error: unknown) => (error as DemoError).failure);
    expect(failure).toMatchObject({
      code: 'server-missing',
      message: expect.stringMatching(/Redis 6\.2 or later.* 6\.0\.16/),
    });
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  it('takes a newer server if the first one found is too old', async () => {
    const directories = ['6.0.16', '7.0.15', '7.2.0'].map((version) => {
      const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-servers-found-'));
      const script = `#!/bin/sh\necho "Redis server v=${version} sha=0"\n`;
      writeFileSync(path.join(directory, 'redis-server'), script, { mode: 0o755 });
      return directory;
    });
    try {
      expect(await findRedisServer(directories)).toMatchObject({ version: '7.0.15' });
      expect(await findRedisServer(directories.slice(0, 1))).toMatchObject({ version: '6.0.16' });
    } finally {
      for (const directory of directories) rmSync(directory, { recursive: true });
    }
  });
});

/** The roles of one shard's nodes as CLUSTER SHARDS lists them, names and values in turn. */
function roles(nodes: PlainReply | undefined): PlainReply[] {
  if (!Array.isArray(nodes)) return [];
  return nodes
    .map((node) => (Array.isArray(node) ? (node[node.indexOf('role') + 1] ?? null) : null))
    .sort((a, b) => String(a).localeCompare(String(b)));
}
