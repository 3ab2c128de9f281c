import { expect, test } from 'vitest';
import { packOutcomes, unpackOutcomes } from '../../../../shared/session/packed-outcomes.ts';
import type { LineOutcome } from '../../../../shared/session/execution.ts';
import { execution } from '../../../support/cluster-fixtures.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('outcomes come out as they went in, the bytes of their replies beside them', () => {
  const failure = { code: 'internal' as const, message: 'lost "it" \ud800', advice: '' };
  const whole = (text: string) => ({ whole: true as const, frame: bytes(text) });
  const head = {
    whole: false as const,
    head: bytes('*1\r\n:1\r\n'),
    id: 7,
    bytes: 999,
    elements: 90,
    shown: 1,
  };
  const nodes = [{ node: '127.0.0.1:1', shard: null, milliseconds: 0.25 }];
  const outcomes: LineOutcome[] = [
    { kind: 'executed', executions: [execution({ reply: whole('$3\r\n\xff\0\n\r\n') })], remaining: 0 },
    { kind: 'text', text: '{"kind":"text"}' },
    {
      kind: 'executed',
      executions: [
        execution({ reply: head }),
        execution({ reply: null, failure }),
        execution({
          reply: null,
          groups: [
            { nodes, reply: whole('+OK\r\n'), failure: null },
            { nodes, reply: null, failure },
            { nodes, reply: head, failure: null },
          ],
        }),
      ],
      remaining: 2,
    },
    { kind: 'failed', failure },
    { kind: 'leave' },
  ];
  const packed = packOutcomes(outcomes);
  expect(packed.outcomes).not.toContain('OK');
  expect(unpackOutcomes(structuredClone(packed))).toEqual(outcomes);
  expect(unpackOutcomes(packOutcomes([]))).toEqual([]);
});
