import { expect, test } from 'vitest';
import { aboutEnd, badOutcomes } from '../../../../../renderer/features/operations/about-end.ts';
import type { OperationReport } from '../../../../../shared/operations/progress.ts';

const report = (part: Partial<OperationReport>): OperationReport => ({
  ...{ state: 'done-with-remarks', outcomes: [], remarks: [], verified: [] },
  done: { slots: 0, keys: 0, bytes: 0 },
  ...part,
});
const ok = { step: 0, state: 'ok', node: null, text: '' } as const;
const failed = { step: 1, state: 'failed', node: null, text: 'ERR' } as const;
const verified = [{ ok: true, text: 'No slot is open.' }];

test('an end with steps that failed is not called done', () => {
  const atNode = { ...failed, node: '127.0.0.1:7000' };
  expect(aboutEnd(report({ outcomes: [ok, atNode, failed], verified }))).toBe(
    '1 step did not succeed. What did not go well is said below.',
  );
  expect(aboutEnd(report({ outcomes: [ok], verified }))).toBe('Done, and every check holds.');
  expect(aboutEnd(report({ outcomes: [ok], verified: [{ ok: false, text: '' }] }))).toMatch(
    /^Done, but 1 check/,
  );
});

test('what a node and the end of its step say alike is told once', () => {
  const atNode = { step: 1, state: 'not-reached', node: '127.0.0.1:7000', text: 'refused' } as const;
  const end = { ...failed, text: '127.0.0.1:7000: refused' };
  expect(badOutcomes([ok, atNode, end, failed])).toEqual([atNode, failed]);
});
