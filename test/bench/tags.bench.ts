/** The first page of 700,000 tags in two orders, beside the sort of as many numbers. */
import { test } from 'vitest';
import { figuresOf } from './programs.ts';
import { addRow } from './table.ts';

test('the first page of 700,000 tags', async () => {
  const { keys: byKeys, tag, numbers } = await figuresOf('tags', 9);
  const beside = { name: 'a sort of 700,000 numbers', value: numbers! };
  const row = (name: string, ours: number, aim: number) =>
    addRow({ name, ours, unit: 'ms', beside, says: 'times as long', aim });
  row('the first page of 700,000 tags', byKeys!, 0.5);
  row('the same, sorted by name', tag!, 1.5);
});
