/**
 * Operations whose process is killed and that are taken up again. By default it dies after one record of each kind and once a
 * command of each kind is sent or answered; with THOROUGH=1 at every event, and many times in a row.
 */
import keySlot from 'cluster-key-slot';
import { afterAll, afterEach, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { primariesOf, slotsOf } from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { OperationReport } from '../../../shared/operations/progress.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { DyingRuns } from '../../support/dying-runs.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { ALL_SERVERS, NEWER_SERVERS } from '../../support/servers.ts';
import { THOROUGH } from '../../support/thorough.ts';

/** A process takes about half a second to start on a busy machine, and there may be dozens of deaths in a test. */
const TIMEOUT_MS = 300_000;
/** Deaths in a row after which an operation is left to end. */
const MAX_DEATHS = THOROUGH ? 40 : 5;
/** An operation that ends after so few would prove little. */
const ENOUGH_DEATHS = THOROUGH ? 8 : 2;

const runs = new DyingRuns();
const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
let open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open) await one.stop();
  open = [];
});
afterAll(() => {
  nodes.close();
  runs.remove();
});

let operations = 0;
const newId = () => `operation-${++operations}`;

interface Servers {
  ports: readonly number[];
  command(port: number, ...args: string[]): Promise<unknown>;
}

/** All keys at all nodes, each with a digest of its value and of whether it expires. */
async function keysOf({ ports, command }: Servers): Promise<string[]> {
  const found: string[] = [];
  for (const port of ports) {
    const keys = (await command(port, 'KEYS', '*')) as string[];
    const digests =
      keys.length > 0 ? ((await command(port, 'DEBUG', 'DIGEST-VALUE', ...keys)) as string[]) : [];
    found.push(...keys.map((key, i) => `${key} ${digests[i]}`));
  }
  return found.sort();
}

const serversOf = (cluster: RedisCluster | BareNodes, ports = cluster.ports): Servers => ({
  ports,
  command: (port, ...args) => cluster.command(port, ...args),
});

/** Keys of these slots, some with a time to live, at the port that owns them. */
async function fill(
  { command }: Servers,
  port: number,
  slots: readonly number[],
  each: number,
): Promise<void> {
  const left = new Map(slots.map((slot) => [slot, each]));
  for (let i = 0; left.size > 0; i++) {
    const key = `key:${i}`;
    const wanted = left.get(keySlot(key));
    if (wanted === undefined) continue;
    await command(port, 'SET', key, `value ${i}`, ...(i % 3 === 0 ? ['EX', '100000'] : []));
    if (wanted === 1) left.delete(keySlot(key));
    else left.set(keySlot(key), wanted - 1);
  }
}

function expectSound(report: OperationReport): void {
  expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.verified.length).toBeGreaterThan(3);
  expect(['done', 'done-with-remarks']).toContain(report.state);
  expect(report.outcomes.filter(({ state }) => state === 'failed' || state === 'unknown')).toEqual([]);
}

interface Kinds {
  records: readonly string[];
  commands: readonly string[];
}

/** Each kind once: between a record and the next event nothing is changed, so that `after` stands for the `before` that follows. */
const labelsOf = ({ records, commands }: Kinds) => [
  ...records.map((record) => `after ${record}`),
  ...commands.map((command, i) => `${command} ${i % 2 === 0 ? 'sent' : 'answered'}`),
];

/**
 * The same reshard there and back, which dies at another event each time, at the first of each label or at each event in turn;
 * each time it is resumed to its end.
 */
async function dieAndResume(cluster: RedisCluster, move: object, kinds: Kinds): Promise<void> {
  const servers = serversOf(cluster);
  const before = await keysOf(servers);
  const labels = labelsOf(kinds);
  const died: string[] = [];
  for (let run = 1; THOROUGH || run <= labels.length + 1; run++) {
    const ids = [cluster.nodes[0]!.id, cluster.nodes[1]!.id];
    const [from, to] = run % 2 === 1 ? ids : ids.reverse();
    const request = { kind: 'reshard', from: [from], to, amount: 3, move };
    const seed = cluster.addresses[2]!;
    const id = newId();
    const first = await runs.run(id, seed, request, THOROUGH ? run : (labels[run - 1] ?? 0));
    if ('report' in first) {
      expectSound(first.report);
      expect(first.report.done.slots).toBe(3);
      break;
    }
    died.push(first.died);
    const second = await runs.run(id, seed, request, 0);
    // The first that differs says where it began.
    expect([run, first.died, await keysOf(servers)]).toEqual([run, first.died, before]);
    if (!('report' in second)) throw new Error('It was not told to die.');
    expectSound(second.report);
  }
  if (!THOROUGH) return expect(died).toEqual(labels);
  for (const record of kinds.records)
    expect(died).toEqual(expect.arrayContaining([`before ${record}`, `after ${record}`]));
  for (const command of kinds.commands)
    expect(died).toEqual(expect.arrayContaining([`${command} sent`, `${command} answered`]));
}

test(
  'a reshard by SETSLOT and MIGRATE that is killed at a record or a command ends as one that is not',
  async () => {
    const cluster = await RedisCluster.start({ replicas: 0, nodeTimeout: 10_000 });
    open.push(cluster);
    await fill(serversOf(cluster), cluster.ports[0]!, [5460, 5458], 6);
    await dieAndResume(
      cluster,
      { atomic: 'never', batchKeys: 4 },
      {
        records: ['begin', 'step begun', 'slots open', 'slots closed', 'step done', 'end done'],
        commands: ['MIGRATE', ...['IMPORTING', 'MIGRATING', 'NODE'].map((one) => `CLUSTER SETSLOT ${one}`)],
      },
    );
  },
  TIMEOUT_MS,
);

const valkey9 = NEWER_SERVERS.find(({ name, server }) => server && name === 'Valkey 9.1')?.server ?? null;

test.skipIf(!valkey9)(
  'the same by Valkey’s own migration',
  async () => {
    const cluster = await RedisCluster.start({ server: valkey9, replicas: 0, nodeTimeout: 10_000 });
    open.push(cluster);
    await fill(serversOf(cluster), cluster.ports[0]!, [5460, 5458], 50);
    await dieAndResume(
      cluster,
      { atomic: 'always' },
      {
        records: ['begin', 'step begun', 'job begun', 'job done', 'step done', 'end done'],
        commands: ['CLUSTER MIGRATESLOTS'],
      },
    );
  },
  TIMEOUT_MS,
);

/** Resumed again and again by processes that die soon after; the steps of the deaths differ, so that they get on. */
async function dieOften(seed: string, request: object): Promise<{ died: string[]; report: OperationReport }> {
  const id = newId();
  const died: string[] = [];
  for (;;) {
    const dieAt = died.length < MAX_DEATHS ? 5 + ((died.length * 3) % 8) : 0;
    const ended = await runs.run(id, seed, request, dieAt);
    if ('report' in ended) return { died, report: ended.report };
    died.push(ended.died);
  }
}

/** One without and one with a migration of its own. */
for (const { name, server } of [ALL_SERVERS[0]!, ALL_SERVERS.at(-1)!])
  test.skipIf(!server)(
    `${name}: a node that joins with its share, and a rebalance, killed again and again`,
    async () => {
      const bare = await BareNodes.start({
        server,
        hosts: Array<string>(3).fill('127.0.0.1'),
        nodeTimeout: 10_000,
      });
      open.push(bare);
      const cluster = serversOf(bare);
      const [seed, , fresh] = bare.addresses as [string, string, string];
      await bare.command(bare.ports[0]!, 'CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
      await bare.command(bare.ports[1]!, 'CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
      await bare.command(bare.ports[0]!, 'CLUSTER', 'SET-CONFIG-EPOCH', '1');
      await bare.command(bare.ports[1]!, 'CLUSTER', 'SET-CONFIG-EPOCH', '2');
      await bare.command(bare.ports[0]!, 'CLUSTER', 'MEET', '127.0.0.1', String(bare.ports[1]));
      await expect
        .poll(async () => String(await bare.command(bare.ports[1]!, 'CLUSTER', 'INFO')), { timeout: 30_000 })
        .toContain('cluster_state:ok');
      await expect
        .poll(async () => String(await bare.command(bare.ports[0]!, 'CLUSTER', 'INFO')), { timeout: 30_000 })
        .toContain('cluster_state:ok');
      await fill(cluster, bare.ports[0]!, [8191, 8000, 7000], 5);
      await fill(cluster, bare.ports[1]!, [8192, 8300, 9000], 5);
      const before = await keysOf(cluster);

      const add = { kind: 'add-primary', node: fresh, share: true };
      const added = await dieOften(seed, add);
      expectSound(added.report);
      expect(added.died.length).toBeGreaterThan(ENOUGH_DEATHS);
      expect(await keysOf(cluster)).toEqual(before);
      const sizes = async () => {
        const reading = await readCluster(nodes, seed);
        return primariesOf(reading)
          .map(({ id }) => countSlots(slotsOf(reading, id)))
          .sort();
      };
      expect(await sizes()).toEqual([5461, 5461, 5462]);

      // 500 slots go from one primary to another, and the rebalance evens that out.
      const reading = await readCluster(nodes, seed);
      const [one, two] = primariesOf(reading).map(({ id }) => id) as [string, string];
      const tilt = await planFor(nodes, seed, { kind: 'reshard', from: [one], to: two, amount: 500 });
      expectSound(await runOperation(tilt, nodes));
      const balanced = await dieOften(seed, { kind: 'rebalance', threshold: 0 });
      expectSound(balanced.report);
      expect(balanced.died.length).toBeGreaterThan(ENOUGH_DEATHS);
      expect(await sizes()).toEqual([5461, 5461, 5462]);
      expect(await keysOf(cluster)).toEqual(before);
    },
    TIMEOUT_MS,
  );
