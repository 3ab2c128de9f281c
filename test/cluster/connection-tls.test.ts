import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Certificates } from '../support/certificates.ts';
import { ask, connect, redisServer } from '../support/connection-fixtures.ts';
import { RedisServer } from '../support/redis-server.ts';

let certificates: Certificates;
let server: RedisServer;
let strict: RedisServer;

beforeAll(async () => {
  certificates = new Certificates();
  server = await RedisServer.start({ tls: certificates });
  strict = await RedisServer.start({ tls: certificates, mutual: true });
});

afterAll(async () => {
  await Promise.all([server.stop(), strict.stop()]);
  certificates.remove();
});

describe.each([2, 3] as const)('TLS with RESP%i', (protocol) => {
  test('a server with a trusted CA works; replies stay with their commands, large ones too', async () => {
    const connection = connect(server.port, { protocol, tls: { ca: certificates.ca } });
    const text = 'x'.repeat(1_000_000);
    expect(await ask(connection, 'SET', 'large', text)).toBe('+OK\r\n');
    const [large, pong] = await Promise.all([ask(connection, 'GET', 'large'), ask(connection, 'PING')]);
    expect(large).toBe(`$1000000\r\n${text}\r\n`);
    expect(pong).toBe('+PONG\r\n');
  });

  test('a client certificate is accepted by a server that requires one', async () => {
    const { ca, cert, key } = certificates;
    expect(await ask(connect(strict.port, { protocol, tls: { ca, cert, key } }), 'PING')).toBe('+PONG\r\n');
  });

  test('without a client certificate such a server is unreachable, and the command was not sent', async () => {
    const connection = connect(strict.port, { protocol, tls: { ca: certificates.ca } });
    await expect(ask(connection, 'INCR', 'n')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/^TLS: .*certificate/),
    });
  });

  test('a server with an unknown CA is refused, unless verification is off', async () => {
    const stranger = new Certificates();
    const { ca } = stranger;
    stranger.remove();
    await expect(ask(connect(server.port, { protocol, tls: { ca } }), 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/^TLS: .*certificate/),
    });
    const easy = { ca, rejectUnauthorized: false };
    expect(await ask(connect(server.port, { protocol, tls: easy }), 'PING')).toBe('+PONG\r\n');
  });

  test('a certificate for another name is refused', async () => {
    const tls = { ca: certificates.ca, servername: 'elsewhere.example' };
    await expect(ask(connect(server.port, { protocol, tls }), 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/^TLS: .*elsewhere\.example/),
    });
    const named = { ca: certificates.ca, servername: 'localhost' };
    expect(await ask(connect(server.port, { protocol, tls: named }), 'PING')).toBe('+PONG\r\n');
  });

  test('TLS to a plain port, and plain Redis to a TLS port, are reported in words', async () => {
    const plain = await redisServer();
    const tls = { ca: certificates.ca };
    const wrong = connect(plain.port, { protocol, tls, connectTimeout: 200 });
    await expect(ask(wrong, 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: 'no TLS answer within 200 ms',
    });
    await expect(ask(connect(server.port, { protocol }), 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/; the port may want TLS$/),
    });
  });

  test('an invalid PEM text is reported in words', async () => {
    const connection = connect(server.port, { protocol, tls: { ca: certificates.ca, cert: 'x', key: 'y' } });
    await expect(ask(connection, 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/^TLS: /),
    });
  });
});

test('after the server was restarted the next command connects again', async () => {
  let told = () => {};
  const closed = new Promise<void>((resolve) => (told = resolve));
  const connection = connect(server.port, { tls: { ca: certificates.ca } }, { onClosed: () => told() });
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  await server.crash();
  await closed;
  await server.start();
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
});
