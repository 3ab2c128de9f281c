/** Operations on clusters whose nodes are not plain IPv4 addresses. */
import { afterEach, expect, test } from 'vitest';
import { nodeAt, slotsOf } from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { readNewNodes } from '../../../main/cluster/operations/create/read-new-nodes.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { runOperation } from '../../support/run-operation.ts';
import { planned } from '../../support/run-steps.ts';
import { ALL_SERVERS } from '../../support/servers.ts';
import { THOROUGH } from '../../support/thorough.ts';

const open: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

/** Names are resolved to themselves: only addresses are given. */
const lookup = (host: string) => Promise.resolve([host]);

const KINDS = [
  { kind: 'IPv6 addresses', host: '::1', conf: [] },
  {
    kind: 'host names as their endpoints',
    host: '127.0.0.1',
    conf: ['cluster-announce-hostname localhost', 'cluster-preferred-endpoint-type hostname'],
  },
  {
    kind: 'unknown endpoints',
    host: '127.0.0.1',
    conf: ['cluster-preferred-endpoint-type unknown-endpoint'],
  },
];

for (const [i, { name, server }] of [ALL_SERVERS[0]!, ALL_SERVERS.at(-1)!].entries())
  test.skipIf(!server || (i > 0 && !THOROUGH)).each(KINDS)(
    `${name}: nodes with $kind are joined, one is added with its share, and all is taken back`,
    async ({ host, conf }) => {
      const bare = await BareNodes.start({ server, hosts: [host, host, host], conf, nodeTimeout: 5000 });
      open.push(bare);
      const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
      open.push({ stop: () => nodes.close() });
      const [one, two, three] = bare.addresses as [string, string, string];
      const run = async (request: object) => {
        const parsed = requestSchema.parse(request);
        const reading = parsed.kind === 'create' ? null : await readCluster(nodes, one);
        const report = await runOperation(
          planned(await planOperation(parsed, reading, nodes, lookup)),
          nodes,
        );
        expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
        expect(['done', 'done-with-remarks']).toContain(report.state);
      };
      await run({ kind: 'create', nodes: [one, two], replicas: 0 });
      // foo is in slot 12182, bar in 5061.
      const [portOne, portTwo, portThree] = bare.ports as [number, number, number];
      await waitUntil('a write', async () => (await bare.command(portTwo, 'SET', 'foo', '1')) === 'OK');
      await waitUntil('a write', async () => (await bare.command(portOne, 'SET', 'bar', '2')) === 'OK');
      await run({ kind: 'add-primary', node: three, share: true });
      const grown = await readCluster(nodes, two);
      const added = nodeAt(grown, three)!;
      expect(grown.nodes.map(({ address }) => address).sort()).toEqual([...bare.addresses].sort());
      expect(countSlots(slotsOf(grown, added.id))).toBe(5461);

      await run({ kind: 'remove-node', node: added.id, drain: true });
      const shrunk = await readCluster(nodes, one);
      expect(shrunk.nodes.map(({ address }) => address).sort()).toEqual([one, two].sort());
      const values = await Promise.all(
        [portOne, portTwo, portThree].map((port) => bare.command(port, 'DBSIZE')),
      );
      expect(values.reduce<number>((sum, size) => sum + Number(size), 0)).toBe(2);
      expect((await readNewNodes(nodes, [three], lookup)).map((answer) => 'refusal' in answer)).toEqual([
        false,
      ]);
    },
  );
