import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ConnectionError } from '../../main/cluster/wire/errors.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { ask, connect, frameOf, redisServer, scripted } from '../support/connection-fixtures.ts';

/** The outcome of each promise: the frame, or the error's kind and whether the command was sent. */
async function fates(promises: Promise<string>[]): Promise<(string | [string, boolean])[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    const error = one.reason as ConnectionError;
    return [error.kind, error.sent];
  });
}

describe('connecting fails', () => {
  test('if the port is closed', async () => {
    const node = await scripted();
    await node.close();
    await expect(ask(connect(node.port), 'PING')).rejects.toMatchObject({
      name: 'ConnectionError',
      kind: 'unreachable',
      sent: false,
      message: 'connection refused (ECONNREFUSED)',
    });
  });

  test('if the host name does not resolve', async () => {
    const connection = connect(6379, { host: 'no-such-host.invalid' });
    await expect(ask(connection, 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/name/),
    });
  });

  test.each([2, 3] as const)(
    'if a node accepts the connection and stays silent (RESP%i)',
    async (protocol) => {
      const node = await scripted(undefined, { handshake: () => null });
      const connection = connect(node.port, { protocol, connectTimeout: 50 });
      const fate = fates([ask(connection, 'INCR', 'n'), ask(connection, 'INCR', 'n')]);
      expect(await fate).toEqual([
        ['unreachable', false],
        ['unreachable', false],
      ]);
      await expect(ask(connection, 'PING')).rejects.toThrow('no answer within 50 ms');
      await node.until(() => node.open === 0);
      expect(node.received).toEqual([]);
    },
  );

  test.each([2, 3] as const)('if a web server listens (RESP%i)', async (protocol) => {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(ask(connect(port, { protocol }), 'PING')).rejects.toMatchObject({
      kind: 'protocol',
      sent: false,
      message: 'expected a RESP reply, got `HTTP/1.1 400 Bad Request`; this is a web server',
    });
    server.close();
  });

  test('if something other than Redis sends a greeting', async () => {
    const node = await scripted(undefined, { raw: (_, socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n') });
    await expect(ask(connect(node.port), 'PING')).rejects.toMatchObject({ kind: 'protocol', sent: false });
  });

  test.each([
    [2, 'ERR max number of clients reached'],
    [3, 'ERR max number of clients reached'],
    [2, 'DENIED Redis is running in protected mode'],
    [3, 'DENIED Redis is running in protected mode'],
  ] as const)('if the server turns every client away (RESP%i, %s)', async (protocol, text) => {
    const node = await scripted(undefined, {
      handshake: (_, socket) => {
        socket.end(`-${text}\r\n`);
        return null;
      },
    });
    await expect(ask(connect(node.port, { protocol }), 'GET', 'a')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: text,
    });
  });

  test.each([2, 3] as const)('if the node hangs up at once (RESP%i)', async (protocol) => {
    const node = await scripted(undefined, { raw: (_, socket) => socket.end() });
    await expect(ask(connect(node.port, { protocol }), 'GET', 'a')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/^the node (closed|reset) the connection/),
    });
  });
});

describe('a connection ends while commands wait', () => {
  test('they are lost, none is sent again, and the next command opens a new one', async () => {
    let counter = 0;
    const node = await scripted(([name], socket, connection) => {
      if (name === 'INCR') counter++;
      if (name !== 'INCR' || connection.number > 1) return `:${counter}\r\n`;
      socket.destroy();
      return null;
    });
    const closed: string[] = [];
    const connection = connect(node.port, {}, { onClosed: (reason) => closed.push(reason) });
    const fate = await fates([
      ask(connection, 'GET', 'n'),
      ask(connection, 'INCR', 'n'),
      ask(connection, 'INCR', 'n'),
    ]);
    expect(fate).toEqual([':0\r\n', ['lost', true], ['lost', true]]);
    expect(connection.state).toBe('idle');
    expect(closed).toHaveLength(1);
    const before = counter;
    expect(before).toBeLessThanOrEqual(2);
    expect(await ask(connection, 'GET', 'n')).toBe(`:${before}\r\n`);
    expect(node.count('INCR')).toBe(before);
    expect(node.connections).toBe(2);
  });

  test.each(['', '$', '$10', '$10\r\n', '$10\r\nhalf', '*2\r\n:1\r\n', '$4\r\nhalf\r'])(
    'after half a reply (%j)',
    async (half) => {
      const node = await scripted((_, socket) => {
        socket.end(half);
        return null;
      });
      const connection = connect(node.port);
      expect(await fates([ask(connection, 'GET', 'a'), ask(connection, 'GET', 'b')])).toEqual([
        ['lost', true],
        ['lost', true],
      ]);
    },
  );

  test('when the real server dies; after its restart everything works again', async () => {
    const server = await redisServer();
    let told = () => {};
    const closed = new Promise<void>((resolve) => (told = resolve));
    const connection = connect(server.port, {}, { onClosed: () => told() });
    expect(await ask(connection, 'INCR', 'n')).toBe(':1\r\n');
    const waiting = fates([ask(connection, 'BLPOP', 'nothing', '0'), ask(connection, 'INCR', 'n')]);
    await server.crash();
    expect(await waiting).toEqual([
      ['lost', true],
      ['lost', true],
    ]);
    await closed;
    await expect(ask(connection, 'INCR', 'n')).rejects.toMatchObject({ kind: 'unreachable', sent: false });
    await server.start();
    expect(await ask(connection, 'INCR', 'n')).toBe(':1\r\n');
  });

  test('an idle connection that the node closed is replaced without an error', async () => {
    const node = await scripted(() => '+yes\r\n');
    let told = (_: string) => {};
    const closed = new Promise<string>((resolve) => (told = resolve));
    const connection = connect(node.port, {}, { onClosed: (reason) => told(reason) });
    await ask(connection, 'GET', 'a');
    node.cut();
    expect(await closed).toMatch(/^the node (closed|reset) the connection/);
    expect(connection.state).toBe('idle');
    expect(await ask(connection, 'GET', 'a')).toBe('+yes\r\n');
  });

  test('QUIT ends it after its OK, and what comes after goes to a new one', async () => {
    const node = await scripted();
    const connection = connect(node.port);
    expect(await ask(connection, 'quit')).toBe('+OK\r\n');
    expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
    expect(node.connections).toBe(2);
  });
});

describe('we end the connection', () => {
  test('after the time allowed: that command timed out, the others are lost', async () => {
    const node = await scripted((_words, _socket, { number }) => (number === 1 ? null : '+OK\r\n'));
    const connection = connect(node.port);
    const fate = await fates([
      ask(connection, 'GET', 'a'),
      connection.send(argsOf('GET', 'b'), { timeout: 30 }).then(frameOf),
      ask(connection, 'GET', 'c'),
    ]);
    expect(fate).toEqual([
      ['lost', true],
      ['timeout', true],
      ['lost', true],
    ]);
    expect(await ask(connection, 'SET', 'a', '1')).toBe('+OK\r\n');
    await node.until(() => node.open === 1);
  });

  test('a reply in time stops the clock', async () => {
    const node = await scripted();
    const connection = connect(node.port);
    await connection.send(argsOf('GET', 'a'), { timeout: 30 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(connection.state).toBe('ready');
    expect(node.connections).toBe(1);
  });

  test('by close(): what was written may have run, what was not cannot have', async () => {
    const node = await scripted(() => null);
    const closed: string[] = [];
    const connection = connect(node.port, {}, { onClosed: (reason) => closed.push(reason) });
    const written = fates([ask(connection, 'BLPOP', 'a', '0'), ask(connection, 'GET', 'a')]);
    await node.until(() => node.received.length === 2);
    connection.close();
    expect(await written).toEqual([
      ['cancelled', true],
      ['cancelled', true],
    ]);
    const waiting = fates([ask(connection, 'GET', 'a')]);
    expect(connection.state).toBe('connecting');
    connection.close('lost');
    expect(await waiting).toEqual([['lost', false]]);
    expect(closed).toEqual([]);
    await node.until(() => node.open === 0);
    expect(node.received).toHaveLength(2);
  });

  test('close() and a send right after: the new command goes out alone', async () => {
    const node = await scripted(() => '+fresh\r\n');
    const connection = connect(node.port);
    const first = fates([ask(connection, 'GET', 'old')]);
    connection.close();
    expect(await ask(connection, 'GET', 'new')).toBe('+fresh\r\n');
    expect(await first).toEqual([['cancelled', false]]);
    expect(node.received).toEqual([['GET', 'new']]);
  });
});

describe('the reply cannot be used', () => {
  test('bytes that are not RESP end the connection', async () => {
    const node = await scripted(([, key]) => (key === 'bad' ? 'nonsense\r\n' : '+OK\r\n'));
    const connection = connect(node.port);
    expect(
      await fates([ask(connection, 'GET', 'a'), ask(connection, 'GET', 'bad'), ask(connection, 'GET', 'c')]),
    ).toEqual(['+OK\r\n', ['protocol', true], ['lost', true]]);
    await expect(ask(connection, 'GET', 'bad')).rejects.toThrow('expected a RESP reply, got `nonsense`');
    expect(await ask(connection, 'GET', 'a')).toBe('+OK\r\n');
  });

  test('a string of 300 MB that is announced and never comes takes no memory', async () => {
    const node = await scripted((_, socket) => {
      socket.write('$314572800\r\nonly this');
      return null;
    });
    const connection = connect(node.port);
    const before = process.memoryUsage();
    const reply = connection.send(argsOf('GET', 'a'), { timeout: 100 });
    await expect(reply).rejects.toMatchObject({ kind: 'timeout', sent: true });
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 20);
    expect(after.rss - before.rss).toBeLessThan(64 * 2 ** 20);
  });

  test('a string beyond the limit is refused when it is announced', async () => {
    const node = await scripted(([, key]) => (key === 'large' ? '$314572800\r\nx' : '+OK\r\n'));
    const connection = connect(node.port, { limits: { bulk: 2 ** 20 } });
    expect(await fates([ask(connection, 'GET', 'large'), ask(connection, 'GET', 'a')])).toEqual([
      ['too-large', true],
      ['lost', true],
    ]);
    expect(await ask(connection, 'GET', 'a')).toBe('+OK\r\n');
  });

  test('an unsolicited frame goes to its hook, and replies stay with their commands', async () => {
    const node = await scripted(() => ':1\r\n');
    let told = (_: Uint8Array) => {};
    const frame = new Promise<Uint8Array>((resolve) => (told = resolve));
    const connection = connect(node.port, {}, { onUnsolicited: (bytes) => told(bytes) });
    await ask(connection, 'GET', 'a');
    node.say('*2\r\n+uncalled\r\n:0\r\n');
    expect(Buffer.from(await frame).toString()).toBe('*2\r\n+uncalled\r\n:0\r\n');
    expect(await ask(connection, 'GET', 'a')).toBe(':1\r\n');
  });

  test('nothing is delivered after close(), not even frames that arrived with the last one', async () => {
    const node = await scripted();
    const heard: string[] = [];
    const connection = connect(
      node.port,
      {},
      {
        onUnsolicited(frame) {
          heard.push(Buffer.from(frame).toString());
          connection.close();
        },
      },
    );
    await ask(connection, 'GET', 'a');
    node.say('+one\r\n+two\r\n');
    await node.until(() => node.open === 0);
    expect(heard).toEqual(['+one\r\n']);
  });

  test('a reply that arrives byte by byte is whole', async () => {
    const frame = '|1\r\n+a\r\n:1\r\n%1\r\n$3\r\nk\r\n\r\n*2\r\n=5\r\ntxt:x\r\n(12\r\n';
    const node = await scripted((_, socket) => {
      const next = (at: number) => {
        if (at < frame.length) socket.write(frame[at]!, () => setImmediate(next, at + 1));
      };
      next(0);
      return null;
    });
    const reply = await connect(node.port).send(argsOf('GET', 'a'));
    expect(frameOf(reply)).toBe(frame);
    expect(reply).toMatchObject({ type: 0x25, elements: 2, bytes: frame.length });
  });
});

describe('ASKING', () => {
  test('goes directly before its command, on the same connection', async () => {
    const node = await scripted(([name, key]) => (name === 'ASKING' ? '+OK\r\n' : `+${key}\r\n`));
    const connection = connect(node.port);
    const replies = await Promise.all([
      ask(connection, 'GET', '1'),
      connection.send(argsOf('GET', '2'), { asking: true }).then(frameOf),
      connection.send(argsOf('GET', '3'), { asking: true }).then(frameOf),
      ask(connection, 'GET', '4'),
    ]);
    expect(replies).toEqual(['+1\r\n', '+2\r\n', '+3\r\n', '+4\r\n']);
    expect(node.received).toEqual([
      ...[['GET', '1'], ['ASKING'], ['GET', '2'], ['ASKING'], ['GET', '3'], ['GET', '4']],
    ]);
    expect(node.connections).toBe(1);
  });

  test.each(['-NOPERM no ASKING for you\r\n', '!6\r\nERR no\r\n'])(
    'refused with %j, its command is not sent, and what was sent behind it is',
    async (refusal) => {
      const node = await scripted(([name]) => (name === 'ASKING' ? refusal : ':1\r\n'));
      const connection = connect(node.port);
      const replies = await Promise.all([
        connection.send(argsOf('INCR', 'a'), { asking: true }).then(frameOf),
        ask(connection, 'INCR', 'b'),
      ]);
      expect(replies).toEqual([refusal, ':1\r\n']);
      expect(node.received).toEqual([['ASKING'], ['INCR', 'b']]);
    },
  );

  test('pipelined with a read of our own, its refusal replaces only the MOVED that follows from it', async () => {
    const node = await scripted(([name, key]) => {
      if (name === 'ASKING') return '-NOPERM no ASKING for you\r\n';
      return key === 'a' ? '-MOVED 1 127.0.0.1:1\r\n' : '$1\r\nx\r\n';
    });
    const connection = connect(node.port);
    const asked = async (key: string) =>
      frameOf(await connection.send(argsOf('GET', key), { asking: 'pipelined' }));
    expect(await asked('a')).toBe('-NOPERM no ASKING for you\r\n');
    expect(await asked('b')).toBe('$1\r\nx\r\n');
    expect(await ask(connection, 'GET', 'a')).toBe('-MOVED 1 127.0.0.1:1\r\n');
  });

  test('cut before it is answered: neither its command nor what waited behind it was sent', async () => {
    const node = await scripted((_, socket) => {
      socket.destroy();
      return null;
    });
    const connection = connect(node.port);
    const sent = [
      connection.send(argsOf('SET', 'a', '1'), { asking: true }),
      connection.send(argsOf('SET', 'b', '1')),
    ].map((one) => one.catch((error: unknown) => error));
    for (const error of await Promise.all(sent)) expect(error).toMatchObject({ kind: 'lost', sent: false });
    expect(node.received).toEqual([['ASKING']]);
  });

  test('a command behind one that is never answered keeps its own timeout', async () => {
    const node = await scripted(() => null);
    const connection = connect(node.port);
    const asked = connection.send(argsOf('SET', 'a', '1'), { asking: true }).catch((error: unknown) => error);
    await expect(connection.send(argsOf('PING'), { timeout: 50 })).rejects.toMatchObject({ kind: 'timeout' });
    expect(await asked).toMatchObject({ sent: false });
  });
});
