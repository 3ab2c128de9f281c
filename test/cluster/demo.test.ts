import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoError } from '../../main/demo/demo-cluster.ts';
import { DemoCluster } from '../../main/demo/demo-cluster.ts';
import { findRedisServer } from '../../main/demo/find-redis-server.ts';
import { cleanUpLeftovers } from '../../main/demo/leftovers.ts';
import { NodeClient, type PlainReply } from '../../main/demo/node-client.ts';
import { commandLine, startTime } from '../../main/demo/process-identity.ts';
import type { DemoStatus } from '../../shared/model.ts';
import { waitUntil } from '../support/redis-cluster.ts';

/** Directories of demo clusters that the process of this number made. */
const directoriesOf = (pid: number | undefined) =>
  readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(`slotshell-demo-${pid}-`))
    .map((name) => path.join(os.tmpdir(), name));

interface Recorded {
  port: number;
  pid: number;
  started: string;
}

const serversIn = (directory: string): Recorded[] =>
  (JSON.parse(readFileSync(path.join(directory, 'owner.json'), 'utf8')) as { servers: Recorded[] }).servers;

const isRunning = (server: Recorded) => startTime(server.pid) === server.started;

async function ask(port: number, ...words: string[]): Promise<PlainReply> {
  const client = new NodeClient(port);
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
      const info = String(await ask(port, 'CLUSTER', 'INFO'));
      expect(info).toContain('cluster_state:ok');
      expect(info).toContain('cluster_slots_ok:16384');
      expect(info).toContain('cluster_known_nodes:6');
      const shards = (await ask(port, 'CLUSTER', 'SHARDS')) as PlainReply[][];
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

  it('holds sample keys of every type, and none of those that a first try would write', async () => {
    const keys = (await Promise.all(ports.slice(0, 3).map((port) => ask(port, 'KEYS', '*')))).flat();
    expect(keys).toContain('{user:1012}:name');
    expect(keys.filter((key) => /^(k\d|foo)|\{customer\}/.test(String(key)))).toEqual([]);
    const types = await Promise.all(
      ports.slice(0, 3).map(async (port) => {
        const own = (await ask(port, 'KEYS', '*')) as string[];
        return Promise.all(own.map((key) => ask(port, 'TYPE', key)));
      }),
    );
    expect(new Set(types.flat())).toEqual(new Set(['string', 'hash', 'list', 'set', 'zset', 'stream']));
  });

  it('fails over when a primary is stopped, and has it back as a replica with the keys kept', async () => {
    const [primary = 0, , , replica = 0] = ports;
    const before = await ask(primary, 'DBSIZE');
    await demo.stopNode(primary);
    expect(demo.status.nodes.find(({ port }) => port === primary)).toEqual({ port: primary, running: false });
    expect(demo.status.phase).toBe('running');
    // At once: startNode itself waits for the takeover, lest an empty primary come back.
    await demo.startNode(primary);
    expect(demo.status.nodes.every(({ running }) => running)).toBe(true);
    expect(await ask(primary, 'ROLE')).toEqual([
      'slave',
      '127.0.0.1',
      replica,
      'connected',
      expect.anything(),
    ]);
    expect(((await ask(replica, 'ROLE')) as PlainReply[])[0]).toBe('master');
    expect(await ask(replica, 'DBSIZE')).toBe(before);
    await waitUntil('the cluster to be whole', async () =>
      String(await ask(primary, 'CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  });

  it('shows a node that dies on its own as not running', async () => {
    const [, , port = 0] = ports;
    const [directory = ''] = directoriesOf(process.pid);
    const victim = serversIn(directory).find((server) => server.port === port);
    process.kill(victim?.pid ?? 0, 'SIGKILL');
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
      expect(second.status.log.at(-1)).toBe('[OK] All 16384 slots covered.');
    } finally {
      await Promise.all([second.stop(), third.stop()]);
    }
  });

  it('leaves no process and no directory when it is stopped', async () => {
    const [directory = '', ...others] = directoriesOf(process.pid);
    expect(others).toEqual([]);
    const servers = serversIn(directory);
    expect(servers).toHaveLength(6);
    expect(servers.filter(isRunning)).toHaveLength(6);
    await demo.stop();
    expect(servers.filter(isRunning)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    expect(demo.status).toEqual({ phase: 'stopped', nodes: [], log: [], failure: null });
  });
});

describe('starting the demo cluster', () => {
  it('says what is missing where there is no server program', async () => {
    const demo = new DemoCluster({ onStatus: () => {}, findServer: () => findRedisServer([os.tmpdir()]) });
    const failure = await demo.start().catch((error: unknown) => (error as DemoError).failure);
    expect(failure).toMatchObject({
      code: 'server-missing',
      message: expect.stringContaining('redis-server'),
    });
    expect(demo.status).toEqual({ phase: 'failed', nodes: [], log: [], failure });
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  it('says which server ended where one does not start', async () => {
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
    const findServer = async () => real && { ...real, version: '6.0.16' };
    const demo = new DemoCluster({ onStatus: () => {}, findServer });
    try {
      await demo.start();
      expect(demo.status.log.at(-1)).toBe('[OK] All 16384 slots covered.');
      const [directory = ''] = directoriesOf(process.pid);
      const [server] = serversIn(directory);
      // Such servers overwrite their command line; a leftover is then known by its address.
      expect(commandLine(server?.pid ?? 0)).toContain(`127.0.0.1:${server?.port} [cluster]`);
    } finally {
      await demo.stop();
    }
  });
});

describe('what a crash of ours leaves', () => {
  const children: ChildProcess[] = [];
  const directories: string[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  const temporary = (prefix: string) => {
    const directory = mkdtempSync(path.join(os.tmpdir(), prefix));
    directories.push(directory);
    return directory;
  };
  const child = (program: string, ...words: string[]) => {
    const started = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(started);
    return started;
  };
  const ended = (process: ChildProcess) => new Promise((resolve) => process.once('exit', resolve));

  /** A number whose process has been and gone. */
  async function goneProcess(): Promise<{ pid: number; started: string | null }> {
    const process = child('sleep', '60');
    const gone = { pid: process.pid ?? 0, started: startTime(process.pid ?? 0) };
    process.kill('SIGKILL');
    await ended(process);
    return gone;
  }

  /** A process that has started a demo cluster, with that cluster's directory and servers; exits when written to. */
  async function runDemo() {
    const bundle = temporary('slotshell-bundle-');
    writeFileSync(
      path.join(bundle, 'start.ts'),
      `import { DemoCluster } from ${JSON.stringify(path.resolve('main/demo/demo-cluster.ts'))};
       new DemoCluster({ onStatus: () => {} }).start().then(() => console.log('up'));
       process.stdin.once('data', () => process.exit());`,
    );
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: path.join(bundle, 'start.ts'),
        outDir: path.join(bundle, 'out'),
        target: 'node18',
        rolldownOptions: { output: { entryFileNames: 'start.mjs' } },
      },
    });
    const running = child(process.execPath, path.join(bundle, 'out', 'start.mjs'));
    await new Promise((resolve) => running.stdout?.once('data', resolve));
    const [directory = ''] = directoriesOf(running.pid);
    const servers = serversIn(directory);
    expect(servers.filter(isRunning)).toHaveLength(6);
    return { running, directory, servers };
  }

  it('is nothing where our process exits, by whatever way', async () => {
    const { running, directory, servers } = await runDemo();
    running.stdin?.write('exit');
    await ended(running);
    expect(existsSync(directory)).toBe(false);
    await waitUntil('the servers to be gone', () => !servers.some(isRunning));
  });

  it('is killed and removed at the next start', async () => {
    const { running, directory, servers } = await runDemo();
    expect(cleanUpLeftovers()).not.toContain(directory);
    expect(servers.filter(isRunning)).toHaveLength(6);

    running.kill('SIGKILL');
    await ended(running);
    expect(servers.filter(isRunning)).toHaveLength(6);
    expect(cleanUpLeftovers()).toContain(directory);
    await waitUntil('the servers to be gone', () => !servers.some(isRunning));
    expect(existsSync(directory)).toBe(false);
  });

  it('goes without harm to a process that has a server’s number by now', async () => {
    const owner = await goneProcess();
    const bystander = child('sleep', '60');
    const pid = bystander.pid ?? 0;
    for (const started of [startTime(pid), '1']) {
      const directory = path.join(os.tmpdir(), `slotshell-demo-${owner.pid}-test${started}`);
      directories.push(directory);
      mkdirSync(directory);
      const record = { owner, servers: [{ port: 7000, pid, started }] };
      writeFileSync(path.join(directory, 'owner.json'), JSON.stringify(record));
      expect(cleanUpLeftovers()).toContain(directory);
      expect(existsSync(directory)).toBe(false);
    }
    expect(startTime(pid)).not.toBeNull();
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });

  it('is removed too where the owner never wrote its record, and left where the owner lives', async () => {
    const owner = await goneProcess();
    const abandoned = temporary(`slotshell-demo-${owner.pid}-`);
    const living = temporary(`slotshell-demo-${process.pid}-`);
    const removed = cleanUpLeftovers();
    expect(removed).toContain(abandoned);
    expect(removed).not.toContain(living);
  });
});

/** The roles of one shard's nodes as CLUSTER SHARDS lists them, names and values in turn. */
function roles(nodes: PlainReply | undefined): PlainReply[] {
  if (!Array.isArray(nodes)) return [];
  return nodes
    .map((node) => (Array.isArray(node) ? (node[node.indexOf('role') + 1] ?? null) : null))
    .sort((a, b) => String(a).localeCompare(String(b)));
}
