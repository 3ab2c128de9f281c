import { expect, test } from 'vitest';
import { Fifo } from '../../../../../main/cluster/wire/fifo.ts';

test('items come out in the order in which they went in, however many there are', () => {
  const fifo = new Fifo<number>();
  const out: (number | undefined)[] = [];
  let next = 0;
  // The ring is full, half empty and full again, with its start anywhere.
  for (const [put, taken] of [
    [10, 7],
    [13, 2],
    [100, 100],
    [1, 15],
    [40, 30],
  ] as const) {
    for (let i = 0; i < put; i++) fifo.push(next++);
    for (let i = 0; i < taken; i++) out.push(fifo.shift());
  }
  expect(fifo.size).toBe(10);
  expect(fifo.first).toBe(154);
  expect([...out, ...fifo.take()]).toEqual(Array.from({ length: next }, (_, i) => i));
  expect([fifo.size, fifo.first, fifo.shift()]).toEqual([0, undefined, undefined]);
});
