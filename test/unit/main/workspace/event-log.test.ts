import { expect, test } from 'vitest';
import { EventLog } from '../../../../main/workspace/event-log.ts';
import type { Interrupted } from '../../../../main/workspace/interrupted-operations.ts';
import type { OperationStatus } from '../../../../shared/operations/operation.ts';
import type { SessionState } from '../../../../shared/session/session.ts';
import { threeShards } from '../../../support/cluster-fixtures.ts';

function logging(interrupted: () => Promise<Interrupted[]> = () => Promise.resolve([])) {
  const lines: string[] = [];
  const log = new EventLog({
    info: (text) => lines.push(text),
    error: (doing) => lines.push(`error: ${doing}`),
    interrupted,
  });
  return { log, lines };
}

const status = (more: Partial<OperationStatus>) =>
  ({
    name: '2026-reshard-7',
    plan: { title: 'Move the slot of secret-key', request: { kind: 'reshard' } },
    startedAt: 1000,
    endedAt: null,
    state: 'running',
    steps: [{ state: 'done', text: 'secret-key was moved' }, { state: 'running' }],
    ...more,
  }) as OperationStatus;

test('each state of an operation is logged once, by its name and kind alone', () => {
  const { log, lines } = logging();
  log.take(['operation', status({ state: 'waiting' })]);
  log.take(['operation', status({})]);
  log.take(['operation', status({})]);
  log.take(['operation', status({ state: 'failed', endedAt: 61_000 })]);
  log.take(['operation', status({ state: 'failed', endedAt: 61_000 })]);
  expect(lines).toEqual([
    'Operation 2026-reshard-7 (reshard): running, 1 of 2 steps done',
    'Operation 2026-reshard-7 (reshard): failed after 60 s, 1 of 2 steps done',
  ]);
});

test('what an earlier run has left is logged once for each connection', async () => {
  let asked = 0;
  const left: Interrupted = { name: '2026-fix-3', kind: 'fix', pausedAt: null, stepsDone: 2, steps: 5 };
  const { log, lines } = logging(() =>
    Promise.resolve(++asked < 3 ? [left] : Promise.reject(new Error('no'))),
  );
  const wanted = 'Operation 2026-fix-3 (fix) was interrupted earlier, 2 of 5 steps done';
  log.take(['topology', threeShards]);
  log.take(['topology', threeShards]);
  await expect.poll(() => lines).toEqual([wanted]);
  left.pausedAt = 1;
  log.take(['topology', null]);
  log.take(['topology', threeShards]);
  await expect.poll(() => lines).toEqual([wanted, wanted.replace('interrupted', 'paused')]);
  log.take(['topology', null]);
  log.take(['topology', threeShards]);
  await expect.poll(() => lines.at(-1)).toBe('error: Journals of operations could not be read');
});

test("a phase of a shell's connection is logged once, without what the server said", () => {
  const { log, lines } = logging();
  const session = { shell: 2, phase: 'disconnected', failure: { code: 'auth', message: 'secret' } };
  for (let i = 0; i < 2; i++) log.take(['session', session as SessionState]);
  expect(lines).toEqual(['Shell 2: disconnected (auth)']);
});
