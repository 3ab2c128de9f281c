import { afterEach, expect, test } from 'vitest';
import { atomicExecutors } from '../../../main/cluster/operations/atomic/executors.ts';
import { runningMigrations } from '../../../main/cluster/operations/atomic/running-migrations.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { recordedContext } from '../../support/operations.ts';
import { ScriptedNode } from '../../support/scripted-node.ts';

const SOURCE = 'a'.repeat(40);
const TARGET = 'b'.repeat(40);
const TASK = 'c'.repeat(40);

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
const array = (items: string[]) => `*${items.length}\r\n${items.join('')}`;

interface Script {
  /** The answer to IMPORT; null cuts the connection. */
  start: () => string | null;
  /** State and number of retries at each look; null for no task. */
  task: () => [state: string, retries: number] | null;
  isMoved: () => boolean;
  onCancel?: () => void;
}

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Two Redis 8.4 that are not there. */
async function pair(script: Script) {
  const ports = [0, 0];
  const make = (self: number) =>
    new ScriptedNode((words, socket) => {
      const line = words.join(' ').toUpperCase();
      if (line === 'CLUSTER NODES') {
        const moved = script.isMoved();
        const row = (i: number, id: string, slots: string) =>
          `${id} 127.0.0.1:${ports[i]}@${ports[i]! + 1} ${i === self ? 'myself,' : ''}master - 0 0 ${i + 1} connected ${slots}\n`;
        return bulk(
          row(0, SOURCE, moved ? '10-99' : '0-99') + row(1, TARGET, moved ? '0-9 100-199' : '100-199'),
        );
      }
      if (line.startsWith('COMMAND INFO')) return array(['*0\r\n', array([bulk('migration')]), '*0\r\n']);
      if (line === 'CLUSTER INFO' || line === 'INFO') return bulk('cluster_state:ok\r\n');
      if (line === 'CLUSTER MIGRATION STATUS ALL') {
        const task = self === 1 ? script.task() : null;
        if (!task) return '*0\r\n';
        const fields = ['id', TASK, 'slots', '0-9', 'source', SOURCE, 'dest', TARGET, 'operation', 'import'];
        const rest = [
          'state',
          task[0],
          'last_error',
          'Main channel - Connection is closed',
          'retries',
          String(task[1]),
        ];
        return array([array([...fields, ...rest].map(bulk))]);
      }
      if (line.startsWith('CLUSTER MIGRATION IMPORT')) {
        const answer = script.start();
        if (answer === null) socket.destroy();
        return answer;
      }
      if (line.startsWith('CLUSTER MIGRATION CANCEL')) {
        script.onCancel?.();
        return ':1\r\n';
      }
      return undefined;
    });
  const source = make(0);
  const target = make(1);
  ports[0] = await source.listen();
  ports[1] = await target.listen();
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  open.push(nodes, source, target);
  const seed = `127.0.0.1:${ports[0]}`;
  const run = () =>
    atomicExecutors['migrate-slots'](
      { kind: 'migrate-slots', by: 'redis', from: SOURCE, to: TARGET, slots: [{ first: 0, last: 9 }] },
      recordedContext(nodes, seed),
    );
  const sent = (word: string) => target.received.filter((words) => words[2] === word);
  return { nodes, seed, run, sent };
}

test('a start without an answer is looked for, followed, and never sent again', async () => {
  let isStarted = false;
  let looks = 0;
  const { run, sent, nodes, seed } = await pair({
    start: () => {
      isStarted = true;
      return null;
    },
    task: () => (isStarted ? [++looks > 6 ? 'completed' : 'streaming-buffer', 0] : null),
    isMoved: () => looks > 6,
  });
  const end = run();
  await expect.poll(() => isStarted).toBe(true);
  const running = await runningMigrations(nodes, await readCluster(nodes, seed));
  expect(running).toMatchObject([{ id: TASK, source: SOURCE, target: TARGET, state: 'streaming-buffer' }]);
  expect(await end).toEqual({ end: 'done', text: '10 slots moved.' });
  expect(sent('IMPORT')).toHaveLength(1);
});

test('an import that fails again and again is cancelled at the target', async () => {
  let retries = -1;
  let isCancelled = false;
  const { run, sent } = await pair({
    start: () => {
      retries = 8;
      return bulk(TASK);
    },
    task: () => (retries < 0 ? null : [isCancelled ? 'canceled' : 'failed', retries++]),
    isMoved: () => false,
    onCancel: () => (isCancelled = true),
  });
  const end = await run();
  expect(end).toMatchObject({ end: 'failed', unknown: false });
  expect(end.text).toContain('Main channel');
  expect(sent('CANCEL')).toEqual([['CLUSTER', 'MIGRATION', 'CANCEL', 'ID', TASK]]);
});

test('a busy node is asked again', async () => {
  let asked = 0;
  const { run, sent } = await pair({
    start: () => (++asked === 1 ? '-ERR another ASM task is already in progress\r\n' : bulk(TASK)),
    task: () => (asked < 2 ? null : ['completed', 0]),
    isMoved: () => asked >= 2,
  });
  expect(await run()).toEqual({ end: 'done', text: '10 slots moved.' });
  expect(sent('IMPORT')).toHaveLength(2);
});
