import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedisServer } from '../../main/demo/find-redis-server.ts';
import { startTime } from '../../main/demo/process-identity.ts';
import { reservePorts } from '../../main/demo/free-ports.ts';
import { LocalClusters, type NewCluster } from '../../main/local/local-clusters.ts';
import { lossOf } from '../../main/local/loss.ts';
import { waitUntil } from '../support/redis-cluster.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'slotshell-local-test-'));
const problems: string[] = [];
const onProblem = (text: string) => void problems.push(text);
let clusters: LocalClusters;
let server: string;
let firstPort: number;

beforeAll(async () => {
  server = (await findRedisServer())!.path;
  clusters = await LocalClusters.open(path.join(root, 'clusters'), { onProblem });
  const run = (await reservePorts({ count: 8, first: 7300, last: 22_000 }))!;
  run.release();
  firstPort = run.ports[0]!;
});
afterAll(async () => {
  await clusters.flush();
  rmSync(root, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

const wanted = (part: Partial<NewCluster>): NewCluster => ({
  ...{ name: '', primaries: 3, replicas: 0, persistence: 'none', server, firstPort },
  ...part,
});
const statusOf = (id: string) => clusters.get(id).status;
const nodeOf = (id: string, port: number) => statusOf(id).nodes.find((node) => node.port === port)!;
const clientOf = (id: string, port: number) => clusters.get(id).servers!.client(port);

describe('a local cluster that writes every change to disk', () => {
  let id: string;

  it('is joined of as many nodes as wanted, each with its facts', async () => {
    id = await clusters.create(wanted({ persistence: 'aof', name: 'mine' }));
    const { phase, log, name, nodes, failure } = statusOf(id);
    expect({ phase, name, failure, last: log.at(-1) }).toEqual({
      phase: 'running',
      name: 'mine',
      failure: null,
      last: '[OK] All 16384 slots covered.',
    });
    expect(nodes.map(({ port, busPort, state }) => ({ port, busPort, state }))).toEqual(
      [0, 1, 2].map((i) => ({ port: firstPort + i, busPort: firstPort + i + 10_000, state: 'running' })),
    );
    for (const { pid, confFile, logFile } of nodes) {
      expect(startTime(pid!)).not.toBeNull();
      expect(readFileSync(confFile, 'utf8')).toContain('appendonly yes');
      expect(readFileSync(logFile, 'utf8')).toContain('Ready to accept connections');
    }
  });

  it('freezes a node, which then answers nothing, and unfreezes it', async () => {
    const { pid } = nodeOf(id, firstPort);
    await clusters.get(id).actOn(firstPort, 'freeze');
    expect(nodeOf(id, firstPort)).toMatchObject({ state: 'frozen', pid });
    const stateOf = () => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]![0];
    await waitUntil('the process to be stopped', () => stateOf() === 'T');
    expect((await lossOf(clusters.get(id).servers!)).silent).toEqual([firstPort]);
    await clusters.get(id).actOn(firstPort, 'unfreeze');
    expect(nodeOf(id, firstPort).state).toBe('running');
    expect(await clientOf(id, firstPort).text('PING')).toBe('PONG');
  });

  it('kills a node, and starts it with what it wrote', async () => {
    await clientOf(id, firstPort + 2).text('SET foo bar'); // slot 12182
    const { pid } = nodeOf(id, firstPort + 2);
    await clusters.get(id).actOn(firstPort + 2, 'kill');
    expect(nodeOf(id, firstPort + 2)).toMatchObject({ state: 'killed', pid: null });
    expect(startTime(pid!)).toBeNull();
    await expect(clusters.get(id).actOn(firstPort + 2, 'freeze')).rejects.toThrow(/does not run/);
    await clusters.get(id).actOn(firstPort + 2, 'start');
    expect(nodeOf(id, firstPort + 2).state).toBe('running');
    expect(await clientOf(id, firstPort + 2).text('GET foo')).toBe('bar');
  });

  it('adds a node that knows no other, and keeps it in its list', async () => {
    const port = await clusters.get(id).addNode();
    expect(port).toBe(firstPort + 3);
    expect(nodeOf(id, port)).toMatchObject({ state: 'running', isExtra: true });
    const info = await clientOf(id, port).text('CLUSTER INFO');
    expect(info).toContain('cluster_known_nodes:1');
    expect(info).toContain('cluster_slots_assigned:0');
  });

  it('loses nothing by a stop, and is found again with its data by the next program', async () => {
    expect(await lossOf(clusters.get(id).servers!)).toMatchObject({
      keys: 1,
      unkept: 0,
      unsaved: 0,
      silent: [],
    });
    expect(await clusters.lossesOnEnd()).toEqual([]);
    await clusters.get(id).stop();
    expect(statusOf(id)).toMatchObject({ phase: 'stopped', failure: null });
    expect(statusOf(id).nodes.map(({ pid, state }) => ({ pid, state }))).toEqual(
      Array(4).fill({ pid: null, state: 'stopped' }),
    );

    const next = await LocalClusters.open(path.join(root, 'clusters'), { onProblem });
    await next.get(id).start();
    expect(next.get(id).status.phase).toBe('running');
    expect(
      await next
        .get(id)
        .servers!.client(firstPort + 2)
        .text('GET foo'),
    ).toBe('bar');
    await next.get(id).stop();
  });

  it('names the port that is in use, a bus port too, and stays as it was', async () => {
    for (const [port, message] of [
      [firstPort + 1, `Port ${firstPort + 1} is in use.`],
      [
        firstPort + 10_001,
        `Port ${firstPort + 10_001} is in use: it would be the bus port of ${firstPort + 1}.`,
      ],
    ] as const) {
      const other = net.createServer().listen(port, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      await expect(clusters.get(id).start()).rejects.toThrow(message);
      expect(statusOf(id)).toMatchObject({ phase: 'failed', failure: { code: 'refused', message } });
      await new Promise((resolve) => other.close(resolve));
    }
    await clusters.get(id).start();
    expect(await clientOf(id, firstPort + 2).text('GET foo')).toBe('bar');
  });

  it('takes no ports of another one', async () => {
    await expect(clusters.create(wanted({ firstPort: firstPort + 2 }))).rejects.toThrow(
      `Port ${firstPort + 2} belongs to mine.`,
    );
  });

  it('is gone with its files once it is removed', async () => {
    const { directory, nodes } = statusOf(id);
    await clusters.remove(id);
    expect(existsSync(directory!)).toBe(false);
    expect(nodes.map(({ pid }) => startTime(pid!))).toEqual(Array(4).fill(null));
    expect(() => clusters.get(id)).toThrow('no longer there');
  });
});

describe('a local cluster that writes nothing', () => {
  it('says what a stop loses, has heirs while replicas are in sync, and starts empty on the same ports', async () => {
    const id = await clusters.create(wanted({ replicas: 1, firstPort: firstPort + 2 }));
    const ports = statusOf(id).nodes.map(({ port }) => port);
    expect(ports).toHaveLength(6);
    await clientOf(id, ports[2]!).text('SET foo bar');
    expect(await lossOf(clusters.get(id).servers!)).toEqual({
      ...{ keys: 1, unkept: 1, unsaved: 0, silent: [] },
      hasHeirs: true,
    });
    expect(await lossOf(clusters.get(id).servers!, [ports[5]!])).toMatchObject({ keys: 0, unkept: 0 });
    expect(await clusters.lossesOnEnd()).toEqual([
      `local-${ports[0]} writes nothing to disk: its 1 key is lost when it stops.`,
    ]);
    await clusters.get(id).stop();
    await clusters.get(id).start();
    expect(statusOf(id).phase).toBe('running');
    expect(await clientOf(id, ports[2]!).text('DBSIZE')).toBe('0');
    await clusters.remove(id);
  });
});

describe('a local cluster whose program was killed', () => {
  it('is ended as SHUTDOWN does by the next program, which has its data', async () => {
    const id = await clusters.create(wanted({ primaries: 1, persistence: 'rdb', firstPort: firstPort + 2 }));
    const { directory, nodes } = statusOf(id);
    await clientOf(id, nodes[0]!.port).text('SET foo bar');
    expect(await lossOf(clusters.get(id).servers!)).toMatchObject({ keys: 1, unkept: 0, unsaved: 1 });
    // As if another program that has gone had started it.
    writeFileSync(
      path.join(directory!, 'owner.json'),
      JSON.stringify({ owner: { pid: 1, started: 'never' } }),
    );
    const next = await LocalClusters.open(path.join(root, 'clusters'), { onProblem });
    await waitUntil('the server to be ended', () => nodeOf(id, nodes[0]!.port).state === 'ended');
    await clusters.get(id).stop();
    await next.get(id).start();
    expect(await next.get(id).servers!.client(nodes[0]!.port).text('GET foo')).toBe('bar');
    await next.remove(id);
  });
});
