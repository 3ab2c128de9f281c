/** What the create wizard and the settings view are told, by real servers of several versions. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationStatus } from '../../shared/operations/operation.ts';
import type { PairState } from '../../shared/operations/progress.ts';
import { openSettings } from '../../main/storage/settings.ts';
import { createClusterSettingHandlers } from '../../main/workspace/cluster-setting-handlers.ts';
import { createNewNodeHandlers } from '../../main/workspace/new-node-handlers.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { closedPort } from '../support/closed-port.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SLOW_TEST_SERVERS } from '../support/servers.ts';

const PASSWORD = 'open sesame';

describe.each(SLOW_TEST_SERVERS.map((one) => [one.name, one.server!] as const))('%s', (name, server) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-new-nodes-'));
  const statuses: OperationStatus[] = [];
  let nodes: BareNodes;
  let workspace: Workspace;
  let calls: ReturnType<typeof createNewNodeHandlers>;
  const login = { username: '', password: PASSWORD };

  beforeAll(async () => {
    process.env['XDG_STATE_HOME'] = directory;
    nodes = await BareNodes.start({ hosts: Array<string>(4).fill('127.0.0.1'), server, password: PASSWORD });
    workspace = new Workspace(
      (event, payload) => {
        if (event === 'operation') statuses.push(payload as OperationStatus);
      },
      await openSettings(directory),
    );
    calls = createNewNodeHandlers(workspace);
  }, 60_000);
  afterAll(async () => {
    await workspace?.close();
    await nodes?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('each node says what it is, and a wrong address says why it cannot join', async () => {
    const closed = await closedPort();
    const [first, second] = nodes.addresses as [string, string];
    const facts = await calls.inspectNodes({
      addresses: [first, `127.0.0.1:${closed}`, 'nonsense', first, second],
      login,
    });
    expect(facts[0]).toMatchObject({
      address: first,
      ip: '127.0.0.1',
      refusal: null,
      isClusterEnabled: true,
      keys: 0,
      otherNodes: 0,
      busPort: nodes.ports[0]! + 10_000,
      isBusOpen: true,
      hasLeftovers: false,
    });
    expect(facts[0]!.server).toMatch(new RegExp(`^${name.split('.')[0]}`));
    expect(facts[0]!.conf).toMatchObject({
      refused: null,
      values: { port: String(nodes.ports[0]), requirepass: '••••••', 'cluster-enabled': 'yes' },
    });
    expect(facts[0]!.conf!.file).toMatch(/redis\.conf$/);
    expect(facts[1]!.refusal).toMatchObject({ because: 'unreachable' });
    expect(facts[2]).toMatchObject({ given: 'nonsense', address: '', conf: null });
    expect(facts[2]!.refusal!.refusal).toBe('nonsense is not an address: write host:port.');
    expect(facts[3]!.refusal!.refusal).toContain('are the same node');
    expect(JSON.stringify(facts)).not.toContain(PASSWORD);
    const [locked] = await calls.inspectNodes({ addresses: [first], login: { username: '', password: '' } });
    expect(locked!.refusal).toMatchObject({ because: 'refused' });
  });

  test('a server without cluster-enabled, and one that has keys, still say their version', async () => {
    const plain = await RedisServer.start({ server });
    try {
      const [facts] = await calls.inspectNodes({
        addresses: [`127.0.0.1:${plain.port}`],
        login: { username: '', password: '' },
      });
      expect(facts).toMatchObject({ isClusterEnabled: false, keys: 0, busPort: null });
      expect(facts!.refusal!.because).toBe('not-cluster');
      expect(facts!.server).not.toBe('');
    } finally {
      await plain.stop();
    }
  });

  test.runIf(process.platform === 'linux')(
    'servers of this computer are found, and bus ports are not asked',
    async () => {
      const { nodes: found, source } = await calls.findLocalNodes(undefined);
      expect(source).toBe('listening');
      for (const address of nodes.addresses)
        expect(found).toContainEqual({ address, isLocked: true, server: '', isClusterEnabled: null });
      expect(
        found.some(({ address }) => nodes.ports.some((port) => address.endsWith(`:${port + 10_000}`))),
      ).toBe(false);
    },
  );

  test('a join is told pair by pair, and then every node tells its settings', async () => {
    const { operations } = workspace;
    const offered = await operations.plan(
      { kind: 'create', nodes: [...nodes.addresses], replicas: 0 },
      login,
    );
    if (offered.kind === 'refused') throw new Error(offered.text);
    operations.start(offered.id, '');
    const end = await waitUntil('the cluster is made', () =>
      statuses.find(({ endedAt }) => endedAt !== null),
    );
    expect(end!.report).toMatchObject({ state: 'done' });
    expect(await calls.coverage({ addresses: [...nodes.addresses], login })).toEqual({
      covered: 16384,
      nodes: 4,
      differing: [],
    });
    const { joining } = end!.progress!;
    expect(joining).toMatchObject({ nodes: nodes.addresses, linked: 12, of: 12 });
    const row = (at: number) => joining!.nodes.map((_, i): PairState | null => (i === at ? null : 'linked'));
    expect(joining!.pairs).toEqual(joining!.nodes.map((_, i) => row(i)));

    await workspace.connect({
      seeds: [nodes.addresses[0]!],
      label: 'new',
      environment: 'local',
      readOnly: false,
      connection: { database: 0, protocol: 2, connectTimeout: 10_000, password: PASSWORD },
    });
    // A window that is at one of the nodes already stays: its tunnel, if it had one, ends with its connection.
    const { session } = workspace;
    const state = await calls.connectCreated({ addresses: [...nodes.addresses].reverse(), login: null });
    expect(state.phase).toBe('connected');
    expect(workspace.session).toBe(session);

    const settings = await createClusterSettingHandlers(operations).clusterSettings(undefined);
    // In the order of their slots.
    expect(settings.nodes.map(({ address }) => address)).toEqual(nodes.addresses);
    expect(settings.nodes.every(({ file, trouble }) => file.kind === 'read' && trouble === null)).toBe(true);
    const setting = (wanted: string) => settings.rows.find((one) => one.name === wanted)!;
    const ports = settings.nodes.map(({ address }) => address.split(':')[1]);
    expect(setting('port')).toMatchObject({ running: ports, file: ports, default: '6379' });
    expect(setting('cluster-require-full-coverage')).toMatchObject({
      running: ['yes', 'yes', 'yes', 'yes'],
      default: 'yes',
      takesEffect: 'now',
    });
    expect(setting('cluster-enabled')).toMatchObject({ default: 'no', takesEffect: 'restart' });
    expect(setting('requirepass')).toMatchObject({
      running: Array(4).fill('••••••'),
      takesEffect: 'connections',
      isSecret: true,
    });
    expect(settings.defaultsOf).toMatch(new RegExp(`^${name.split('.')[0]}`));
    expect(JSON.stringify(settings)).not.toContain(PASSWORD);
  }, 60_000);
});
