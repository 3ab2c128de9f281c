import { appendFile, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  journalDirectory,
  OperationJournal,
  readJournal,
  unfinishedJournals,
} from '../../../../main/storage/operation-journal.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';

const step = (number: number): JournalRecord => ({
  record: 'step',
  at: 1,
  step: number,
  state: 'done',
  text: 'é',
});

test('records survive a torn line, and only operations without an end are unfinished', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'journal-'));
  const directory = journalDirectory({}, home);
  expect(await unfinishedJournals(directory)).toEqual([]);
  const first = await OperationJournal.open(directory, 'one');
  await first.append(step(0));
  await first.close();
  const file = path.join(directory, 'one.jsonl');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await appendFile(file, '{"record":"step","at":2,');
  expect(await readJournal(directory, 'one')).toEqual([step(0)]);
  const again = await OperationJournal.open(directory, 'one');
  await again.append(step(1));
  expect(await readJournal(directory, 'one')).toEqual([step(0), step(1)]);
  expect(await unfinishedJournals(directory)).toEqual(['one']);
  await again.append({ record: 'end', at: 3, state: 'done', text: '' });
  await again.close();
  expect(await unfinishedJournals(directory)).toEqual([]);
  await expect(OperationJournal.open(directory, '../one')).rejects.toThrow('letters');
});
