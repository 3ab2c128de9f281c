/** Dialling a node: a port map, address families, keepalive. */
import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { openSocket } from '../../main/cluster/wire/dial.ts';
import { Certificates } from '../support/certificates.ts';
import { ask, connect, redisServer } from '../support/connection-fixtures.ts';
import { RedisServer } from '../support/redis-server.ts';

afterEach(() => void vi.restoreAllMocks());

test('a mapped address is dialled at its target; the certificate must match the announced name', async () => {
  const certificates = new Certificates();
  const server = await RedisServer.start({ tls: certificates });
  try {
    const reach = ({ port }: { port: number }) => ({ host: '127.0.0.1', port });
    const { ca } = certificates;
    const host = { host: '10.255.255.1', reach };
    // The certificate is for 127.0.0.1 and localhost.
    await expect(ask(connect(server.port, { ...host, tls: { ca } }), 'PING')).rejects.toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: expect.stringMatching(/^TLS: .*10\.255\.255\.1/),
    });
    expect(await ask(connect(server.port, { ...host, tls: { ca, checkName: false } }), 'PING')).toBe(
      '+PONG\r\n',
    );
    const named = connect(server.port, { host: 'localhost', reach, tls: { ca } });
    expect(await ask(named, 'PING')).toBe('+PONG\r\n');
    expect(named.address).toBe(`localhost:${server.port}`);
  } finally {
    await server.stop();
    certificates.remove();
  }
});

test('a TLS version below the minimum is refused', async () => {
  const certificates = new Certificates();
  const server = await RedisServer.start({ tls: certificates, args: ['--tls-protocols', 'TLSv1.2'] });
  try {
    const { ca } = certificates;
    expect(await ask(connect(server.port, { tls: { ca, minVersion: 'TLSv1.2' } }), 'PING')).toBe('+PONG\r\n');
    await expect(
      ask(connect(server.port, { tls: { ca, minVersion: 'TLSv1.3' } }), 'PING'),
    ).rejects.toMatchObject({ kind: 'unreachable', sent: false, message: expect.stringMatching(/^TLS: /) });
  } finally {
    await server.stop();
    certificates.remove();
  }
});

test('a host name is resolved to the requested family', async () => {
  const server = await redisServer();
  expect(await ask(connect(server.port, { host: 'localhost', family: 4 }), 'PING')).toBe('+PONG\r\n');
  await expect(
    ask(connect(server.port, { host: '127.0.0.1.invalid', family: 6 }), 'PING'),
  ).rejects.toMatchObject({ kind: 'unreachable', sent: false });
});

test('TCP keepalive follows the setting, or is off', async () => {
  const server = await redisServer();
  const keepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
  await ask(connect(server.port, { keepAlive: 12_345 }), 'PING');
  expect(keepAlive.mock.calls).toEqual([[true, 12_345]]);
  keepAlive.mockClear();
  await ask(connect(server.port, { keepAlive: 0 }), 'PING');
  expect(keepAlive.mock.calls).toEqual([]);
});

test('a second error, such as a reset after a TLS alert, is harmless', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const transport = { place, name: place.host, family: 0, tls: undefined, dial: undefined } as const;
  const socket = await openSocket(transport, new AbortController().signal);
  const heard = vi.fn();
  socket.once('error', heard);
  for (const text of ['alert', 'reset']) socket.emit('error', new Error(text));
  expect(heard).toHaveBeenCalledOnce();
  socket.destroy();
  server.close();
});

test('closing a connection that is still being dialled ends its socket', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const connection = connect(port, { tls: {}, connectTimeout: 60_000 });
  const accepted = once(silent, 'connection') as Promise<[Socket]>;
  const asked = expect(ask(connection, 'PING')).rejects.toMatchObject({ kind: 'cancelled', sent: false });
  const [socket] = await accepted;
  const ended = once(socket.resume(), 'close');
  connection.close();
  await Promise.all([asked, ended]);
  silent.close();
});
