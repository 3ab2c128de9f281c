/** Saved connections as they are connected with: real servers behind a login, TLS, an SSH server, a map of addresses. */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Session } from '../../main/cluster/session/session.ts';
import { targetOf } from '../../main/connections/target-of.ts';
import { newProfile, newTls } from '../../shared/connections/new-profile.ts';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { printed, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { SshServer } from '../support/ssh-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof RedisCluster.start>[0] = {}): Promise<RedisCluster> {
  const cluster = await RedisCluster.start({ replicas: 0, ...options });
  closing.push(() => cluster.stop());
  return cluster;
}

async function connect(
  more: Partial<Profile>,
  secrets: Partial<Record<SecretName, string>> = {},
): Promise<Session> {
  const profile = { ...newProfile('6b1f8a52-4a3c-4d7e-9d0a-2f1c5f0f7a11'), name: 'orders', ...more };
  const target = await targetOf(profile, (name) => secrets[name] ?? null);
  const { mode = 'direct', ...rest } = target;
  const session = new Session({ ...rest, mode }, {});
  closing.push(() => (session.close(), target.tunnel?.close()));
  await session.connect();
  return session;
}

const works = async (session: Session) => {
  for (const key of ['k1', 'k2', 'foo', 'hello'])
    expect(printed(await run(session, `set ${key} v`))).toBe('OK');
};

test('a login, a name of the client, a protocol and where reads go', async () => {
  const cluster = await start({ password: 'secret' });
  const session = await connect(
    {
      seeds: [cluster.addresses[0]!],
      protocol: 3,
      clientName: 'orders-shell',
      mode: 'follow',
      readOnly: true,
    },
    { password: 'secret' },
  );
  expect(session.state).toMatchObject({ label: 'orders', mode: 'follow', protocol: 3, readOnly: true });
  expect(printed(await run(session, 'client getname'))).toBe('"orders-shell"');
  expect((await run(session, 'set k v')).failure?.code).toBe('refused');
  await expect(connect({ seeds: [cluster.addresses[0]!] }, { password: 'guess' })).rejects.toMatchObject({
    failure: { code: 'auth' },
  });
});

test('of several seeds the first that answers is enough', async () => {
  const cluster = await start();
  const session = await connect({ seeds: ['127.0.0.1:1', cluster.addresses[1]!, cluster.addresses[0]!] });
  expect(session.topology?.source).toBe(cluster.addresses[1]);
  await works(session);
});

test('a database of its own: on one server every connection has it, on a cluster it is refused in words', async () => {
  const single = await start({ cluster: false, primaries: 1 });
  const session = await connect({ seeds: [single.addresses[0]!], database: 2 });
  expect(printed(await run(session, 'set k v'))).toBe('OK');
  expect(await single.command(single.ports[0]!, 'INFO', 'keyspace')).toContain('db2:keys=1');
  expect(session.state.database).toBe(2);
  const cluster = await start();
  await expect(connect({ seeds: [cluster.addresses[0]!], database: 2 })).rejects.toMatchObject({
    failure: {
      message: expect.stringContaining('Database 2 cannot be used'),
      advice: expect.stringContaining('database 0'),
    },
  });
});

test('the protocol is asked for on every node: HELLO 3 is seen there', async () => {
  const cluster = await start();
  for (const protocol of [2, 3] as const) {
    const session = await connect({
      seeds: [cluster.addresses[0]!],
      protocol,
      clientName: `resp-${protocol}`,
    });
    for (const key of 'abcdefgh') await run(session, `get ${key}`);
    for (const port of cluster.ports) {
      const clients = String(await cluster.command(port, 'CLIENT', 'LIST')).split('\n');
      const ours = clients.filter((line) => line.includes(`name=resp-${protocol} `));
      // What asks for the map speaks RESP2 always.
      expect(ours.length).toBeGreaterThan(0);
      expect(ours.some((line) => / resp=3\b/.test(line))).toBe(protocol === 3);
    }
  }
});

test('a user whose password is missing is no other user: nopass is let in as itself, any other is refused', async () => {
  const cluster = await start();
  for (const port of cluster.ports) {
    await cluster.command(port, 'ACL', 'SETUSER', 'reader', 'on', 'nopass', '~*', '+@all');
    await cluster.command(port, 'ACL', 'SETUSER', 'locked', 'on', '>secret', '~*', '+@all');
  }
  const seeds = [cluster.addresses[0]!];
  const session = await connect({ seeds, username: 'reader' });
  expect(printed(await run(session, 'acl whoami'))).toBe('"reader"');
  await expect(connect({ seeds, username: 'locked' })).rejects.toMatchObject({ failure: { code: 'auth' } });
});

test('mutual TLS with files; a missing file and a missing key are reported', async () => {
  const cluster = await start({ tls: 'mutual' });
  const { files } = cluster.tls!;
  const tls = { ...newTls(), ca: files.ca, cert: files.cert, key: files.key };
  await works(await connect({ seeds: [cluster.addresses[0]!], tls }));
  await expect(connect({ tls: { ...tls, ca: '/nowhere/ca.pem' } })).rejects.toMatchObject({
    failure: { code: 'bad-argument', message: expect.stringContaining('CA certificate cannot be read') },
  });
  await expect(connect({ tls: { ...tls, key: '' } })).rejects.toMatchObject({
    failure: { message: expect.stringContaining('no key for it') },
  });
});

test('a path that begins with ~/ is in the home directory', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'slotshell-home-'));
  closing.push(() => rmSync(home, { recursive: true }));
  const before = process.env['HOME'];
  closing.push(() => (process.env['HOME'] = before));
  process.env['HOME'] = home;
  writeFileSync(path.join(home, 'ca.pem'), '-----BEGIN CERTIFICATE-----');
  const profile = { ...newProfile('6b1f8a52-4a3c-4d7e-9d0a-2f1c5f0f7a11'), name: 'orders' };
  const target = await targetOf({ ...profile, tls: { ...newTls(), ca: '~/ca.pem' } }, () => null);
  expect(target.connection.tls?.ca).toBe('-----BEGIN CERTIFICATE-----');
});

test('certificates as text, and a key that a passphrase opens; a missing or wrong passphrase is reported', async () => {
  const cluster = await start({ tls: 'mutual' });
  const { ca, cert, key } = cluster.tls!;
  const session = await connect(
    { seeds: [cluster.addresses[0]!], tls: { ...newTls(), ca, cert } },
    { tlsKey: key },
  );
  await works(session);
  const tls = { ...newTls(), ca, cert, key: cluster.tls!.lockedKey('sesame') };
  await works(await connect({ seeds: [cluster.addresses[0]!], tls }, { tlsPassphrase: 'sesame' }));
  for (const [secrets, word] of [
    [{}, 'missing'],
    [{ tlsPassphrase: 'open' }, 'wrong'],
  ] as const)
    await expect(connect({ tls }, secrets)).rejects.toMatchObject({
      failure: { code: 'auth', secret: 'tlsPassphrase', message: expect.stringContaining(word) },
    });
});

test('all nodes through an SSH server, which sees the addresses', async () => {
  const cluster = await start();
  const ssh = await SshServer.start('ops', { password: 'hunter2' });
  closing.push(() => ssh.stop());
  const transport = {
    host: '127.0.0.1',
    port: ssh.port,
    user: 'ops',
    method: 'password',
    keyFile: '',
  } as const;
  const session = await connect(
    { seeds: [cluster.addresses[0]!], ssh: { ...transport, hostKey: ssh.hostKey } },
    { sshPassword: 'hunter2' },
  );
  await works(session);
  expect(new Set(ssh.forwarded)).toEqual(new Set(cluster.addresses));
  const directory = mkdtempSync(path.join(tmpdir(), 'slotshell-key-'));
  closing.push(() => rmSync(directory, { recursive: true }));
  writeFileSync(path.join(directory, 'key'), 'not a key');
  await expect(
    connect({ ssh: { ...transport, method: 'key', keyFile: path.join(directory, 'none'), hostKey: '' } }),
  ).rejects.toMatchObject({ failure: { message: expect.stringContaining('SSH key cannot be read') } });
});

test('a map of addresses by hand leads to nodes that announce others', async () => {
  const cluster = await start();
  for (const port of cluster.ports)
    await cluster.command(port, 'CONFIG', 'SET', 'cluster-announce-port', String(port + 20_000));
  await waitUntil('all announce them', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return maps.every((map) => cluster.ports.every((port) => String(map).includes(`:${port + 20_000}@`)));
  });
  const nat = cluster.ports.map((port) => ({
    announced: `127.0.0.1:${port + 20_000}`,
    reached: `127.0.0.1:${port}`,
  }));
  await works(await connect({ seeds: [cluster.addresses[0]!], nat }));
});
