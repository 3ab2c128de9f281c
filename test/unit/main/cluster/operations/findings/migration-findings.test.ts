import { expect, test } from 'vitest';
import type { RunningMigration } from '../../../../../../main/cluster/operations/atomic/running-migrations.ts';
import { migrationFindingsOf } from '../../../../../../main/cluster/operations/findings/migration-findings.ts';
import { clusterReading } from '../readings.ts';

const [A, B] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
const reading = clusterReading([
  { id: A, slots: [[0, 8191]] },
  { id: B, slots: [[8192, 16383]] },
]);
const job: RunningMigration = {
  id: '1',
  side: 'export',
  slots: [{ first: 0, last: 9 }],
  source: A,
  target: B,
  state: 'snapshotting',
  message: '',
  end: null,
  retries: 0,
  left: null,
  listedBy: ['127.0.0.1:7000'],
};

test('slots under way, from where to where', () => {
  expect(migrationFindingsOf(reading, [])).toEqual([]);
  expect(migrationFindingsOf(reading, [job])).toMatchObject([
    {
      kind: 'migration-running',
      severity: 'warning',
      text: '10 slots are being moved from 127.0.0.1:7000 to 127.0.0.1:7001 by the servers (snapshotting).',
      nodes: ['127.0.0.1:7000', '127.0.0.1:7001'],
      slots: [{ first: 0, last: 9 }],
    },
  ]);
});

test('a target that tries again, and a server that names no ends', () => {
  const again = {
    ...job,
    source: '',
    target: '',
    slots: [{ first: 5, last: 5 }],
    retries: 3,
    message: 'no answer',
  };
  expect(migrationFindingsOf(reading, [again])).toMatchObject([
    {
      text: '1 slot is being moved by the servers (snapshotting, after 3 failed attempts: no answer).',
      nodes: ['127.0.0.1:7000'],
    },
  ]);
});
