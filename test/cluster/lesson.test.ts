/** The lessons' cluster on real servers: its stages, and what each action shows. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeClient } from '../../main/demo/node-client.ts';
import { cleanUpLeftovers, serversOf } from '../../main/demo/leftovers.ts';
import { startTime } from '../../main/demo/process-identity.ts';
import { LessonCluster } from '../../main/lesson/lesson-cluster.ts';
import { PREFIX } from '../../main/lesson/lesson-servers.ts';
import type { LessonStatus } from '../../shared/lessons/lesson.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

const NODE_TIMEOUT_MS = 1000;

let cluster: LessonCluster;
let statuses: LessonStatus[] = [];
beforeAll(() => {
  cluster = new LessonCluster({
    nodeTimeoutMs: NODE_TIMEOUT_MS,
    onStatus: (status) => void statuses.push(status),
  });
});
afterAll(() => cluster.stop());

const portOf = (address: string) => Number(address.split(':')[1]);
async function ask(address: string, command: string): Promise<string> {
  const client = new NodeClient(portOf(address), { password: cluster.password });
  return client.text(command).finally(() => client.close());
}
const kinds = () => cluster.status.events.map(({ kind }) => kind);

test('one server has no copy until its replica is started', async () => {
  await cluster.open('one');
  expect(cluster.addresses).toHaveLength(1);
  expect(await ask(cluster.addresses[0]!, 'INFO replication')).toContain('connected_slaves:0');
  expect((await cluster.act('start-replica')).says).toBe('connected_slaves:1');
});

test('six conf files are written before a process runs; then six nodes know only themselves; then they are joined', async () => {
  await cluster.open('nothing');
  expect(cluster.status.nodes).toEqual([]);
  await cluster.act('write-files');
  const { files, nodes } = cluster.status;
  expect(files).toHaveLength(6);
  expect(nodes.some(({ running }) => running)).toBe(false);
  for (const { path: file, text, address } of files) {
    expect(existsSync(file)).toBe(true);
    expect(text).toContain(`port ${portOf(address)}`);
    expect(text).toContain('cluster-enabled yes');
    expect(text).toContain('requirepass "••••••••"');
  }
  expect((await cluster.act('start-servers')).says).toBe('cluster_known_nodes:1');
  expect(await ask(cluster.addresses[5]!, 'CLUSTER INFO')).toContain('cluster_slots_assigned:0');
  expect((await cluster.act('join')).says).toBe('[OK] All 16384 slots covered.');
  expect(cluster.status.log.at(-1)).toBe('[OK] All 16384 slots covered.');
  expect(await ask(cluster.addresses[0]!, 'CLUSTER NODES')).toMatch(/myself,master .*0-5460/);
  await expectReplicas(3);
});

/** Every node knows the replicas, and none is still loading: a map that is read now shows no false shard. */
async function expectReplicas(count: number): Promise<void> {
  for (const address of cluster.addresses) {
    const nodes = (await ask(address, 'CLUSTER NODES')).trim().split('\n');
    expect(nodes.filter((line) => / (myself,)?slave /.test(line))).toHaveLength(count);
    expect(nodes.filter((line) => line.includes(' connected'))).toHaveLength(cluster.addresses.length);
    expect(await ask(address, 'CLUSTER SHARDS')).not.toContain('loading');
  }
}

test('the servers behind the proxy share the keys, and without keys nothing is shown', async () => {
  await cluster.open('proxy');
  await cluster.act('start-proxy');
  await expect(cluster.act('list-keys')).rejects.toThrow('No server has a key yet.');
  const servers = cluster.status.nodes.map(({ port }) => `127.0.0.1:${port}`);
  for (const key of ['k1', 'k2', 'k3']) await ask(cluster.addresses[0]!, `SET ${key} v`);
  const { says } = await cluster.act('list-keys');
  const shared = says.split(' · ').map((part) => part.split(': ') as [string, string]);
  expect(shared.map(([server]) => server)).toEqual(servers);
  expect(shared.every(([, keys]) => keys !== '–')).toBe(true);
  expect(shared.flatMap(([, keys]) => keys.split(', ')).sort()).toEqual(['k1', 'k2', 'k3']);
});

test('a reset interrupts the action under way, and one that waits is not done', async () => {
  // No replica takes over before the test is over.
  const patient = new LessonCluster({
    nodeTimeoutMs: 600_000,
    onStatus: ({ events }) => void (killed = events.length > 0),
  });
  let killed = false;
  try {
    await patient.open('joined');
    const action = patient.act('kill-primary').catch((error: unknown) => error);
    const waiting = patient.act('start-machine').catch((error: unknown) => error);
    await expect.poll(() => killed, { timeout: 20_000 }).toBe(true);
    await patient.open('joined', true);
    expect(await action).toMatchObject({ failure: { code: 'cancelled' } });
    expect(await waiting).toMatchObject({ failure: { code: 'cancelled' } });
    expect(patient.status).toMatchObject({ phase: 'ready', stage: 'joined', failure: null });
    expect(patient.status.nodes.filter(({ running }) => running)).toHaveLength(6);
  } finally {
    await patient.stop();
  }
});

describe('a shard in trouble', () => {
  test('a primary that dies is suspected, failed, voted on and replaced; it comes back as a replica', async () => {
    await cluster.open('joined');
    const owner = '127.0.0.1:' + String(portOf(cluster.addresses[2]!));
    await ask(owner, 'SET k1 v1');
    const taken = await cluster.act('kill-primary');
    expect(taken.says).toBe('role:master');
    expect(taken.node).not.toBe(owner);
    expect(kinds().filter((kind) => kind !== 'vote')).toEqual([
      'killed',
      'suspected',
      'failed',
      'election',
      'promoted',
    ]);
    expect(kinds()).toContain('vote');
    expect(await ask(taken.node, 'GET k1')).toBe('v1');
    const back = await cluster.act('start-again');
    expect(back).toEqual({ says: 'role:slave', node: owner });
    await expectReplicas(3);
    expect(kinds()).toEqual(['started', 'demoted', 'synced']);
    expect(await ask(owner, 'INFO keyspace')).toContain('keys=1');
  });

  test('without a shard all keys are refused, or only those of that shard, as full coverage says', async () => {
    await cluster.act('kill-shard');
    const [first] = cluster.addresses;
    await expect(ask(first!, 'SET k2 v2')).rejects.toThrow(/CLUSTERDOWN/);
    for (const address of cluster.addresses)
      await ask(address, 'CONFIG SET cluster-require-full-coverage no');
    await expect.poll(() => ask(first!, 'SET k2 v2'), { timeout: 10_000 }).toBe('OK');
    await cluster.open('joined');
    expect(cluster.addresses).toHaveLength(6);
    expect(await ask(first!, 'CONFIG GET cluster-require-full-coverage')).toContain('yes');
  });
});

test('a machine is added with its share, and 16384 slots stay', async () => {
  await cluster.act('start-machine');
  expect(await ask(cluster.addresses[0]!, 'CLUSTER INFO')).toContain('cluster_known_nodes:6');
  const { says, node } = await cluster.act('add-machine');
  expect(says).toBe('cluster_slots_assigned:16384 cluster_known_nodes:8');
  await expectReplicas(4);
  const nodes = await ask(node, 'CLUSTER NODES');
  const own = nodes.split('\n').find((line) => line.includes('myself'))!;
  const ranges = own.split(' ').slice(8);
  const slots = ranges.map((range) => range.split('-').map(Number)).map(([a, b]) => (b ?? a!) - a! + 1);
  expect(slots.reduce((sum, count) => sum + count, 0)).toBe(4096);
});

test('a server that ends by itself is lost, and a reset builds the cluster again', async () => {
  statuses = [];
  const [victim] = cluster.addresses;
  await ask(victim!, 'SHUTDOWN NOSAVE').catch(() => undefined);
  await expect.poll(() => cluster.status.nodes.filter(({ lost }) => lost).length).toBe(1);
  await cluster.open('joined', true);
  expect(cluster.status.nodes).toHaveLength(6);
  expect(cluster.status.nodes.every(({ running, lost }) => running && !lost)).toBe(true);
});

test('the end leaves no process and no file behind', async () => {
  const [file] = cluster.status.files;
  const directory = path.dirname(path.dirname(file!.path));
  expect(serversOf(directory)).toHaveLength(6);
  await cluster.stop();
  expect(serversOf(directory)).toEqual([]);
  expect(existsSync(directory)).toBe(false);
  expect(cluster.status.phase).toBe('off');
});

const isRunning = (pid: number) => startTime(pid) !== null;
const directoriesOf = (pid: number) =>
  readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(`${PREFIX}-${pid}-`))
    .map((name) => path.join(os.tmpdir(), name));

test('the servers and the proxy of a killed program are ended at the next start; a proxy of somebody else is not', async () => {
  const program = await bundleProgram(
    `import { LessonCluster } from ${JSON.stringify(path.resolve('main/lesson/lesson-cluster.ts'))};
     const cluster = new LessonCluster({ onStatus: () => {} });
     // Other tests take ports at the same moment.
     const start = () => cluster.open('proxy', true).then(() => cluster.act('start-proxy')).catch(start);
     start().then(() => console.log('up'));`,
  );
  const server = await RedisServer.start();
  const stranger = await Nutcracker.start({ servers: [server.port] });
  const child = spawn(process.execPath, [program.file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const directories = directoriesOf(child.pid!);
    const processes = directories.flatMap(serversOf);
    expect(directories).toHaveLength(2);
    expect(processes).toHaveLength(3);

    expect(cleanUpLeftovers(PREFIX)).not.toContain(directories[0]);
    expect(processes.every(isRunning)).toBe(true);

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(processes.every(isRunning)).toBe(true);
    expect(cleanUpLeftovers(PREFIX)).toEqual(expect.arrayContaining(directories));
    await waitUntil('the processes to be gone', () => !processes.some(isRunning));
    expect(directories.some((directory) => existsSync(directory))).toBe(false);
    await expect(stranger.metrics()).resolves.toHaveProperty('requests');
  } finally {
    child.kill('SIGKILL');
    await stranger.stop();
    await server.stop();
    program.remove();
  }
});
