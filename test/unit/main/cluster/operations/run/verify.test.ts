import { expect, test } from 'vitest';
import { agreement } from '../../../../../../main/cluster/operations/run/verify.ts';
import { clusterReading } from '../readings.ts';

const textsWith = (...states: (string | undefined)[]) =>
  agreement(
    clusterReading(
      states.map((state, i) => ({
        id: `n${i}`,
        clusterInfo: state === undefined ? {} : { cluster_state: state },
      })),
    ),
    [],
  )
    .filter(({ ok }) => !ok)
    .map(({ text }) => text);

test('a node that may not tell its state is not said to be down', () => {
  expect(textsWith('ok', 'ok')).toEqual([]);
  expect(textsWith('ok', undefined)).toEqual(['Nodes do not tell their cluster_state: 127.0.0.1:7001.']);
  expect(textsWith('fail', undefined)).toEqual(['cluster_state is not ok at nodes: 127.0.0.1:7000.']);
});
