import { expect, test } from 'vitest';
import { heirsIn, ownersAsPlanned } from '../../../../main/operating/owners-before.ts';
import type { ClusterReading } from '../../../../main/cluster/operations/reading/cluster-reading.ts';
import { plan } from '../../../support/operation-status.ts';
import { clusterReading } from '../cluster/operations/readings.ts';

const made = plan();
const [a = '', b = '', c = ''] = made.fingerprint.owners.map(({ id }) => id);
const named = (reading: ClusterReading) => ownersAsPlanned(heirsIn(made, reading), reading);
const slots = (first: number, last: number) => [{ first, last }];

test('a primary that has taken over goes by the ID that the plan knows', () => {
  const reading = clusterReading([
    { id: a, slots: [[0, 5460]] },
    { id: b, slots: [[5461, 10_922]] },
    { id: c, of: 'heir' },
    { id: 'heir', slots: [[10_923, 16_383]] },
  ]);
  expect(named(reading)).toEqual([
    { id: a, slots: slots(0, 5460) },
    { id: b, slots: slots(5461, 10_922) },
    { id: c, slots: slots(10_923, 16_383) },
  ]);
});

test('one that has taken over from a primary that is down goes by its ID before that one can say whom it follows', () => {
  const taken = (third: [number, number][]) =>
    clusterReading([
      { id: a, slots: [[0, 5460]] },
      { id: b, slots: [[5461, 10_922]] },
      { id: c, trouble: 'unreachable', flag: 'fail' },
      { id: 'heir', slots: [[10_923, 16_000]] },
      { id: 'other', slots: third },
    ]);
  expect(named(taken([])).map(({ id }) => id)).toEqual([a, b, c, 'other']);
  // Its slots are with two others: nobody has taken over from it.
  const two = named(taken([[16_001, 16_383]]));
  expect(two.map(({ id }) => id)).toEqual([a, b, c, 'heir', 'other']);
});

test('one that comes back and stays a primary without slots does not take the place of its heir', () => {
  const reading = clusterReading([
    { id: a, slots: [[3, 5460]] },
    { id: b, slots: [[5461, 10_922]] },
    { id: c },
    {
      id: 'heir',
      slots: [
        [0, 2],
        [10_923, 16_383],
      ],
    },
  ]);
  expect(named(reading)).toEqual([
    { id: a, slots: slots(3, 5460) },
    { id: b, slots: slots(5461, 10_922) },
    { id: c, slots: [...slots(0, 2), ...slots(10_923, 16_383)] },
  ]);
});

test('one that follows the receiver of its slots, or another primary, has no heir', () => {
  const drained = clusterReading([
    { id: a, of: c },
    { id: b, slots: [[5461, 10_922]] },
    {
      id: c,
      slots: [
        [0, 5460],
        [10_923, 16_383],
      ],
    },
  ]);
  expect(named(drained).map(({ id }) => id)).toEqual([b, c]);
  const elsewhere = clusterReading([
    { id: a, slots: [[0, 5460]] },
    { id: b, of: 'other' },
    { id: c, slots: [[5461, 16_382]] },
    { id: 'other', slots: [[16_383, 16_383]] },
  ]);
  expect(named(elsewhere).map(({ id }) => id)).toEqual([a, c, 'other']);
});
