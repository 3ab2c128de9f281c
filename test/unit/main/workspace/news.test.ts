import { expect, test } from 'vitest';
import { longestOf, newsOf } from '../../../../main/workspace/news.ts';
import type { Change, ChangeKind } from '../../../../shared/cluster/change.ts';
import { BUNDLED_COMMANDS } from '../../../../shared/commands/command-table.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { NamedEvent } from '../../../../shared/ipc.ts';
import type { Execution, LineOutcome } from '../../../../shared/session/execution.ts';

const ran = (command: string, milliseconds: number, failure: Failure | null = null): LineOutcome => ({
  kind: 'executed',
  executions: [{ command, milliseconds, failure } as Execution],
  remaining: 0,
});

test('the longest command is named, and nothing that it was given', () => {
  const outcomes = [ran('get a', 1), ran('blpop secret 0', 70_000), ran('set b c', 2)];
  expect(longestOf(3, outcomes, BUNDLED_COMMANDS)).toEqual({
    kind: 'command',
    shell: 3,
    name: 'BLPOP',
    milliseconds: 70_000,
    isFailed: false,
  });
  expect(longestOf(3, [ran('config set requirepass hunter2', 1)], BUNDLED_COMMANDS)).toMatchObject({
    name: 'CONFIG SET',
  });
  expect(longestOf(3, [ran('hunter2 what', 1)], BUNDLED_COMMANDS)).toMatchObject({ name: '' });
  const failure: Failure = { code: 'unknown-fate', message: '', advice: '' };
  expect(longestOf(3, [ran('get a', 1, failure)], BUNDLED_COMMANDS)).toMatchObject({ isFailed: true });
  expect(longestOf(3, [], BUNDLED_COMMANDS)).toBeNull();
});

const change = (kind: ChangeKind, shard: number | null) =>
  ({ kind, about: { node: '127.0.0.1:7000', shard } }) as Change;

test.each<[NamedEvent, unknown]>([
  [
    ['changes', [change('failover', 2), change('demoted', 2), change('failover', 1)]],
    [2, 1],
  ],
  [['changes', [change('failover', 2), change('failover', 2)]], [2]],
])('failovers are news once a shard', (event, shards) => {
  expect(newsOf(event)).toEqual({ kind: 'failover', shards });
});

test.each<[string, NamedEvent]>([
  ['other changes', ['changes', [change('joined', 1), change('failed', 1)]]],
  ['a map', ['topology', null]],
  ['an operation that runs', ['operation', { name: 'a', endedAt: null, report: null } as never]],
])('%s are no news', (_, event) => {
  expect(newsOf(event)).toBeNull();
});

test('an operation is news when it has ended, and one end is told from another', () => {
  const end = (endedAt: number, report: unknown) =>
    newsOf(['operation', { name: 'a', endedAt, report } as never]);
  expect(end(5, { state: 'done' })).toEqual({ kind: 'operation', id: 'a 5', state: 'done' });
  expect(end(6, null)).toEqual({ kind: 'operation', id: 'a 6', state: 'failed' });
});
