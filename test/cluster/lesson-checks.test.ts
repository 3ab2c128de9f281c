/**
 * The lessons are gone through as the card asks for it, and every check holds, on servers other than the system's, with which
 * test/app/walk.spec.ts goes through all of them. The program takes the first server of the PATH. The lessons in which nodes die
 * and slots move wait for the servers' own time limits: with THOROUGH=1 only.
 */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openSettings } from '../../main/storage/settings.ts';
import { runLines } from '../../main/workspace/run-lines.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { judge } from '../../renderer/features/walk/judge.ts';
import type { Item } from '../../renderer/features/walk/lesson.ts';
import { LESSONS } from '../../renderer/features/walk/lessons/index.ts';
import { ALL_SERVERS, SLOW_TEST_SERVERS } from '../support/servers.ts';
import { THOROUGH } from '../support/thorough.ts';

const { PATH } = process.env;
const SHELL = 1;
/** The first in which a node dies is the thirteenth. */
const TAKEN = THOROUGH ? LESSONS : LESSONS.slice(0, 12);

let directory = '';
let workspace: Workspace | null = null;
afterEach(async () => {
  await workspace?.close();
  workspace = null;
  process.env['PATH'] = PATH;
  delete process.env['SLOTSHELL_LESSON_NODE_TIMEOUT_MS'];
  rmSync(directory, { recursive: true, force: true });
});

/** Null once it has been seen; else what came. */
async function take(item: Item, { lesson, shells }: Workspace): Promise<string | null> {
  const state = () => shells.stateOf(SHELL);
  if (item.kind === 'mode') {
    shells.setMode(SHELL, item.mode);
    return null;
  }
  if (item.kind === 'action') return lesson.act(item.action).then(() => null);
  const [outcome] = await runLines([item.line], 0, shells.sessionOf(SHELL), null);
  if (outcome?.kind !== 'executed') return JSON.stringify(outcome);
  // A line for all nodes has one for each.
  const verdicts = outcome.executions.map((one) => judge(item.check, one, state().mode));
  const missed = verdicts.find(({ seen }) => !seen);
  return missed && !verdicts.some(({ seen }) => seen) ? JSON.stringify(missed) : null;
}

describe.each(SLOW_TEST_SERVERS.filter(({ name }) => name !== ALL_SERVERS[0]?.name))(
  'on $name',
  ({ server }) => {
    test('each command and each action of the lessons is seen', { timeout: 240_000 }, async () => {
      directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-lessons-'));
      symlinkSync(server!.path, path.join(directory, 'redis-server'));
      process.env['PATH'] = [directory, PATH].join(path.delimiter);
      process.env['SLOTSHELL_LESSON_NODE_TIMEOUT_MS'] = '1000';
      workspace = new Workspace(() => undefined, await openSettings(directory));
      const missed: string[] = [];
      for (const [at, { stage, mode, steps }] of TAKEN.entries()) {
        await workspace.lesson.open(stage, mode, false);
        for (const item of steps.flatMap(({ items }) => items)) {
          const got = await take(item, workspace);
          if (got !== null) missed.push(`${at + 1} ${JSON.stringify(item)}: ${got}`);
        }
      }
      expect(missed).toEqual([]);
    });
  },
);
