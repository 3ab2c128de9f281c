import keySlot from 'cluster-key-slot';
import { afterEach, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { wrongIn } from '../../support/broken-slot.ts';
import { BusProxy } from '../../support/bus-proxy.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

const RANGES = [
  ['0', '5460'],
  ['5461', '10922'],
  ['10923', '16383'],
] as const;
const SLOT = 100;
let tag = 0;
while (keySlot(`t${tag}`) !== SLOT) tag++;
const key = (i: number) => `{t${tag}}:${i}`;

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  test('two nodes that do not reach each other claim a slot: the one that loses keeps its keys until they have moved', async () => {
    const buses = await Promise.all(RANGES.map(() => BusProxy.start()));
    ends.push(() => Promise.all(buses.map((bus) => bus.stop())));
    const bare = await BareNodes.start({
      ...(server && { server }),
      hosts: RANGES.map(() => '127.0.0.1'),
      // Longer than the test: no node takes another for dead.
      nodeTimeout: 120_000,
      confOf: (index) => [`cluster-announce-bus-port ${buses[index]!.port}`],
    });
    ends.push(() => bare.stop());
    const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
    ends.push(() => nodes.close());
    const ask = (node: number, ...words: string[]) => bare.command(bare.ports[node]!, ...words);
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
    for (const bus of buses) bus.cut();
    await ask(1, 'CLUSTER', 'DELSLOTS', String(SLOT));
    await ask(1, 'CLUSTER', 'ADDSLOTS', String(SLOT));
    await ask(1, 'CLUSTER', 'BUMPEPOCH');
    await ask(1, 'SET', key(10), 'value 10');

    const plan = await planFor(nodes, bare.addresses[2]!, { kind: 'fix' });
    expect(plan.steps.map(({ action }) => action.kind).slice(0, 2)).toEqual(['give-up-slots', 'move-keys']);
    expect(plan.steps[0]!.risk).toContain('deletes its keys');
    // They reach each other again as soon as the claim is given up, with all keys still there.
    const append = (record: JournalRecord) => {
      if (record.record === 'step' && record.state === 'done' && record.step === 0)
        for (const bus of buses) bus.heal();
      return Promise.resolve();
    };
    const report = await runOperation(plan, nodes, { journal: { append } });
    expect(wrongIn(report)).toEqual([]);
    for (let i = 0; i <= 10; i++) expect(await ask(1, 'GET', key(i))).toBe(`value ${i}`);
    expect(Number(await ask(0, 'CLUSTER', 'COUNTKEYSINSLOT', String(SLOT)))).toBe(0);
    expect((await planFor(nodes, bare.addresses[2]!, { kind: 'fix' })).steps).toEqual([]);
  });
});
