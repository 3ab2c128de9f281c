import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withAdvice, startCommand } from '../../../../../../main/cluster/operations/atomic/dialect.ts';
import { parseJobs, parseRanges } from '../../../../../../main/cluster/operations/atomic/jobs.ts';
import type { Reply } from '../../../../../../shared/resp/resp.ts';

const text = (value: string): Reply => ({ type: 'string', bytes: Buffer.from(value) }) as Reply;
const list = (...items: Reply[]): Reply => ({ type: 'array', items }) as Reply;

test('a job of Valkey from a flat array', () => {
  const fields = {
    name: 'a1',
    operation: 'EXPORT',
    slot_ranges: '0-9 20',
    target_node: 't',
    source_node: 's',
  };
  const rest = { state: 'snapshotting', message: '', remaining_repl_size: '77' };
  const reply = list(
    list(
      ...Object.entries({ ...fields, ...rest })
        .flat()
        .map(text),
    ),
  );
  expect(parseJobs(reply, 'valkey')).toEqual([
    {
      id: 'a1',
      side: 'export',
      slots: [
        { first: 0, last: 9 },
        { first: 20, last: 20 },
      ],
      source: 's',
      target: 't',
      state: 'snapshotting',
      message: '',
      end: null,
      retries: 0,
      left: 77,
    },
  ]);
});

test('a failed import of Redis still runs', () => {
  const reply = list(
    list(...['id', 'x', 'operation', 'import', 'state', 'failed', 'retries', '3'].map(text)),
  );
  expect(parseJobs(reply, 'redis')[0]).toMatchObject({ end: null, retries: 3 });
});

test('ranges outside the slots are left out', () => {
  expect(parseRanges('5-1 16384 99999 1-2 x 3')).toEqual([{ first: 1, last: 3 }]);
});

test('whatever a server lists, texts are bounded and of one line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(fc.constantFrom('name', 'state', 'message', 'id'), fc.string()))),
      (jobs) => {
        const reply = list(...jobs.map((job) => list(...job.flat().map(text))));
        for (const { id, state, message } of parseJobs(reply, 'valkey'))
          for (const shown of [id, state, message]) expect(shown).not.toMatch(/[\n\u001b]/);
      },
    ),
  );
});

test('Valkey gets one NODE for each range, Redis the ranges of one source', () => {
  const slots = [
    { first: 1, last: 2 },
    { first: 5, last: 5 },
  ];
  expect(startCommand('valkey', slots, 'n').join(' ')).toBe(
    'CLUSTER MIGRATESLOTS SLOTSRANGE 1 2 NODE n SLOTSRANGE 5 5 NODE n',
  );
  expect(startCommand('redis', slots, 'n').join(' ')).toBe('CLUSTER MIGRATION IMPORT 1 2 5 5');
});

test('AUTH of the target is about primaryauth', () => {
  expect(withAdvice('Failed to AUTH to target node: WRONGPASS')).toContain('primaryauth');
});
