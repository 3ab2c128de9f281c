/** Nodes reached through a real SSH server on loopback. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SshTunnel, type SshOptions } from '../../main/cluster/wire/ssh-tunnel.ts';
import { Certificates } from '../support/certificates.ts';
import { ask, connect } from '../support/connection-fixtures.ts';
import { RedisServer } from '../support/redis-server.ts';
import { sshKeyPair } from '../support/ssh-keys.ts';
import { SshServer } from '../support/ssh-server.ts';

const keys = sshKeyPair({
  passphrase: 'sesame',
  cipher: 'aes256-cbc',
  rounds: 16,
});
let ssh: SshServer;
let redis: RedisServer;
let secure: RedisServer;
let certificates: Certificates;
const open: SshTunnel[] = [];

beforeAll(async () => {
  certificates = new Certificates();
  ssh = await SshServer.start('ops', { password: 'hunter2', publicKey: keys.public });
  redis = await RedisServer.start();
  secure = await RedisServer.start({ tls: certificates });
});
afterEach(() => {
  for (const tunnel of open.splice(0)) tunnel.close();
});
afterAll(async () => {
  await Promise.all([ssh.stop(), redis.stop(), secure.stop()]);
  certificates.remove();
});

function tunnel(more: Partial<SshOptions> = {}): SshTunnel {
  const one = new SshTunnel({
    host: '127.0.0.1',
    port: ssh.port,
    user: 'ops',
    password: 'hunter2',
    hostKey: ssh.hostKey,
    connectTimeout: 5000,
    ...more,
  });
  open.push(one);
  return one;
}

test('a node behind an SSH server answers, several sockets through one connection', async () => {
  const { dial } = tunnel();
  const before = ssh.forwarded.length;
  const answers = await Promise.all(
    [1, 2, 3].map((n) => ask(connect(redis.port, { dial }), 'ECHO', String(n))),
  );
  expect(answers).toEqual(['$1\r\n1\r\n', '$1\r\n2\r\n', '$1\r\n3\r\n']);
  expect(ssh.forwarded.slice(before)).toEqual(Array(3).fill(`127.0.0.1:${redis.port}`));
  const large = 'x'.repeat(3_000_000);
  expect(await ask(connect(redis.port, { dial }), 'ECHO', large)).toBe(`$3000000\r\n${large}\r\n`);
});

test('TLS runs through the tunnel to the node, whose name is verified', async () => {
  const { dial } = tunnel();
  const { ca } = certificates;
  expect(await ask(connect(secure.port, { dial, tls: { ca } }), 'PING')).toBe('+PONG\r\n');
  const other = { ca, servername: 'elsewhere.example' };
  await expect(ask(connect(secure.port, { dial, tls: other }), 'PING')).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('elsewhere.example'),
  });
  expect(await ask(connect(secure.port, { dial, tls: { ...other, checkName: false } }), 'PING')).toBe(
    '+PONG\r\n',
  );
});

test('a private key with a passphrase logs in; a wrong passphrase or password is reported as such', async () => {
  const key = { password: undefined, privateKey: keys.private };
  expect(
    await ask(connect(redis.port, { dial: tunnel({ ...key, passphrase: 'sesame' }).dial }), 'PING'),
  ).toBe('+PONG\r\n');
  for (const [wrong, secret, message] of [
    [{ ...key, passphrase: 'open' }, 'sshPassphrase', 'its passphrase is wrong'],
    [key, 'sshPassphrase', 'its passphrase is missing'],
    [{ password: 'hunter3' }, 'sshPassword', 'refuses ops'],
  ] as const)
    await expect(ask(connect(redis.port, { dial: tunnel(wrong).dial }), 'PING')).rejects.toMatchObject({
      kind: 'auth',
      sent: false,
      secret,
      message: expect.stringContaining(message),
    });
});

test('a host key that was not accepted, or has changed, ends it before a login is sent', async () => {
  await expect(
    ask(connect(redis.port, { dial: tunnel({ hostKey: '' }).dial }), 'PING'),
  ).rejects.toMatchObject({
    kind: 'unreachable',
    sent: false,
    message: expect.stringContaining(`${ssh.hostKey}, has not been accepted`),
  });
  const changed = tunnel({ hostKey: 'SHA256:somethingelse' });
  await expect(ask(connect(redis.port, { dial: changed.dial }), 'PING')).rejects.toMatchObject({
    message: expect.stringContaining('has changed'),
  });
  await expect(changed.connect()).rejects.toMatchObject({ hostKey: ssh.hostKey, known: true });
});

test('a place that the SSH server cannot reach is reported with the SSH server’s name', async () => {
  const closed = await RedisServer.start();
  const { port } = closed;
  await closed.stop();
  await expect(ask(connect(port, { dial: tunnel().dial }), 'PING')).rejects.toMatchObject({
    kind: 'unreachable',
    sent: false,
    message: expect.stringMatching(/^127\.0\.0\.1 \(SSH\) cannot reach it/),
  });
});

test('after the SSH connection breaks, waiting commands are lost, and the next one reconnects', async () => {
  const { dial } = tunnel();
  let told = () => {};
  const closed = new Promise<void>((resolve) => (told = resolve));
  const connection = connect(redis.port, { dial }, { onClosed: () => told() });
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  const waiting = ask(connection, 'BLPOP', 'nothing', '0');
  const lost = expect(waiting).rejects.toMatchObject({ kind: 'lost', sent: true });
  ssh.drop();
  await Promise.all([lost, closed]);
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
});

test('a closed SSH port is unreachable', async () => {
  const gone = await SshServer.start('ops', { password: 'hunter2' });
  await gone.stop();
  const { dial } = tunnel({ port: gone.port, hostKey: gone.hostKey });
  await expect(ask(connect(redis.port, { dial }), 'PING')).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/^SSH to 127\.0\.0\.1:\d+: .*ECONNREFUSED/),
  });
});

test('TLS through a breaking tunnel ends as a lost connection, not as an uncaught error', async () => {
  const { dial } = tunnel();
  const connection = connect(secure.port, { dial, tls: { ca: certificates.ca } });
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
  const waiting = ask(connection, 'BLPOP', 'nothing', '0');
  const more = ask(connection, 'SET', 'k', 'x'.repeat(3_000_000));
  ssh.drop();
  await expect(waiting).rejects.toMatchObject({ kind: 'lost', sent: true });
  await expect(more).rejects.toMatchObject({ kind: 'lost' });
  // What TLS had still to say is dispatched in the next turns.
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  expect(await ask(connection, 'PING')).toBe('+PONG\r\n');
});
