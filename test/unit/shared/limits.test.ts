/** How much a page may ask of main: main enforces each limit, and a user's own actions stay below. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { oneAtATime } from '../../../main/desktop/one-dialog.ts';
import { openSettings } from '../../../main/storage/settings.ts';
import { Workspace } from '../../../main/workspace/workspace.ts';
import { calls } from '../../../shared/ipc.ts';
import { MOST_SHELLS } from '../../../shared/limits.ts';

const takes = (lines: string[]) =>
  calls.run.argument.safeParse({ shell: 1, lines, done: 0, approval: null, unattended: false }).success;

test('a window has at most 32 shells, and closing one makes room', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'slotshell-limits-'));
  const workspace = new Workspace(() => undefined, await openSettings(directory));
  while (workspace.shells.states.length < MOST_SHELLS) workspace.shells.open();
  expect(() => workspace.shells.open()).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'refused' }) }),
  );
  expect(workspace.shells.states).toHaveLength(MOST_SHELLS);
  workspace.shells.close(2);
  expect(workspace.shells.open().shell).toBe(MOST_SHELLS + 1);
  await workspace.close();
  await rm(directory, { recursive: true });
});

test('lines of one run are bounded in total, and the longest line that can be typed fits', () => {
  expect(takes(['x'.repeat(1 << 24)])).toBe(true);
  expect(takes(Array<string>(500).fill('set k v'))).toBe(true);
  expect(takes(Array<string>(3).fill('x'.repeat(1 << 24)))).toBe(false);
});

test('a window shows one dialog at a time', async () => {
  const alone = oneAtATime();
  let answer: (value: string) => void = () => undefined;
  const first = alone(() => new Promise<string>((resolve) => (answer = resolve)));
  await expect(alone(() => Promise.resolve('second'))).rejects.toMatchObject({
    failure: { code: 'refused' },
  });
  answer('first');
  expect(await first).toBe('first');
  await expect(alone(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await alone(() => Promise.resolve('third'))).toBe('third');
});
