/** What the check finds in real clusters that are broken on purpose. One cluster a server, each test leaves it whole again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../../../main/cluster/operations/findings/findings.ts';
import { migrationFindings } from '../../../main/cluster/operations/findings/migration-findings.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { Finding, FindingKind } from '../../../shared/operations/finding.ts';
import { closedPort } from '../../support/closed-port.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { SLOW_TEST_SERVERS } from '../../support/servers.ts';

/** All nodes are on one host. */
const ALWAYS: readonly FindingKind[] = ['same-host'];

describe.each(SLOW_TEST_SERVERS)('$name', ({ name, server }) => {
  let cluster: RedisCluster;
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });

  beforeAll(async () => {
    if (server) cluster = await RedisCluster.start({ server, nodeTimeout: 2000 });
  });
  afterAll(async () => {
    nodes.close();
    await cluster?.stop();
  });

  const port = (node: number) => cluster.ports[node]!;
  const at = (node: number) => cluster.addresses[node]!;
  /** As node `seed` leads to the cluster. */
  const check = async (seed = 1): Promise<Finding[]> => {
    const reading = await readCluster(nodes, at(seed));
    const found = [...findingsOf(reading), ...(await migrationFindings(nodes, reading))];
    return found.filter(({ kind }) => !ALWAYS.includes(kind));
  };
  const kinds = (found: readonly Finding[]) => found.map(({ kind }) => kind);
  const whole = () => waitUntil('nothing to be wrong', async () => (await check()).length === 0);
  const finds = (kind: FindingKind, node: number, seed = 1) =>
    waitUntil(`${kind} at ${at(node)}`, async () =>
      (await check(seed)).find((one) => one.kind === kind && one.nodes.includes(at(node))),
    );
  const onServer = (title: string, run: () => Promise<void>, applies = true) =>
    test.skipIf(!server || !applies)(title, run);

  onServer('a sound cluster', async () => {
    await whole();
  });

  onServer('a node that was introduced and is not there', async () => {
    const closed = await closedPort();
    await cluster.command(port(1), 'CLUSTER', 'MEET', '127.0.0.1', String(closed), String(closed));
    const found = await check();
    expect(found).toMatchObject([{ kind: 'handshake', severity: 'warning', nodes: [`127.0.0.1:${closed}`] }]);
    await whole();
  });

  onServer('a bus port that is announced wrongly, so that links are cut', async () => {
    const announce = (busPort: number) =>
      cluster.command(port(2), 'CONFIG', 'SET', 'cluster-announce-bus-port', String(busPort));
    await announce(await closedPort());
    try {
      // The others open their links to it again, at the new port.
      const { severity, nodes: ends } = await waitUntil('its links to be down', async () =>
        (await check()).find(
          ({ kind, nodes: about }) => kind === 'link-down' && about[0] === at(2) && about.length === 6,
        ),
      );
      expect(severity).toBe('warning');
      expect([...ends].sort()).toEqual([...cluster.addresses].sort());
    } finally {
      await announce(0);
    }
    await whole();
  });

  onServer('a frozen node', async () => {
    cluster.pause(port(5));
    try {
      const begun = performance.now();
      const found = await check();
      // A reply is waited for 5 s, in each of the two rounds at most; a slow machine gets the rest.
      expect(performance.now() - begun).toBeLessThan(30_000);
      expect(found.find(({ kind }) => kind === 'node-silent')).toMatchObject({
        severity: 'error',
        nodes: [at(5)],
      });
      expect(kinds(found)).toContain('no-replica');
    } finally {
      cluster.resume(port(5));
    }
    await whole();
  });

  onServer('a dead replica', async () => {
    await cluster.kill(port(5));
    const found = await check();
    expect(found.find(({ kind }) => kind === 'node-unreachable')).toMatchObject({
      severity: 'error',
      nodes: [at(5)],
      slots: [],
    });
    expect(found.find(({ kind }) => kind === 'no-replica')).toMatchObject({ nodes: [at(2)] });
    await cluster.restart(port(5));
    await whole();
  });

  onServer('a node that another one has forgotten', async () => {
    const { id } = cluster.node(port(5));
    await cluster.command(port(0), 'CLUSTER', 'FORGET', id);
    // From 7.2 on the others are told of it: then it knows them, and none of them knows it.
    const { severity } = await finds('not-a-member', 5, 5);
    expect(severity).toBe('warning');
    // The ban of a minute ends with the process.
    for (const node of [0, 1, 2, 3, 4]) {
      await cluster.kill(port(node));
      await cluster.restart(port(node));
    }
    for (const node of [0, 1, 2, 3, 4])
      await cluster.command(port(node), 'CLUSTER', 'MEET', '127.0.0.1', String(port(5)));
    await whole();
  });

  onServer(
    'slots that the servers are moving',
    async () => {
      // Frozen, the target does not let the move end.
      cluster.pause(port(2));
      try {
        await cluster.command(
          port(1),
          ...['CLUSTER', 'MIGRATESLOTS', 'SLOTSRANGE', '5461', '5470', 'NODE', cluster.node(port(2)).id],
        );
        const { text } = (await check()).find(({ kind }) => kind === 'migration-running')!;
        expect(text).toContain(`10 slots are being moved from ${at(1)} to ${at(2)} by the servers`);
        await cluster.command(port(1), 'CLUSTER', 'CANCELSLOTMIGRATIONS');
      } finally {
        cluster.resume(port(2));
      }
      await waitUntil('the move to be gone', async () => !kinds(await check()).includes('migration-running'));
    },
    name === 'Valkey 9.1',
  );

  // Last: nobody brings these back.
  onServer('a dead primary without a replica, and then no majority', async () => {
    await waitUntil('it to settle', async () =>
      (await check()).every(({ severity }) => severity !== 'error'),
    );
    const primaries = (await readCluster(nodes, at(1))).nodes.filter(({ role }) => role === 'primary');
    const [first, second] = primaries.filter(({ address }) => address !== at(1));
    const portOf = (address: string) => Number(address.split(':')[1]);
    const replicas = (await readCluster(nodes, at(1))).nodes.filter(({ role }) => role === 'replica');
    for (const { address } of replicas) if (address !== at(1)) await cluster.kill(portOf(address));
    await cluster.kill(portOf(first!.address));
    const dead = (await check()).find(
      ({ kind, nodes: about }) => kind === 'node-unreachable' && about[0] === first!.address,
    )!;
    expect(dead.slots).not.toEqual([]);
    expect(dead.severity).toBe('error');
    await finds('state-fail', 1);
    expect(kinds(await check())).not.toContain('no-majority');
    expect(kinds(await check())).not.toContain('uncovered');
    await cluster.kill(portOf(second!.address));
    const lost = (await check()).find(({ kind }) => kind === 'no-majority')!;
    expect([...lost.nodes].sort()).toEqual([first!.address, second!.address].sort());
  });
});
