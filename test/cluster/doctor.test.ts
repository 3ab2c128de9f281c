/** The connection doctor on real servers, healthy and broken. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import type { DiagnosticsTarget } from '../../main/cluster/doctor/diagnostics.ts';
import { SshTunnel } from '../../main/cluster/wire/ssh-tunnel.ts';
import { examineTarget } from '../../main/connections/examine-target.ts';
import { targetOf } from '../../main/connections/target-of.ts';
import type { DoctorStep, DoctorStepName } from '../../shared/connections/doctor.ts';
import { newProfile } from '../../shared/connections/new-profile.ts';
import { Certificates } from '../support/certificates.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SshServer } from '../support/ssh-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(options: Parameters<typeof RedisServer.start>[0] = {}): Promise<RedisServer> {
  const one = await RedisServer.start(options);
  closing.push(() => one.stop());
  return one;
}

type Connection = Partial<DiagnosticsTarget['connection']>;

async function diagnose(seeds: string[], connection: Connection = {}, more: Partial<DiagnosticsTarget> = {}) {
  const told: DoctorStep[] = [];
  const coming: (DoctorStepName | null)[] = [];
  const target = { seeds, entries: [], tunnel: null, sentinel: null, ...more };
  const report = await examine(
    { ...target, connection: { database: 0, protocol: 2, connectTimeout: 1000, ...connection } },
    (step, next) => {
      told.push(step);
      coming.push(next);
    },
  );
  expect(told).toEqual(report.steps);
  expect(coming).toEqual([...report.steps.slice(1).map(({ name }) => name), null]);
  const step = (name: DoctorStepName) => report.steps.find((one) => one.name === name)!;
  return { report, step, states: Object.fromEntries(report.steps.map(({ name, status }) => [name, status])) };
}

const at = (port: number) => `127.0.0.1:${port}`;

describe('a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
  });
  afterAll(() => cluster.stop());

  test('passes every step that applies to a healthy cluster', async () => {
    const { report, step, states } = await diagnose([cluster.addresses[0]!, cluster.addresses[4]!]);
    expect(report.usable).toBe('yes');
    expect(states).toEqual({
      resolve: 'skipped',
      proxy: 'skipped',
      ssh: 'skipped',
      tcp: 'ok',
      tls: 'skipped',
      login: 'ok',
      permissions: 'ok',
      kind: 'ok',
      state: 'ok',
      coverage: 'ok',
      nodes: 'ok',
      migrations: 'ok',
      clock: 'ok',
      version: 'ok',
    });
    expect(step('state').found).toBe('ok, 6 nodes, 3 primaries with slots');
    expect(step('nodes').found).toBe('all 6 nodes answer');
    expect(step('version').found).toMatch(/^(Redis|Valkey) \d+\.\d+\.\d+$/);
  });

  test('names the seed that is down and continues with the other', async () => {
    const gone = await server();
    await gone.stop();
    const { report, step } = await diagnose([at(gone.port), cluster.addresses[1]!]);
    expect(report.usable).toBe('partly');
    expect(step('tcp')).toMatchObject({ status: 'warning', found: '1 of 2 seeds accepts' });
    expect(step('tcp').details[0]).toMatchObject({
      good: false,
      text: expect.stringContaining(`${at(gone.port)}: connection refused`),
    });
    expect(step('coverage').status).toBe('ok');
  });

  describe('behind a NAT', () => {
    let nat: RedisCluster;
    /** Only clients get another port; the nodes use their bus as before. */
    const announced = (port: number) => at(port + 20_000);
    const entry = (port: number) => ({ announced: announced(port), reached: at(port) });
    beforeAll(async () => {
      nat = await RedisCluster.start({ replicas: 0 });
      for (const port of nat.ports)
        await nat.command(port, 'CONFIG', 'SET', 'cluster-announce-port', String(port + 20_000));
      await waitUntil('every node announces it', async () => {
        const nodes = await Promise.all(nat.ports.map((port) => nat.command(port, 'CLUSTER', 'NODES')));
        return nodes.every((text) => nat.ports.every((port) => String(text).includes(`${announced(port)}@`)));
      });
    });
    afterAll(() => nat.stop());

    test('finds the node that answers at a seed, names the others, and suggests lines for the NAT map', async () => {
      const [first, second, third] = nat.ports as [number, number, number];
      const { report, step } = await diagnose([at(first)]);
      expect(report.usable).toBe('partly');
      const nodes = step('nodes');
      expect(nodes).toMatchObject({
        status: 'warning',
        found: '1 of 3 nodes answer, 1 at another address than announced',
        advice: expect.stringContaining('NAT map'),
      });
      expect(nodes.remedy).toEqual({
        kind: 'map-addresses',
        entries: expect.arrayContaining([
          entry(first),
          { announced: announced(second), reached: '' },
          { announced: announced(third), reached: '' },
        ]),
      });
      const texts = nodes.details.map(({ text }) => text);
      expect(texts.slice(0, 2).every((text) => / as announced, primary: connection refused/.test(text))).toBe(
        true,
      );
      expect(texts[2]).toContain(`${announced(first)} at ${at(first)} (found), primary, `);
    });

    test('finds all nodes if every one is a seed', async () => {
      const { report, step } = await diagnose([...nat.addresses]);
      expect(report.usable).toBe('yes');
      expect(step('nodes')).toMatchObject({
        status: 'ok',
        found: 'all 3 nodes answer, 3 at another address than announced',
      });
      expect(step('nodes').remedy).toMatchObject({ entries: expect.arrayContaining(nat.ports.map(entry)) });
    });

    test('uses the lines of the NAT map, names them, and reports one that leads nowhere', async () => {
      const [first] = nat.ports as [number];
      const healed = await diagnose([at(first)], {}, { entries: nat.ports.map(entry) });
      expect(healed.step('nodes')).toMatchObject({ status: 'ok', found: 'all 3 nodes answer', remedy: null });
      expect(healed.step('nodes').details.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`${announced(first)} at ${at(first)} (NAT map), primary`),
        ]),
      );
      expect(healed.report.usable).toBe('yes');
      const [, second, third] = nat.ports.map(entry);
      const astray = await diagnose(
        [at(first)],
        {},
        {
          entries: [entry(first), second!, { ...third!, reached: at(first + 30_000) }],
        },
      );
      expect(astray.step('nodes')).toMatchObject({
        status: 'warning',
        found: '2 of 3 nodes answer',
        advice: expect.stringContaining('correct its lines'),
        remedy: null,
      });
    });

    test('the app’s doctor uses the NAT map of a saved connection', async () => {
      const profile = {
        ...newProfile(randomUUID()),
        name: 'nat',
        seeds: [at(nat.ports[0]!)],
        nat: nat.ports.map(entry),
      };
      const target = await targetOf(profile, () => null);
      const report = await examineTarget(target, {
        onStep: () => undefined,
        signal: new AbortController().signal,
      });
      expect(report.steps.find(({ name }) => name === 'nodes')).toMatchObject({
        status: 'ok',
        found: 'all 3 nodes answer',
      });
    });
  });

  test('reports a lost node, and that the cluster has marked it as failed', async () => {
    const own = await RedisCluster.start({ nodeTimeout: 1000 });
    closing.push(() => own.stop());
    const lost = own.ports[5]!;
    await own.kill(lost);
    await waitUntil('the others hold it for failed', async () =>
      /fail[, ]/.test(
        String(await own.command(own.ports[0]!, 'CLUSTER', 'NODES'))
          .split('\n')
          .find((line) => line.includes(`:${lost}@`))!
          .replace('fail?', ''),
      ),
    );
    const { report, step } = await diagnose([own.addresses[0]!]);
    expect(report.usable).toBe('partly');
    expect(step('nodes')).toMatchObject({ status: 'warning', found: '5 of 6 nodes answer', remedy: null });
    expect(step('nodes').details[0]!.text).toContain(`${at(lost)} as announced, replica, failed: `);
  });
});

test('skips all later steps if the port is closed', async () => {
  const gone = await server();
  await gone.stop();
  const { report, states } = await diagnose([at(gone.port)]);
  expect(report.usable).toBe('no');
  expect(states).toMatchObject({ tcp: 'failed', login: 'skipped', kind: 'skipped', version: 'skipped' });
});

test('tells an unknown host name from a closed port', async () => {
  const { step } = await diagnose(['nowhere.invalid:6379']);
  expect(step('resolve').status).toBe('failed');
  expect(step('resolve').advice).toContain('name server');
});

test('reports a missing and a wrong password, and accepts the right one', async () => {
  const guarded = await server({ args: ['--requirepass', 'secret'] });
  expect((await diagnose([at(guarded.port)])).step('login')).toMatchObject({
    status: 'failed',
    found: `${at(guarded.port)} requires a password`,
  });
  const wrong = await diagnose([at(guarded.port)], { password: 'guess' });
  expect(wrong.step('login')).toMatchObject({
    status: 'failed',
    advice: expect.stringContaining('user and password'),
  });
  expect(JSON.stringify(wrong.report)).not.toContain('guess');
  expect((await diagnose([at(guarded.port)], { password: 'secret' })).report.usable).toBe('yes');
});

test('lists the commands that an ACL user may not run, the loss, and how to grant them', async () => {
  const guarded = await server({
    args: ['--user', 'reader', 'on', '>pw', '~*', '+@read', '+ping', '+info', '-scan'],
  });
  const { step, report } = await diagnose([at(guarded.port)], { username: 'reader', password: 'pw' });
  expect(report.usable).toBe('partly');
  const texts = step('permissions').details.map(({ text }) => text);
  expect(texts).toContainEqual(expect.stringMatching(/^SCAN: no grouping by hash tag/));
  // HELLO reports that the server is not in a cluster.
  expect(texts.join()).not.toContain('CLUSTER');
  expect(step('permissions').advice).toMatch(/\+scan\b/);
  // A NOPERM about keys proves nothing about the command.
  const narrow = await server({ args: ['--user', 'narrow', 'on', '>pw', '~orders:*', '+@all'] });
  const { states } = await diagnose([at(narrow.port)], { username: 'narrow', password: 'pw' });
  expect(states['permissions']).toBe('ok');
});

test('a user without the right to read the map can connect; steps that need the map are skipped', async () => {
  const user = ['--user', 'narrow', 'on', '>pw', '~*', '-@all', '+get', '+set'];
  const { port } = await server({ args: ['--cluster-enabled', 'yes', ...user] });
  const { step, states, report } = await diagnose([at(port)], { username: 'narrow', password: 'pw' });
  expect(report.usable).toBe('partly');
  expect(step('kind').found).toBe('a cluster');
  expect(states).toMatchObject({ permissions: 'warning', state: 'skipped', coverage: 'skipped' });
  expect(step('permissions').advice).toMatch(/\+cluster\|info\b.*\+cluster\|slots\b/);
});

describe('TLS', () => {
  let certificates: Certificates;
  let secure: RedisServer;
  beforeAll(async () => {
    certificates = new Certificates();
    secure = await RedisServer.start({ tls: certificates });
  });
  afterAll(async () => {
    await secure.stop();
    certificates.remove();
  });

  test('reports the certificate and its validity, and warns if verification is off', async () => {
    const good = await diagnose([at(secure.port)], { tls: { ca: certificates.ca } });
    expect(good.step('tls')).toMatchObject({
      status: 'ok',
      found: expect.stringMatching(/TLS 1\.3.*127\.0\.0\.1.*(29|30) days left/),
    });
    const blind = await diagnose([at(secure.port)], { tls: { rejectUnauthorized: false } });
    expect(blind.step('tls')).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('not verified'),
    });
    expect(blind.report.usable).toBe('partly');
  });

  test('advises on an unknown CA, on TLS to a plain port, and on plain Redis to a TLS port', async () => {
    const strange = await diagnose([at(secure.port)], { tls: {} });
    expect(strange.step('tls')).toMatchObject({ status: 'failed', advice: expect.stringContaining('CA') });
    const plain = await server();
    const wrong = await diagnose([at(plain.port)], { tls: { ca: certificates.ca } });
    expect(wrong.step('tls')).toMatchObject({
      status: 'failed',
      found: expect.stringContaining(`${at(plain.port)} does not speak TLS`),
      remedy: { kind: 'use-tls', on: false },
    });
    const without = await diagnose([at(secure.port)]);
    expect(without.step('login')).toMatchObject({ status: 'failed', remedy: { kind: 'use-tls', on: true } });
  });
});

test('through SSH, an unknown host key must be accepted first; then every connection uses the tunnel', async () => {
  const ssh = await SshServer.start('ops', { password: 'pw' });
  closing.push(() => ssh.stop());
  const plain = await server();
  const options = { host: '127.0.0.1', port: ssh.port, user: 'ops', password: 'pw', connectTimeout: 2000 };
  const unknown = new SshTunnel({ ...options, hostKey: '' });
  const first = await diagnose([at(plain.port)], { dial: unknown.dial }, { tunnel: unknown });
  expect(first.step('ssh')).toMatchObject({
    status: 'failed',
    remedy: { kind: 'accept-host-key', hostKey: ssh.hostKey, known: false },
  });
  expect(first.report.usable).toBe('no');
  const known = new SshTunnel({ ...options, hostKey: ssh.hostKey });
  closing.push(() => known.close());
  const second = await diagnose([at(plain.port)], { dial: known.dial }, { tunnel: known });
  expect(second.step('ssh').status).toBe('ok');
  expect(second.step('kind').found).toContain('a single server');
  expect(ssh.forwarded.length).toBeGreaterThan(0);
});

test('recognizes twemproxy, lists what works through it, and asks it nothing else', async () => {
  const behind = await server();
  const proxy = await Nutcracker.start({ servers: [behind.port] });
  closing.push(() => proxy.stop());
  const { report, step, states } = await diagnose([proxy.address]);
  expect(report.usable).toBe('yes');
  expect(states).toMatchObject({ login: 'ok', kind: 'ok' });
  expect(report.steps.at(-1)!.name).toBe('kind');
  expect(step('kind').found).toMatch(/^twemproxy, or a similar proxy/);
  expect(step('kind').advice).toContain('behind the proxy');
  expect(step('kind').details.map(({ good }) => good)).toEqual([true, false, false]);
  // ACL WHOAMI, CLUSTER INFO, INFO.
  await waitUntil('it tells how often it hung up', async () => (await proxy.metrics()).clientErrors >= 3);
  expect((await proxy.metrics()).clientErrors).toBe(3);
});
