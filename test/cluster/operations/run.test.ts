import { promises as dns } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { primariesOf } from '../../../main/cluster/operations/reading/cluster-reading.ts';
import { executors } from '../../../main/cluster/operations/run/executors.ts';
import { foldJournal } from '../../../main/cluster/operations/run/journal.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { runPlan, type RunDeps } from '../../../main/cluster/operations/run/runner.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { planned } from '../../support/run-steps.ts';

const open: { stop(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const lookup = async (host: string) => (await dns.lookup(host, { all: true })).map(({ address }) => address);

async function start() {
  const bare = await BareNodes.start({ nodeTimeout: 5000, hosts: ['127.0.0.1', '127.0.0.2', '127.0.0.3'] });
  open.push(bare);
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  open.push({ stop: () => nodes.close() });
  const request = requestSchema.parse({ kind: 'create', nodes: bare.addresses, replicas: 0 });
  return { bare, nodes, plan: planned(await planOperation(request, null, nodes, lookup)) };
}

class Killed extends Error {}

/** A journal that dies with its process once it holds `limit` records. */
function depsOf(nodes: OperationNodes, records: JournalRecord[], limit = Infinity): RunDeps {
  return {
    nodes,
    executors,
    journal: {
      append: (record) => {
        if (records.length >= limit) return Promise.reject(new Killed());
        records.push(record);
        return Promise.resolve();
      },
    },
    onProgress: () => undefined,
    resolveConflict: () => Promise.resolve('stop'),
    keepValue: () => Promise.reject(new Error('no value is kept')),
    control: { wish: 'run', rate: null },
    id: 'one',
    pid: process.pid,
  };
}

test('a cluster is created by a run that is killed at every record, and resumed', async () => {
  const { bare, nodes, plan } = await start();
  const records: JournalRecord[] = [];
  let kills = 0;
  for (;;) {
    const state = foldJournal(records);
    // In turn it dies before a step, and after its effect but before its record; `resume` and `begun` come first.
    const limit = records.length + (state === null ? 1 : kills % 2 === 0 ? 2 : 3);
    try {
      const report = await runPlan(plan, depsOf(nodes, records, limit), state && state.stepsDone);
      expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.state).toBe('done');
      break;
    } catch (error) {
      expect(error).toBeInstanceOf(Killed);
      kills++;
    }
  }
  expect(kills).toBeGreaterThan(plan.steps.length);
  expect(foldJournal(records)!.ended).toBe('done');
  expect(primariesOf(await readCluster(nodes, bare.addresses[0]!))).toHaveLength(3);
});

test('a plan does not start once the cluster has changed, and stops at a boundary when asked', async () => {
  const { bare, nodes, plan } = await start();
  expect((await runPlan(plan, depsOf(nodes, []))).state).toBe('done');
  const reading = await readCluster(nodes, bare.addresses[0]!);
  const target = primariesOf(reading)[0]!;
  const request = requestSchema.parse({ kind: 'reshard', from: [], to: target.id, amount: 100 });
  const reshard = planned(await planOperation(request, reading, nodes, lookup));
  expect(reshard.totals.slots).toBe(100);
  expect(reshard.totals.keys).toBe(0);

  let moved = 0;
  const mover = {
    ...executors,
    'move-slots': () => Promise.resolve({ end: 'done' as const, text: `Move ${++moved}.` }),
  };
  const stopped: JournalRecord[] = [];
  const paused = await runPlan(reshard, {
    ...depsOf(nodes, stopped),
    executors: mover,
    control: { wish: 'pause', rate: null },
  });
  expect(paused.state).toBe('paused');
  const { at } = stopped.at(-1)!;
  expect(foldJournal(stopped)).toMatchObject({ ended: null, pausedAt: at });
  // Taken up again, and cut off: as a journal reads that is older than the record of a pause.
  const cut: JournalRecord[] = [...stopped, { record: 'resume', at, pid: 1 }];
  expect(foldJournal(cut)).toMatchObject({ ended: null, pausedAt: null });
  const forgotten: JournalRecord[] = [...stopped, { record: 'end', at, state: 'forgotten', text: '' }];
  expect(foldJournal(forgotten)).toMatchObject({ ended: 'forgotten', pausedAt: null });

  const { fingerprint } = reshard;
  const older = { ...reshard, fingerprint: { ...fingerprint, owners: [{ id: target.id, slots: [] }] } };
  const records: JournalRecord[] = [];
  const report = await runPlan(older, { ...depsOf(nodes, records), executors: mover });
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toMatch(/^Nothing was done: The slots of .* have changed\./);
  expect([records, moved]).toEqual([[], 0]);
});
