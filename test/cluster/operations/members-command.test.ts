/** failover, add-node, replace-node and del-node as commands: their lines and exit codes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterCli } from '../../support/cluster-cli.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { expectCode } from '../../support/expect-code.ts';
import { waitUntil } from '../../support/redis-cluster.ts';

let cli: ClusterCli;
let bare: BareNodes;
const at = (node: number) => bare.addresses[node]!;
const idOf = async (node: number) => String(await bare.command(bare.ports[node]!, 'CLUSTER', 'MYID'));
const roleOf = async (node: number) => ((await bare.command(bare.ports[node]!, 'ROLE')) as string[])[0];
const lines = (text: string) => text.split('\n').filter(Boolean);
/** Everyone knows the roles of the moment, and replicas are in sync. */
const settled = () =>
  waitUntil('all nodes to agree', async () => {
    const { code, out } = await cli.slotshell(['check', at(0)]);
    return code === 0 && !/handshake|link/.test(out);
  });

/** 0 to 2 are primaries, 3 to 5 their replicas, the others join. */
beforeAll(async () => {
  cli = await ClusterCli.start();
  bare = await BareNodes.start({ hosts: Array.from({ length: 8 }, () => '127.0.0.1'), nodeTimeout: 10_000 });
  const nodes = bare.addresses.slice(0, 6);
  const { code } = await cli.slotshell(['create', ...nodes, '--cluster-replicas', '1', '--cluster-yes']);
  expect(code).toBe(0);
  await settled();
});
afterAll(async () => {
  await bare?.stop();
  cli?.stop();
});

/** Each by another replica: elections of one shard have to be some node timeouts apart. */
const tried = new Set<number>();

/** A replica, a new one if wished, and its primary, as they are now. */
async function pair(isNew = false): Promise<{ replica: number; primary: number }> {
  for (let replica = 0; replica < 6; replica++) {
    const role = (await bare.command(bare.ports[replica]!, 'ROLE')) as string[];
    if (role[0] === 'slave' && (!isNew || !tried.has(replica)))
      return { replica, primary: bare.ports.indexOf(Number(role[2])) };
  }
  throw new Error('no replica');
}

test.each([
  ['its address', (node: number) => Promise.resolve([at(node)])],
  ['another node and its ID', async (node: number) => [at((node + 1) % 6), await idOf(node)]],
  [
    'another node and the beginning of its ID',
    async (node: number) => [at((node + 1) % 6), (await idOf(node)).slice(0, 10).toUpperCase()],
  ],
])('a replica that is named by %s takes over, with lag and votes told before', async (_, name) => {
  const { replica, primary } = await pair(true);
  tried.add(replica).add(primary);
  const args = ['failover', ...(await name(replica))];
  const dry = await cli.slotshell([...args, '--dry-run']);
  expectCode(dry, 0);
  expect(await roleOf(replica)).toBe('slave');
  const { code, out, err } = await cli.slotshell([...args, '--cluster-yes']);
  const told = lines(out).map((line) => line.replace(/is [\d,]+ bytes? behind/, 'is N bytes behind'));
  expect(told.slice(0, 8)).toEqual([
    `>>> Let ${at(replica)} take over from ${at(primary)}`,
    '[NOTE] The replica is N bytes behind its primary.',
    '[NOTE] 3 of 3 primaries with slots answer, and 2 must vote.',
    `1. Let ${at(replica)} take over from its primary.`,
    `     ${at(replica)}> CLUSTER FAILOVER`,
    '     Risk: None to the data: the primary holds writes back until the replica has all of them.',
    '     Undo: Let the old primary take over again, once it is in sync.',
    '2. Wait until all nodes agree about the owner of every slot.',
  ]);
  expect(told).toContain('[OK] All nodes that answer agree on the owners.');
  expect(told.join()).not.toMatch(/\[ERR\]/);
  expectCode({ code, out, err }, 0);
  expect(await roleOf(replica)).toBe('master');
  await settled();
});

test('a failover asks, and no is exit code 1', async () => {
  const { replica } = await pair();
  for (const input of ['no\n', '']) {
    const { code, out, err } = await cli.slotshell(['failover', at(replica)], { input });
    expect(out).toContain("Do you want to proceed? (type 'yes' to accept): ");
    expectCode({ code, out, err }, 1);
  }
  expect(await roleOf(replica)).toBe('slave');
});

test('what cannot take over is refused in words', async () => {
  const { replica, primary } = await pair();
  for (const [name, says] of [
    [at(primary), `[ERR] ${at(primary)} is a primary already.`],
    ['nobody', '[ERR] No node has the ID nobody.'],
    ['127.0.0.1:1', '[ERR] No node has the ID 127.0.0.1:1.'],
    ['', '[ERR] failover needs the ID of a node, and this one is empty.'],
  ] as const) {
    const { code, out, err } = await cli.slotshell(['failover', at(0), name, '--cluster-yes']);
    expectCode({ code, out, err }, 1);
    expect(out + err).toContain(says);
  }
  const both = await cli.slotshell(['failover', at(replica), '--force', '--takeover', '--cluster-yes']);
  expect(both).toMatchObject({ code: 1, out: '' });
  expect(await roleOf(replica)).toBe('slave');
});

test('a replica joins the primary that is named, or the one with the fewest replicas', async () => {
  const { replica, primary } = await pair();
  for (const [name, says] of [
    [await idOf(replica), `${at(replica)} is a replica. Name its primary.`],
    ['nobody', 'ID nobody'],
  ] as const) {
    const args = ['add-node', at(6), at(0), '--cluster-slave', '--cluster-master-id', name];
    const { code, out, err } = await cli.slotshell(args);
    expectCode({ code, out, err }, 1);
    expect(out).toContain(says);
  }
  const args = ['add-node', at(6), at(0), '--cluster-slave', '--cluster-master-id', await idOf(primary)];
  const named = await cli.slotshell(args);
  expect(named.out).toContain(`>>> Adding node ${at(6)} to cluster ${at(0)}\n`);
  expect(named.out).toContain(`>>> Send CLUSTER MEET to node ${at(6)} to make it join the cluster.\n`);
  expect(named.out).toContain(`>>> Configure node as replica of ${at(primary)}.\n`);
  expect(lines(named.out)).toContain('[OK] New node added correctly.');
  expectCode(named, 0);
  expect(await bare.command(bare.ports[6]!, 'ROLE')).toContain(bare.ports[primary]);
  const fewest = await cli.slotshell(['add-node', at(7), at(0), '--cluster-replica']);
  expectCode(fewest, 0);
  const [, , chosen] = (await bare.command(bare.ports[7]!, 'ROLE')) as [string, string, number];
  expect(chosen).not.toBe(bare.ports[primary]);
  await settled();
  const again = await cli.slotshell(['add-node', at(7), at(0)]);
  expectCode(again, 1);
  expect(again.out).toContain('is part of a cluster');
});

test('a node leaves by its ID or its address, and not with slots', async () => {
  const { primary } = await pair();
  const full = await cli.slotshell(['del-node', at(0), await idOf(primary)]);
  expectCode(full, 1);
  expect(full.out).toContain(`[ERR] Node ${at(primary)} is not empty! Reshard data away and try again.`);
  const none = await cli.slotshell(['del-node', at(0), 'nobody']);
  expectCode(none, 1);
  expect(none.out).toContain('[ERR] No such node ID nobody');
  const ids = [await idOf(6), await idOf(7)];
  for (const [node, name] of [
    [6, ids[0]!],
    [7, at(7)],
  ] as const) {
    const { code, out, err } = await cli.slotshell(['del-node', at(0), name]);
    expect(out).toContain('>>> Sending CLUSTER FORGET messages to the cluster...\n');
    expect(out).toContain('>>> Sending CLUSTER RESET SOFT to the deleted node.\n');
    expectCode({ code, out, err }, 0);
    expect(String(await bare.command(bare.ports[node]!, 'CLUSTER', 'INFO'))).toContain(
      'cluster_known_nodes:1',
    );
  }
  const nodes = String(await bare.command(bare.ports[0]!, 'CLUSTER', 'NODES'));
  for (const id of ids) expect(nodes).not.toContain(id);
});

test('a node takes the place of a primary, and one that is in the cluster does not', async () => {
  const { primary, replica } = await pair();
  const old = await idOf(primary);
  for (const [name, by, says] of [
    ['nobody', at(7), 'No node has the ID nobody.'],
    [old, at(replica), 'is part of a cluster'],
    [old, '127.0.0.1:1', 'cannot be reached'],
  ] as const) {
    const { code, out, err } = await cli.slotshell(['replace-node', at(replica), name, by, '--cluster-yes']);
    expectCode({ code, out, err }, 1);
    expect(out).toContain(says);
  }
  // The others refuse the ID of a node that has left for a minute.
  await bare.command(bare.ports[7]!, 'CLUSTER', 'RESET', 'HARD');
  const { code, out, err } = await cli.slotshell(['replace-node', at(replica), old, at(7), '--cluster-yes']);
  expect(out).toContain(`>>> Send CLUSTER MEET to node ${at(7)} to make it join the cluster.\n`);
  expect(out).toContain(`>>> Let ${at(7)} take over from its primary.\n`);
  expect(out).toContain('[OK] All nodes that answer agree on the owners.');
  expectCode({ code, out, err }, 0);
  expect(await roleOf(7)).toBe('master');
  expect(String(await bare.command(bare.ports[replica]!, 'CLUSTER', 'NODES'))).not.toContain(old);
  expect(String(await bare.command(bare.ports[primary]!, 'CLUSTER', 'INFO'))).toContain(
    'cluster_known_nodes:1',
  );
});
