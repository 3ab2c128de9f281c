/** Hosts named by servers: a path is refused, and the user is notified before a host outside the map gets the password. */
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { parseAddress, socketAddress } from '../../main/cluster/wire/address.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
} from '../../main/cluster/topology/reading.ts';
import { readError } from '../../main/cluster/routing/redirect-error.ts';
import { findMaster } from '../../main/cluster/topology/sentinel.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { decode } from '../../shared/resp/resp.ts';
import { printed, run } from '../support/open-session.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ScriptedNode, type NodeScript } from '../support/scripted-node.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A Unix socket of this machine that writes down what it is sent. */
let socketPath: string;
let stolen: string[];
beforeEach(async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-socket-'));
  socketPath = path.join(directory, 's');
  stolen = [];
  const server = net.createServer((socket) => {
    stolen.push('connected');
    socket.on('data', (bytes) => {
      stolen.push(bytes.toString());
      socket.write('+OK\r\n');
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  closing.push(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
});

async function listen(script: NodeScript): Promise<ScriptedNode> {
  const node = new ScriptedNode(script);
  closing.push(() => node.close());
  await node.listen();
  return node;
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const ID = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

/** A cluster of one node, which names another one for the upper half of the slots. */
function mapWith(port: () => number, host: string, otherPort: () => number): NodeScript {
  return ([name, sub]) => {
    const question = `${name} ${sub}`.toUpperCase();
    const nodes = [
      `${ID} 127.0.0.1:${port()}@1 myself,master - 0 0 1 connected 0-8191`,
      `${OTHER} ${host}:${otherPort()}@1 master - 0 0 2 connected 8192-16383`,
    ];
    const range = (first: number, last: number, at: string, p: number, id: string) =>
      `*3\r\n:${first}\r\n:${last}\r\n*3\r\n${bulk(at)}:${p}\r\n${bulk(id)}`;
    if (question === 'CLUSTER INFO') return bulk('cluster_state:ok\r\n');
    if (question === 'CLUSTER NODES') return bulk(nodes.join('\n'));
    if (question === 'CLUSTER SLOTS')
      return `*2\r\n${range(0, 8191, '127.0.0.1', port(), ID)}${range(8192, 16383, host, otherPort(), OTHER)}`;
    if (name === 'INFO' || name === 'COMMAND' || name === 'CLUSTER') return '-ERR unknown command\r\n';
    return undefined;
  };
}

async function connect(seed: string, mode: RedirectMode = 'direct') {
  const notices: Notice[] = [];
  const session = new Session(
    {
      label: 'hostile',
      environment: 'local',
      seeds: [seed],
      mode,
      connection: { database: 0, protocol: 2, connectTimeout: 2000, password: 'correct horse' },
    },
    { onNewHost: (notice) => notices.push(notice), onStats: () => undefined },
  );
  closing.push(() => session.close());
  await session.connect();
  return { session, notices };
}

/** Each of these is refused as a host. */
const NO_HOSTS = [
  '/tmp/s',
  './s',
  'a/b',
  '\\\\server\\pipe',
  'a b',
  'a\tb',
  'a\u0001b',
  'a\u0085b',
  '\u00a0',
  'user@host',
];

describe('an invalid host is never dialled', () => {
  it.each(NO_HOSTS)('%j in MOVED and ASK', (host) => {
    for (const word of ['MOVED', 'ASK'])
      expect(readError(`${word} 1 ${host}:6379`, '127.0.0.1:1').target).toBeNull();
  });

  it.each(NO_HOSTS)('%j in CLUSTER SLOTS, SHARDS and NODES', (host) => {
    const slots = decode(Buffer.from(`*1\r\n*3\r\n:0\r\n:1\r\n*3\r\n${bulk(host)}:6379\r\n${bulk(ID)}`));
    const node = `*8\r\n${['id', ID, 'endpoint', host, 'ip', host].map(bulk).join('')}${bulk('port')}:6379\r\n`;
    const shards = decode(
      Buffer.from(`*1\r\n*4\r\n${bulk('slots')}*2\r\n:0\r\n:1\r\n${bulk('nodes')}*1\r\n${node}`),
    );
    const line = `${ID} ${host}:6379@1 master - 0 0 1 connected 0-1`;
    const named = [
      ...parseClusterSlots(slots, 'h:1').flatMap(({ nodes }) => nodes),
      ...parseClusterShards(shards, 'h:1', false).flatMap(({ nodes }) => nodes),
      ...parseClusterNodes(line, 'h:1'),
    ];
    expect(named.length).toBeGreaterThanOrEqual(2);
    for (const { address } of named) expect([address, parseAddress(address)]).toEqual([address, null]);
  });

  it('an empty host is not resolved and is not localhost', () => {
    expect(parseAddress(':6379')).toBeNull();
    expect(parseAddress('::1:6379')).toEqual({ host: '::1', port: 6379 });
    expect(parseAddress('fe80::1%eth0:6379')?.host).toBe('fe80::1%eth0');
    expect(parseAddress('ünï.example:6379')?.host).toBe('ünï.example');
  });
});

describe.each(['direct', 'follow'] as const)(
  'a Unix socket of this machine gets nothing in %s mode',
  (mode) => {
    it.each(['MOVED', 'ASK'])('when %s names it', async (word) => {
      const node: ScriptedNode = await listen((words, ...rest) =>
        words[0]!.toLowerCase() === 'get'
          ? `-${word} 12182 ${socketPath}:1\r\n`
          : mapWith(
              () => node.port,
              '127.0.0.1',
              () => node.port,
            )(words, ...rest),
      );
      const { session } = await connect(`127.0.0.1:${node.port}`, mode);
      const execution = await run(session, 'get foo');
      expect(printed(execution)).toContain(`${word} 12182`);
      expect(stolen).toEqual([]);
    });

    it('when the map names it', async () => {
      const node: ScriptedNode = await listen(
        mapWith(
          () => node.port,
          socketPath,
          () => 1,
        ),
      );
      const { session } = await connect(`127.0.0.1:${node.port}`, mode);
      const [execution] = await runLines(['get foo', '@all ping', 'get foo'], 0, session, null);
      expect(execution).toBeDefined();
      expect(stolen).toEqual([]);
    });
  },
);

test('when a Sentinel names it', async () => {
  const sentinel = await listen(([name, sub]) =>
    `${name} ${sub}`.toUpperCase() === 'SENTINEL GET-MASTER-ADDR-BY-NAME'
      ? `*2\r\n${bulk(socketPath)}${bulk('1')}`
      : '*0\r\n',
  );
  const connection = { database: 0, protocol: 2, connectTimeout: 1000 } as const;
  await expect(
    findMaster({
      sentinels: [`127.0.0.1:${sentinel.port}`],
      master: 'm',
      connection,
      servers: { ...connection, password: 'correct horse' },
    }),
  ).rejects.toMatchObject({ failure: { message: expect.stringContaining('which is not an address') } });
  expect(stolen).toEqual([]);
});

test('a Unix socket that the user names is connected to', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-named-'));
  const named = path.join(directory, 'redis.sock');
  const server = await RedisServer.start({ args: ['--unixsocket', named] });
  closing.push(
    () => rmSync(directory, { recursive: true }),
    () => server.stop(),
  );
  expect(parseAddress(`${named}:1`)).toBeNull();
  const session = new Session(
    {
      label: 'socket',
      environment: 'local',
      seeds: [socketAddress(named)],
      mode: 'off',
      connection: { database: 0, protocol: 2, connectTimeout: 2000 },
    },
    {},
  );
  closing.push(() => session.close());
  await session.connect();
  expect(printed(await run(session, 'set k v'))).toContain('OK');
});

describe('before the password goes to a host that was not in the map', () => {
  /** Names `localhost` in a redirect, which the map knows as 127.0.0.1 only. */
  const redirecting = async (word: 'MOVED' | 'ASK') => {
    const other = await listen(() => undefined);
    const node: ScriptedNode = await listen((words, ...rest) =>
      words[0]!.toLowerCase() === 'get'
        ? `-${word} 12182 localhost:${other.port}\r\n`
        : mapWith(
            () => node.port,
            '127.0.0.1',
            () => node.port,
          )(words, ...rest),
    );
    return { node, other };
  };

  it.each(['MOVED', 'ASK'] as const)('a notice appears once: named by %s', async (word) => {
    const { node, other } = await redirecting(word);
    const { session, notices } = await connect(`127.0.0.1:${node.port}`);
    expect(notices).toEqual([]);
    await run(session, 'get foo');
    await run(session, 'get foo');
    expect(other.handshakes.flat()).toContain('correct horse');
    expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining(`localhost:${other.port}`)]);
  });

  it('a host that the user names by CONNECT needs no notice', async () => {
    const { node, other } = await redirecting('MOVED');
    const { session, notices } = await connect(`127.0.0.1:${node.port}`, 'off');
    await runLines([`connect localhost ${other.port}`, 'ping'], 0, session, null);
    await run(session, 'ping');
    expect(other.handshakes.flat()).toContain('correct horse');
    expect(notices).toEqual([]);
  });
});
