import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, rm, stat, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  endOf,
  journalDirectory,
  journalIds,
  journalPlace,
  OperationJournal,
  readJournal,
} from '../../../../main/storage/operation-journal.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';

const step = (number: number): JournalRecord => ({
  record: 'step',
  at: 1,
  step: number,
  state: 'done',
  text: 'é',
});

const begun = async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'journal-'));
  const place = { directory: journalDirectory({}, home), id: 'one' };
  return { place, file: path.join(place.directory, 'one.jsonl') };
};

test('records survive a torn line, which is counted once another one follows it', async () => {
  const { place, file } = await begun();
  expect(await journalIds(place.directory)).toEqual([]);
  const first = await OperationJournal.open(place);
  await first.append(step(0));
  await first.close();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await appendFile(file, '{"record":"step","at":2,');
  expect(await readJournal(place)).toEqual({ records: [step(0)], damaged: 1 });
  expect(await endOf(place)).toBeNull();
  const again = await OperationJournal.open(place);
  await again.append(step(1));
  expect(await readJournal(place)).toEqual({ records: [step(0), step(1)], damaged: 1 });
  expect(await journalIds(place.directory)).toEqual(['one']);
  const end: JournalRecord = { record: 'end', at: 3, state: 'done', text: 'x'.repeat(3000) };
  await again.append(end);
  await again.close();
  expect(await endOf(place)).toEqual(end);
  await expect(OperationJournal.open({ ...place, id: '../one' })).rejects.toThrow('letters');
});

test('a record that could not be read again is not written', async () => {
  const { place } = await begun();
  const journal = await OperationJournal.open(place);
  const wrong: JournalRecord = { record: 'slots', at: 1, step: 0, state: 'open', slots: [16384] };
  await expect(journal.append(wrong)).rejects.toThrow();
  await journal.append(step(0));
  await journal.close();
  expect(await readJournal(place)).toEqual({ records: [step(0)], damaged: 0 });
});

test('a name is a journal of the directory, and a path is one elsewhere', () => {
  expect(journalPlace('/state', 'one')).toEqual({ directory: '/state', id: 'one' });
  expect(journalPlace('/state', '/tmp/two.jsonl')).toEqual({ directory: '/tmp', id: 'two' });
  expect(journalPlace('/state', 'two.jsonl')).toEqual({ directory: process.cwd(), id: 'two' });
});

test('a journal that others can write to, a FIFO, a directory, a huge file and a missing one are refused', async () => {
  const { place, file } = await begun();
  await expect(readJournal(place)).rejects.toThrow('There is no such journal.');
  await (await OperationJournal.open(place)).close();
  await chmod(file, 0o620);
  await expect(readJournal(place)).rejects.toThrow('Other users can write to it.');
  await chmod(file, 0o600);
  await truncate(file, 65 * 2 ** 20);
  await expect(readJournal(place)).rejects.toThrow('It is larger than any journal.');
  await rm(file);
  execFileSync('mkfifo', [file]);
  await expect(readJournal(place)).rejects.toThrow('It is not a file.');
  await expect(endOf(place)).rejects.toThrow('It is not a file.');
  await rm(file);
  await mkdir(file);
  await expect(readJournal(place)).rejects.toThrow('It is not a file.');
});

test('a full disk is the reason that is given', async () => {
  const { place, file } = await begun();
  await mkdir(place.directory, { recursive: true });
  await symlink('/dev/full', file);
  const journal = await OperationJournal.open(place);
  await expect(journal.append(step(0))).rejects.toThrow(/^The journal cannot be written: ENOSPC/);
  await journal.close();
});

test('a relative directory is not used: its journals would be found from one working directory only', async () => {
  const home = path.join(tmpdir(), 'home');
  expect(journalDirectory({ XDG_STATE_HOME: 'state' }, home)).toBe(journalDirectory({}, home));
  const place = { directory: journalDirectory({}, ''), id: 'one' };
  await expect(OperationJournal.open(place)).rejects.toThrow('Set XDG_STATE_HOME');
  expect(await journalIds(place.directory)).toEqual([]);
});

test('a directory that cannot be one has no journals, and takes none', async () => {
  const directory = journalDirectory({ XDG_STATE_HOME: '/dev/null' }, '');
  expect(await journalIds(directory)).toEqual([]);
  await expect(OperationJournal.open({ directory, id: 'one' })).rejects.toThrow(/cannot be written: ENOTDIR/);
});
