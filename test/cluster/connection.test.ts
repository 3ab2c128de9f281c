import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinFrame } from '../../main/cluster/wire/raw-reply.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { ask, connect, frameOf, redisServer, scripted } from '../support/connection-fixtures.ts';
import { RedisServer } from '../support/redis-server.ts';

test('ioredis is pinned, because link.ts depends on how it reads its socket', async () => {
  const { default: manifest } = await import('../../package.json');
  expect(manifest.dependencies.ioredis).toMatch(/^\d+\.\d+\.\d+$/);
});

describe('with a real server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start({ args: ['--enable-debug-command', 'yes'] });
  });
  afterAll(() => server.stop());

  test.each<[2 | 3, string, string]>([
    [2, 'string', '$11\r\nHello World\r\n'],
    [2, 'integer', ':12345\r\n'],
    [2, 'double', '$5\r\n3.141\r\n'],
    [2, 'null', '$-1\r\n'],
    [2, 'array', '*3\r\n:0\r\n:1\r\n:2\r\n'],
    [2, 'set', '*3\r\n:0\r\n:1\r\n:2\r\n'],
    [2, 'map', '*6\r\n:0\r\n:0\r\n:1\r\n:1\r\n:2\r\n:0\r\n'],
    [2, 'attrib', '$39\r\nSome real reply following the attribute\r\n'],
    [2, 'verbatim', '$25\r\nThis is a verbatim\nstring\r\n'],
    [2, 'true', ':1\r\n'],
    [2, 'false', ':0\r\n'],
    [2, 'bignum', '$37\r\n1234567999999999999999999999999999999\r\n'],
    [3, 'string', '$11\r\nHello World\r\n'],
    [3, 'integer', ':12345\r\n'],
    [3, 'double', ',3.141\r\n'],
    [3, 'null', '_\r\n'],
    [3, 'array', '*3\r\n:0\r\n:1\r\n:2\r\n'],
    [3, 'set', '~3\r\n:0\r\n:1\r\n:2\r\n'],
    [3, 'map', '%3\r\n:0\r\n#f\r\n:1\r\n#t\r\n:2\r\n#f\r\n'],
    [
      3,
      'attrib',
      '|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n$39\r\nSome real reply following the attribute\r\n',
    ],
    [3, 'verbatim', '=29\r\ntxt:This is a verbatim\nstring\r\n'],
    [3, 'true', '#t\r\n'],
    [3, 'false', '#f\r\n'],
    [3, 'bignum', '(1234567999999999999999999999999999999\r\n'],
  ])('RESP%i DEBUG PROTOCOL %s comes as the server sent it', async (protocol, type, frame) => {
    const connection = connect(server.port, { protocol });
    expect(await ask(connection, 'DEBUG', 'PROTOCOL', type)).toBe(frame);
    expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  });

  test('a status and a string, an error and an unknown command are told apart, names as they were typed', async () => {
    const connection = connect(server.port);
    expect(await ask(connection, 'SET', 'kind', 'OK')).toBe('+OK\r\n');
    expect(await ask(connection, 'GET', 'kind')).toBe('$2\r\nOK\r\n');
    expect(await ask(connection, 'LPUSH', 'kind', 'x')).toMatch(/^-WRONGTYPE /);
    expect(await ask(connection, 'FoO')).toMatch(/^-ERR unknown command 'FoO'/);
  });

  test('a push frame goes to its hook and answers nothing', async () => {
    const pushed: string[] = [];
    const onPush = (frame: Uint8Array) => pushed.push(Buffer.from(frame).toString());
    const connection = connect(server.port, {}, { onPush });
    expect(await ask(connection, 'DEBUG', 'PROTOCOL', 'push')).toBe(
      '$40\r\nSome real reply following the push reply\r\n',
    );
    expect(pushed).toEqual(['>2\r\n$16\r\nserver-cpu-usage\r\n:42\r\n']);
    expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  });

  test('tracking reports another client’s write, and replies stay with their commands', async () => {
    const pushed: string[] = [];
    let told = () => {};
    const push = new Promise<void>((resolve) => (told = resolve));
    const reader = connect(
      server.port,
      {},
      { onPush: (frame) => (pushed.push(Buffer.from(frame).toString()), told()) },
    );
    const writer = connect(server.port);
    await ask(reader, 'CLIENT', 'TRACKING', 'ON');
    await ask(reader, 'GET', 'watched');
    await ask(writer, 'SET', 'watched', '1');
    await push;
    expect(pushed).toEqual(['>2\r\n$10\r\ninvalidate\r\n*1\r\n$7\r\nwatched\r\n']);
    expect(await ask(reader, 'GET', 'watched')).toBe('$1\r\n1\r\n');
  });

  test('MONITOR’s lines go to their hook', async () => {
    const lines: string[] = [];
    let told = () => {};
    const line = new Promise<void>((resolve) => (told = resolve));
    const monitor = connect(
      server.port,
      {},
      { onUnsolicited: (frame) => (lines.push(Buffer.from(frame).toString()), told()) },
    );
    const other = connect(server.port, { protocol: 2 });
    await ask(other, 'PING');
    expect(await ask(monitor, 'MONITOR')).toBe('+OK\r\n');
    await ask(other, 'SET', 'seen', '1');
    await line;
    expect(lines[0]).toMatch(/^\+\d+\.\d+ \[0 127\.0\.0\.1:\d+\] "SET" "seen" "1"\r\n$/);
  });

  test('commands that are special to ioredis are plain commands here', async () => {
    const connection = connect(server.port);
    expect(await ask(connection, 'SELECT', '3')).toBe('+OK\r\n');
    expect(await ask(connection, 'HSET', 'h', 'a', '1', 'b', '2')).toBe(':2\r\n');
    expect(await ask(connection, 'HGETALL', 'h')).toBe('%2\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n');
    expect(await ask(connection, 'INFO', 'persistence')).toMatch(/^=\d+\r\ntxt:# Persistence/);
    expect(await ask(connection, 'MULTI')).toBe('+OK\r\n');
    expect(await ask(connection, 'INCR', 'n')).toBe('+QUEUED\r\n');
    expect(await ask(connection, 'EXEC')).toBe('*1\r\n:1\r\n');
    expect(await ask(connection, 'HELLO', '2')).toMatch(/^\*14\r\n/);
    expect(await ask(connection, 'HGETALL', 'h')).toMatch(/^\*4\r\n/);
    expect(await ask(connection, 'RESET')).toBe('+RESET\r\n');
    expect(await ask(connection, 'EXISTS', 'h')).toBe(':0\r\n');
    expect(await ask(connection, 'QUIT')).toBe('+OK\r\n');
    expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  });

  test('keys and values are bytes, and may be large or empty', async () => {
    const connection = connect(server.port);
    const key = Uint8Array.from({ length: 256 }, (_, i) => i);
    const value = new Uint8Array(3_000_000).map((_, i) => i % 251);
    await connection.send([...argsOf('SET'), key, value]);
    const reply = await connection.send([...argsOf('GET'), key]);
    const head = '$3000000\r\n'.length;
    expect(reply.bytes).toBe(value.length + head + 2);
    expect(Buffer.compare(joinFrame(reply).subarray(head, -2), value)).toBe(0);
    expect(reply.chunks.length).toBeGreaterThan(1);
    expect(await ask(connection, 'ECHO', '')).toBe('$0\r\n\r\n');
  });

  test('ten thousand commands in flight get their own answers, in order', async () => {
    const connection = connect(server.port);
    const texts = Array.from({ length: 10_000 }, (_, i) => `word ${i}`);
    const replies = await Promise.all(texts.map((text) => ask(connection, 'ECHO', text)));
    expect(replies).toEqual(texts.map((text) => `$${text.length}\r\n${text}\r\n`));
  });

  test('a list of a million elements arrives whole, as received', async () => {
    const connection = connect(server.port);
    const fill =
      "for i=0,999 do local t={} for j=1,1000 do t[j]='element:'..(i*1000+j) end redis.call('RPUSH','million',unpack(t)) end";
    await ask(connection, 'EVAL', fill, '0');
    const reply = await connection.send(argsOf('LRANGE', 'million', '0', '-1'));
    expect(reply).toMatchObject({ type: 0x2a, elements: 1_000_000, bytes: 20_888_897 });
    expect(reply.chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(reply.bytes);
    const held = new Set(reply.chunks.map((chunk) => chunk.buffer));
    expect([...held].reduce((sum, buffer) => sum + buffer.byteLength, 0)).toBeLessThan(reply.bytes * 1.1);
    expect(frameOf(reply).endsWith('\n$15\r\nelement:1000000\r\n')).toBe(true);
  });

  test('a database is selected at connect, and again after a reconnect', async () => {
    const connection = connect(server.port, { database: 5, clientName: 'slotshell-test' });
    expect(await ask(connection, 'CLIENT', 'INFO')).toMatch(/ name=slotshell-test .* db=5 /);
    connection.close();
    expect(await ask(connection, 'CLIENT', 'INFO')).toMatch(/ db=5 /);
  });

  test.each([2, 3] as const)(
    'a database that does not exist is refused at connect (RESP%i)',
    async (protocol) => {
      const connection = connect(server.port, { database: 99, protocol });
      await expect(connection.send(argsOf('PING'))).rejects.toMatchObject({
        kind: 'unreachable',
        sent: false,
        message: 'database 99 cannot be used: ERR DB index is out of range',
        advice: expect.stringContaining('Use database 0'),
      });
      expect(connection.state).toBe('idle');
    },
  );

  test('states follow the connection', async () => {
    const connection = connect(server.port);
    expect(connection.address).toBe(`127.0.0.1:${server.port}`);
    expect(connection.state).toBe('idle');
    const reply = ask(connection, 'PING');
    expect(connection.state).toBe('connecting');
    await reply;
    expect(connection.state).toBe('ready');
    connection.close();
    expect(connection.state).toBe('idle');
  });

  test('an empty command is refused, as it would never be answered', async () => {
    await expect(connect(server.port).send([])).rejects.toMatchObject({ kind: 'protocol', sent: false });
  });
});

describe('logging in', () => {
  test.each([2, 3] as const)(
    'RESP%i: the right password logs in, a wrong one is refused in words',
    async (protocol) => {
      const server = await redisServer(
        '--requirepass',
        'right',
        '--user',
        ...'alice on >secret ~* +@all'.split(' '),
      );
      expect(await ask(connect(server.port, { protocol, password: 'right' }), 'PING')).toBe('+PONG\r\n');
      const alice = { protocol, username: 'alice', password: 'secret' };
      expect(await ask(connect(server.port, alice), 'ACL', 'WHOAMI')).toBe('$5\r\nalice\r\n');
      const wrong = connect(server.port, { protocol, password: 'wrong' });
      await expect(wrong.send(argsOf('PING'))).rejects.toMatchObject({
        kind: 'auth',
        sent: false,
        message: 'WRONGPASS invalid username-password pair or user is disabled',
      });
    },
  );

  test('without a password, RESP3 is refused at connect, and RESP2 at each command', async () => {
    const server = await redisServer('--requirepass', 'right');
    await expect(connect(server.port).send(argsOf('PING'))).rejects.toMatchObject({
      kind: 'auth',
      sent: false,
    });
    const plain = connect(server.port, { protocol: 2 });
    expect(await ask(plain, 'GET', 'a')).toBe('-NOAUTH Authentication required.\r\n');
    expect(await ask(plain, 'AUTH', 'right')).toBe('+OK\r\n');
    expect(await ask(plain, 'GET', 'a')).toBe('$-1\r\n');
  });

  test('a server without HELLO gets RESP2', async () => {
    const node = await scripted(() => '$2\r\nhi\r\n', {
      handshake: ([name]) => (name === 'hello' ? '-ERR unknown command `hello`, with args\r\n' : undefined),
    });
    const connection = connect(node.port, { password: 'p', database: 2 });
    expect(await ask(connection, 'GET', 'a')).toBe('$2\r\nhi\r\n');
    expect(node.handshakes.slice(-2)).toEqual([
      ['auth', 'p'],
      ['select', '2'],
    ]);
  });

  test('a proxy that hangs up on HELLO gets RESP2', async () => {
    const node = await scripted(() => '$2\r\nhi\r\n', {
      handshake: ([name], socket) => {
        if (name !== 'hello') return undefined;
        socket.end();
        return null;
      },
    });
    const connection = connect(node.port);
    expect(await ask(connection, 'GET', 'a')).toBe('$2\r\nhi\r\n');
    expect(node.connections).toBe(2);
  });
});
