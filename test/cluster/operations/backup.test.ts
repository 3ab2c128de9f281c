/** A backup of a real cluster: each file starts as a plain server with the keys of its primary. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { NodeClient } from '../../../main/demo/node-client.ts';
import { openBackupFile } from '../../../main/storage/backup-files.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { ScriptedNode } from '../../support/scripted-node.ts';
import { ALL_SERVERS } from '../../support/servers.ts';
import { fetchRdb } from '../../../main/cluster/operations/transfer/fetch-rdb.ts';
import { backupExecutors } from '../../../main/cluster/operations/transfer/backup-executors.ts';
import { recordedContext } from '../../support/operations.ts';

const PASSWORD = 'a b%c';
const KEYS = 300;

let directory: string;
beforeEach(() => void (directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-backup-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const LARGE = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) % 251));

describe.each(ALL_SERVERS)('a backup of $name with TLS and a password', ({ server }) => {
  let cluster: RedisCluster;
  let nodes: OperationNodes;

  beforeAll(async () => {
    if (!server) return;
    cluster = await RedisCluster.start({ server, replicas: 0, tls: true, password: PASSWORD });
    const { ca } = cluster.tls!;
    nodes = new OperationNodes({
      ...{ database: 0, protocol: 2, connectTimeout: 10_000 },
      ...{ tls: { ca }, password: PASSWORD },
    });
    for (let i = 0; i < KEYS; i++) await put(Buffer.from(`key:${i}\0\xff`, 'latin1'), `value ${i}`);
    await put(Buffer.from('large'), LARGE);
  });
  afterAll(async () => {
    nodes?.close();
    await cluster?.stop();
  });

  async function put(key: Buffer, value: string | Buffer) {
    for (const port of cluster.ports)
      if (
        await cluster.command(port, 'SET', key, value, 'EX', '10000').then(
          () => true,
          () => false,
        )
      )
        return;
    throw new Error('no node took the key');
  }

  test.skipIf(!server).each([
    ['from the disk', 'no'],
    ['from memory, to a mark', 'yes'],
  ])('sent %s starts as plain servers that hold all keys', async (_, diskless) => {
    for (const port of cluster.ports) {
      await cluster.command(port, 'CONFIG', 'SET', 'repl-diskless-sync', diskless);
      await cluster.command(port, 'CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
    }
    const seed = cluster.addresses[0]!;
    const plan = await planFor(nodes, seed, { kind: 'backup', directory: `${directory}/` });
    const report = await runOperation(plan, nodes, { openFile: openBackupFile });
    expect(report).toMatchObject({ state: 'done', remarks: [] });
    const names = cluster.nodes.map(({ id, port }) => `redis-node-127.0.0.1-${port}-${id}.rdb`);
    expect(readdirSync(directory).sort()).toEqual([...names, 'nodes.json'].sort());
    const sizes = names.map((name) => statSync(path.join(directory, name)).size);
    expect(report.done.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(JSON.stringify([plan, report])).not.toContain(PASSWORD);

    const found = new Map<string, string>();
    let large: string | null = null;
    for (const [i, name] of names.entries()) {
      const restored = await RedisServer.start({ server, args: ['--dir', directory, '--dbfilename', name] });
      const client = new NodeClient(restored.port);
      try {
        const keys = (await client.ask(['KEYS', '*'], 'latin1')) as string[];
        expect(keys.length).toBe(await cluster.command(cluster.ports[i]!, 'DBSIZE'));
        for (const key of keys) {
          const value = String(await client.ask(['GET', Buffer.from(key, 'latin1')], 'latin1'));
          if (key === 'large') large = value;
          else found.set(key, value);
          expect(await client.ask(['TTL', Buffer.from(key, 'latin1')])).toBeGreaterThan(9000);
        }
      } finally {
        client.close();
        await restored.stop();
      }
    }
    expect(found.size).toBe(KEYS);
    for (let i = 0; i < KEYS; i++) expect(found.get(`key:${i}\0\xff`)).toBe(`value ${i}`);
    expect(Buffer.from(large!, 'latin1').equals(LARGE)).toBe(true);
  });
});

test('nodes.json says what redis-cli’s says', async () => {
  const cluster = await RedisCluster.start({ replicas: 1 });
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 10_000 });
  try {
    await cluster.migrateSlot(7, cluster.ports[0]!, cluster.ports[1]!, { stopAfter: 'keys' });
    const seed = cluster.addresses[0]!;
    const plan = await planFor(nodes, seed, { kind: 'backup', directory });
    expect(
      (await runOperation(plan, nodes, { openFile: openBackupFile })).outcomes.every(
        (one) => one.state === 'ok',
      ),
    ).toBe(true);
    type Entry = { name: string; cluster_errors?: number };
    const read = () => {
      const entries = JSON.parse(readFileSync(path.join(directory, 'nodes.json'), 'utf8')) as Entry[];
      const errors = entries.map((entry) => (entry.cluster_errors ?? 0) > 0);
      for (const entry of entries) delete entry.cluster_errors;
      return { errors, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
    };
    const ours = read();
    await promisify(execFile)('redis-cli', ['--cluster', 'backup', seed, directory]).catch(() => undefined);
    expect(readFileSync(path.join(directory, 'nodes.json'), 'utf8')).toContain('"slots": [[');
    expect(ours).toEqual(read());
  } finally {
    nodes.close();
    await cluster.stop();
  }
});

describe('a snapshot that does not arrive whole', () => {
  const settings = { database: 0, protocol: 2, connectTimeout: 10_000 } as const;
  let node: ScriptedNode;
  let answer: (socket: { write(text: string | Uint8Array): unknown; end(text: string): unknown }) => void;
  beforeEach(async () => {
    node = new ScriptedNode(([name], socket) => {
      if (name !== 'SYNC') return undefined;
      answer(socket);
      return null;
    });
    await node.listen();
  });
  afterEach(() => node.close());

  const save = async (deps: Partial<Parameters<(typeof backupExecutors)['save-node']>[1]> = {}) => {
    const nodes = new OperationNodes(settings);
    const at = `127.0.0.1:${node.port}`;
    const context = { ...recordedContext(nodes, at), openFile: openBackupFile, ...deps };
    const end = await backupExecutors['save-node'](
      { kind: 'save-node', node: at, file: path.join(directory, 'one.rdb') },
      context,
    );
    nodes.close();
    return end;
  };

  test.each([
    ['after a part of its length', '$100\r\nREDIS0011 and no more'],
    ['before its mark', `$EOF:${'m'.repeat(40)}\r\nREDIS0011 and ${'m'.repeat(39)}`],
    ['before its header', '\n\n\n'],
  ])('because the server closes %s, is a failure and leaves no file', async (_, text) => {
    writeFileSync(path.join(directory, 'one.rdb.part'), 'of a run before');
    answer = (socket) => socket.end(text);
    const end = await save();
    expect(end).toMatchObject({ end: 'failed', text: expect.stringContaining('closed the connection') });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('because the server refuses, is a failure in its words, escaped', async () => {
    answer = (socket) => socket.end('-NOMASTERLINK no \x1b[31mlink\r\n');
    expect(await save()).toMatchObject({
      end: 'failed',
      text: expect.stringMatching(/NOMASTERLINK no \\x1b\[31mlink$/),
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('and is none, as when a web server answers, is a failure', async () => {
    answer = (socket) => socket.end('$20\r\n<html>not found</html>');
    expect(await save()).toMatchObject({ end: 'failed', text: expect.stringContaining('no RDB file') });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('because the disk is full, is a failure, and the earlier backup stays', async () => {
    writeFileSync(path.join(directory, 'one.rdb'), 'earlier');
    answer = (socket) => socket.end('$12\r\nREDIS0011abc');
    const openFile = async (file: string) => ({
      ...(await openBackupFile(file)),
      write: () => Promise.reject(new Error('ENOSPC: no space left on device, write')),
    });
    expect(await save({ openFile })).toMatchObject({
      end: 'failed',
      text: expect.stringContaining('ENOSPC'),
    });
    expect(readdirSync(directory)).toEqual(['one.rdb']);
    expect(readFileSync(path.join(directory, 'one.rdb'), 'utf8')).toBe('earlier');
  });

  test('because its directory is missing, is a failure before the server is asked', async () => {
    rmSync(directory, { recursive: true });
    expect(await save()).toMatchObject({ end: 'failed', text: expect.stringContaining('ENOENT') });
    expect(node.connections).toBe(0);
  });

  test('because the user stops it, is left, and no file stays', async () => {
    answer = (socket) => socket.write('$100\r\nREDIS0011');
    expect(await save({ control: { wish: 'stop', rate: null } })).toMatchObject({ end: 'left' });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('byte by byte, arrives all the same', async () => {
    const mark = '0123456789'.repeat(4);
    // Without a checksum, as of a server with `rdbchecksum no`.
    const rdb = `REDIS0011${mark.slice(0, 39)} and 0123\xff${'\0'.repeat(8)}`;
    const text = Buffer.from(`\n\n$EOF:${mark}\r\n${rdb}${mark}`, 'latin1');
    let at = 0;
    answer = (socket) => {
      const next = () => {
        if (at === text.length) return;
        socket.write(text.subarray(at, ++at));
        setImmediate(next);
      };
      next();
    };
    const pieces: Uint8Array[] = [];
    await fetchRdb(settings, `127.0.0.1:${node.port}`, (piece) => Promise.resolve(void pieces.push(piece)));
    expect(Buffer.concat(pieces).toString('latin1')).toBe(rdb);
  });
});
