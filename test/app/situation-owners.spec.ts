/** Woken at night: two nodes that do not reach each other both own a slot, and nobody loses a key. By keyboard alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import keySlot from 'cluster-key-slot';
import { expect, test } from '../support/app.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { BusProxy } from '../support/bus-proxy.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { finding, shoot, situationTab, sized, SLOW, Woken } from '../support/situation-page.ts';

const RANGES = [
  ['0', '5460'],
  ['5461', '10922'],
  ['10923', '16383'],
] as const;
const SLOT = 449;
const key = (i: number) => `{k2}:${i}`;

let ends: (() => unknown)[] = [];
test.afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

test('a slot has two owners: who would delete its keys is said, and they are brought together first', async ({
  launch,
}, info) => {
  expect(keySlot(key(0))).toBe(SLOT);
  const state = await mkdtemp(path.join(tmpdir(), 'slotshell-owners-'));
  ends.push(() => rm(state, { recursive: true, force: true }));
  const buses = await Promise.all(RANGES.map(() => BusProxy.start()));
  ends.push(() => Promise.all(buses.map((bus) => bus.stop())));
  const bare = await BareNodes.start({
    hosts: RANGES.map(() => '127.0.0.1'),
    // Longer than the test: no node takes another for dead.
    nodeTimeout: 120_000,
    confOf: (index) => [`cluster-announce-bus-port ${buses[index]!.port}`],
  });
  ends.push(() => bare.stop());
  const ask = (node: number, ...args: string[]) => bare.command(bare.ports[node]!, ...args);
  for (const [node, [first, last]] of RANGES.entries()) {
    buses[node]!.lead(bare.ports[node]! + 10_000);
    await ask(node, 'CLUSTER', 'SET-CONFIG-EPOCH', String(node + 1));
    await ask(node, 'CLUSTER', 'ADDSLOTSRANGE', first, last);
  }
  for (const node of [1, 2])
    await ask(node, 'CLUSTER', 'MEET', '127.0.0.1', String(bare.ports[0]!), String(buses[0]!.port));
  await waitUntil('the cluster to serve', async () => {
    const all = await Promise.all([0, 1, 2].map((node) => ask(node, 'CLUSTER', 'INFO')));
    return all.every((text) => /cluster_state:ok[^]*known_nodes:3/.test(String(text)));
  });
  for (let i = 0; i < 10; i++) await ask(0, 'SET', key(i), `value ${i}`);

  const launched = await launch({ args: ['-p', String(bare.ports[2]!)], env: { XDG_STATE_HOME: state } });
  const { page } = launched;
  await sized(launched, 1440, 900);
  const woken = new Woken(page);
  await woken.look();
  await expect(finding(page, 'None of the 3 shards has a replica')).toBeVisible(SLOW);
  for (const bus of buses) bus.cut();
  await ask(1, 'CLUSTER', 'DELSLOTS', String(SLOT));
  await ask(1, 'CLUSTER', 'ADDSLOTS', String(SLOT));
  await ask(1, 'CLUSTER', 'BUMPEPOCH');
  await ask(1, 'SET', key(10), 'value 10');

  const row = finding(page, '1 slot has two owners');
  await expect(row).toContainText('TWO OWNERS', SLOW);
  await expect(row).toContainText(`1 key at ${bare.addresses[1]}, 10 keys at ${bare.addresses[0]}`);
  await expect(row).toContainText(`${bare.addresses[0]} deletes its keys of these slots`);
  await expect(situationTab(page)).toHaveAccessibleName(/^Situation \d findings?/);
  await shoot(launched, info, 'two-owners');
  await woken.act('1 slot has two owners', 'f');
  await woken.carryOut('Fix the cluster', async () => {
    // The nodes reach each other again as soon as the claim is given up, with all keys still there.
    await waitUntil('the claim to be given up', async () => {
      const [own] = /^.*myself.*$/m.exec(String(await ask(0, 'CLUSTER', 'NODES')))!;
      return own.includes(`[${SLOT}-<-`);
    });
    for (const bus of buses) bus.heal();
  });
  await expect(row).toHaveCount(0, SLOW);
  // What the cut has left: only the shards without replicas are a finding in the end, as before.
  await expect(finding(page, /./)).toHaveCount(1, { timeout: 60_000 });
  woken.note(info, 'two owners of a slot');
  for (let i = 0; i <= 10; i++) expect(await ask(1, 'GET', key(i))).toBe(`value ${i}`);
  expect(Number(await ask(0, 'CLUSTER', 'COUNTKEYSINSLOT', String(SLOT)))).toBe(0);
});
