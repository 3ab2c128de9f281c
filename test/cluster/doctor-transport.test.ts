/** The connection doctor on slow and silent servers, on an abandoned examination, and on Sentinels. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DiagnosticsTarget } from '../../main/cluster/doctor/diagnostics.ts';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import type { DoctorStep, DoctorStepName } from '../../shared/connections/doctor.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MASTER, Sentinels } from '../support/sentinels.ts';
import { SilentProxy } from '../support/silent-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const at = (port: number) => `127.0.0.1:${port}`;
const CONNECTION = { database: 0, protocol: 2, connectTimeout: 1000 } as const;
const target = (more: Partial<DiagnosticsTarget>): DiagnosticsTarget => ({
  seeds: [],
  connection: CONNECTION,
  entries: [],
  tunnel: null,
  sentinel: null,
  ...more,
});

async function diagnose(more: Partial<DiagnosticsTarget>) {
  const report = await examine(target(more), () => undefined);
  const step = (name: DoctorStepName) => report.steps.find((one) => one.name === name)!;
  return { report, step, states: Object.fromEntries(report.steps.map(({ name, status }) => [name, status])) };
}

async function silentProxy(target: number): Promise<SilentProxy> {
  const proxy = await SilentProxy.start(target);
  closing.push(() => proxy.stop());
  proxy.fallSilent();
  return proxy;
}

test('reports a server that accepts connections and never answers, within the connect timeout', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const silent = await silentProxy(server.port);
  const plain = await diagnose({ seeds: [silent.address] });
  expect(plain.states).toMatchObject({ tcp: 'ok', login: 'failed', kind: 'skipped' });
  expect(plain.step('login').found).toContain('no answer within 1000 ms');
  const tls = await diagnose({ seeds: [silent.address], connection: { ...CONNECTION, tls: {} } });
  expect(tls.step('tls')).toMatchObject({
    status: 'failed',
    found: `${silent.address}: no answer within 1000 ms`,
  });
  // A server that hangs does not delay the others.
  const half = await diagnose({ seeds: [silent.address, at(server.port)] });
  expect(half.report.usable).toBe('partly');
  expect(half.step('login')).toMatchObject({
    status: 'warning',
    found: expect.stringContaining('at 1 of 2 seeds'),
  });
  expect(half.states['version']).toBe('ok');
});

test('an abandoned examination ends at once and closes all its sockets', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const silent = await silentProxy(server.port);
  const left = new AbortController();
  const steps: DoctorStep[] = [];
  const slow = { seeds: [silent.address], connection: { ...CONNECTION, connectTimeout: 60_000 } };
  const report = examine(target(slow), (step) => steps.push(step), left.signal);
  const outcome = expect(report).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  // One for the port, one for the login.
  await waitUntil('it tries to log in', () => silent.connections === 2);
  left.abort();
  await outcome;
  expect(steps.map(({ name }) => name)).toEqual(['resolve', 'proxy', 'ssh', 'tcp', 'tls']);
  await waitUntil('its sockets are closed', () => silent.open === 0);
});

describe('Sentinels', () => {
  let sentinels: Sentinels;
  beforeAll(async () => {
    sentinels = await Sentinels.start();
  });
  afterAll(() => sentinels?.stop());
  const by = (addresses: readonly string[], master = MASTER) => ({
    sentinel: { sentinels: addresses, master, connection: CONNECTION },
  });

  test('checks the Sentinels, the master that they name, and its replica', async () => {
    const { report, step } = await diagnose(by(sentinels.addresses));
    const [master, replica] = sentinels.servers;
    expect(report.usable).toBe('yes');
    expect(report.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'sentinel-resolve skipped',
      'proxy skipped',
      'ssh skipped',
      'sentinel-tcp ok',
      'sentinel-tls skipped',
      'sentinel-login ok',
      'sentinel-master ok',
      'master-resolve skipped',
      'master-tcp ok',
      'tls skipped',
      'login ok',
      'kind ok',
      'permissions ok',
      'nodes ok',
      'clock ok',
      'version ok',
    ]);
    expect(step('sentinel-master').found).toBe(`${MASTER} is ${at(master.port)}`);
    expect(step('kind').found).toContain('confirms that it is the master');
    expect(step('nodes').found).toBe('all 2 nodes answer');
    expect(step('nodes').details[1]!.text).toContain(`${at(replica.port)} as announced, replica`);
  });

  test('offers the known master names if the given one is unknown', async () => {
    const { report, step } = await diagnose(by(sentinels.addresses, 'oders'));
    expect(report.usable).toBe('no');
    expect(step('sentinel-master')).toMatchObject({
      status: 'failed',
      found: 'no Sentinel knows a master named oders',
      advice: `They watch ${MASTER}: use that name.`,
      remedy: { kind: 'master-name', names: [MASTER] },
    });
    expect(step('login').status).toBe('skipped');
  });

  test('tells apart a closed port, a server that is not a Sentinel, and a Sentinel used as a server', async () => {
    const gone = await RedisServer.start();
    await gone.stop();
    const away = await diagnose(by([at(gone.port)]));
    expect(away.report.usable).toBe('no');
    expect(away.step('sentinel-tcp')).toMatchObject({
      status: 'failed',
      found: '0 of 1 Sentinel accept',
      details: [{ good: false, text: expect.stringContaining('connection refused') }],
    });
    const wrong = await diagnose(by([at(sentinels.servers[0].port)]));
    expect(wrong.step('sentinel-master')).toMatchObject({
      status: 'failed',
      found: `${at(sentinels.servers[0].port)} is not a Sentinel`,
      advice: expect.stringContaining('26379'),
    });
    const turned = await diagnose({ seeds: [sentinels.addresses[0]!] });
    expect(turned.step('kind')).toMatchObject({
      status: 'failed',
      found: 'this is a Sentinel, not a server with data',
    });
  });
});
