import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../support/redis-cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SCRIPT = path.join(ROOT, 'scripts/check-imports.mjs');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'slotshell-imports-'));
  await Promise.all(['main', 'renderer', 'shared'].map((folder) => mkdir(path.join(root, folder))));
});
afterEach(() => rm(root, { recursive: true }));

/** What the gate says of a tree of these files, a line each. */
async function circlesIn(files: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, file), text);
  const { stderr, code } = await runProgram(process.execPath, [SCRIPT, root], {});
  const lines = stderr.toString().split('\n').slice(0, -1);
  expect(code).toBe(lines.length > 0 ? 1 : 0);
  return lines;
}

test('files that import each other one way only are good', async () => {
  expect(
    await circlesIn({
      'main/a.ts':
        "import { b } from '../shared/b.ts';\nimport type { C } from '../shared/c.ts';\nimport 'zod';",
      'shared/b.ts': "export type { C } from './c.ts';\n// import '../main/a.ts';",
      'shared/c.ts': 'export type C = string;',
    }),
  ).toEqual([]);
});

test.each([
  ['a type', "import type { A } from './a.tsx';"],
  ['a type on the spot', "export type B = import('./a.tsx').A;"],
  ['an export', "export type { A } from './a.tsx';"],
  ['a late import', "export const late = () => import('./a.tsx');"],
  ['a declaration', "export {};\ndeclare module './a.tsx' { interface A { b: 1 } }"],
])('a circle over %s is reported', async (_, text) => {
  expect(await circlesIn({ 'renderer/a.tsx': "import './b.ts';", 'renderer/b.ts': text })).toEqual([
    'These files need each other: renderer/a.tsx, renderer/b.ts',
  ]);
});

test('a long circle is one, and a file beside it is no part of it', async () => {
  expect(
    await circlesIn({
      'shared/a.ts': "import './b.ts';",
      'shared/b.ts': "import './c.ts';\nimport './d.ts';",
      'shared/c.ts': "import './a.ts';",
      'shared/d.ts': '',
    }),
  ).toEqual(['These files need each other: shared/a.ts, shared/b.ts, shared/c.ts']);
});
