/** The contract is put together from its subjects. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calls } from '../../../shared/ipc.ts';

const NO_SUBJECT = ['call.ts', 'fields.ts'];
const subjects = readdirSync('shared/calls').filter(
  (name) => name.endsWith('.ts') && !NO_SUBJECT.includes(name),
);

test('each call of each subject is in the contract, and no two subjects have a call of the same name', async () => {
  const rows: [string, unknown][] = [];
  for (const name of subjects) {
    const module = (await import(`../../../shared/calls/${name.slice(0, -3)}.ts`)) as Record<string, object>;
    rows.push(...Object.values(module).flatMap((subject) => Object.entries(subject)));
  }
  expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(calls).sort());
  for (const [name, row] of rows) expect(calls).toHaveProperty(name, row);
});
