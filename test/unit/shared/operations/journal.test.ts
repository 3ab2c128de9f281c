import { expect, test } from 'vitest';
import { journalRecordSchema } from '../../../../shared/operations/journal.ts';

test('a journal from before plans told notes from remarks is read as it is', () => {
  const plan = {
    version: 1,
    request: { kind: 'undo', of: 'x' },
    madeAt: 1,
    cluster: '127.0.0.1:7000',
    title: 'Undo',
    remarks: ['Mind this.'],
    fingerprint: { owners: [], nodes: [], newNodes: [] },
    steps: [],
    totals: { slots: 0, keys: 0, bytes: 0 },
  };
  const record = JSON.stringify({ record: 'begin', at: 1, id: 'x', pid: 1, plan });
  expect(journalRecordSchema.parse(JSON.parse(record))).toMatchObject({
    plan: { remarks: ['Mind this.'], notes: [] },
  });
});
