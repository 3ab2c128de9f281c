import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LessonProgressFile } from '../../../../main/lesson/progress-file.ts';

let directory = '';
let problems: string[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-progress-'));
  problems = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = () => LessonProgressFile.open(directory, (text) => void problems.push(text));
const PROGRESS = { lesson: 6, step: 0, seen: ['6.0.0'], at: 1_000, isFinished: false };

test('the progress is kept, and there is none before the first lesson', async () => {
  const file = await open();
  expect(file.progress).toBeNull();
  await file.keep(PROGRESS);
  expect((await open()).progress).toEqual(PROGRESS);
  expect(problems).toEqual([]);
});

test('a damaged file is set aside and told of, and the lessons begin at the first', async () => {
  writeFileSync(path.join(directory, 'lessons.json'), '{"version":1,"progress":{"lesson":99}}');
  expect((await open()).progress).toBeNull();
  expect(problems.join()).toMatch(/lessons.json was set aside/);
  expect(readdirSync(directory).some((name) => name.includes('damaged'))).toBe(true);
});

test('a file of a later version is read and not changed', async () => {
  writeFileSync(path.join(directory, 'lessons.json'), JSON.stringify({ version: 2, progress: PROGRESS }));
  const file = await open();
  expect(file.progress).toEqual(PROGRESS);
  await file.keep({ ...PROGRESS, lesson: 7 });
  expect((await open()).progress).toEqual(PROGRESS);
});
