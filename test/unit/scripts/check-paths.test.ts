import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../support/redis-cli.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../../scripts/check-paths.mjs');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'slotshell-paths-'));
});
afterEach(() => rm(root, { recursive: true }));

/** What the gate says of a tree of these files, a line each. */
async function brokenIn(files: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(root, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  const { stderr, code } = await runProgram(process.execPath, [SCRIPT, root], {});
  const lines = stderr.toString().split('\n').slice(0, -1);
  expect(code).toBe(lines.length > 0 ? 1 : 0);
  return lines;
}

test('links, paths from the root, names beside the file and names that only one file has are good', async () => {
  expect(
    await brokenIn({
      'README.md': '[how](docs/a.md#the-road-1) · [code](main/) · [out](https://a.example/docs/none.md)',
      'docs/a.md': '# A\n\n## The road\n\n## The *road*\n\n`main/wire`, `main/wire/link.ts`, wire/link.ts',
      'main/index.ts': '',
      'main/wire/index.ts': '// Made by index.ts, for link.ts and ../index.ts; see docs/a.md.\n',
      'main/wire/link.ts': "/** As main/wire/index says. */\nexport const glob = 'main/nowhere/*.ts';\n",
      'main/page.css': '/* Beside wire/link.ts. */',
    }),
  ).toEqual([]);
});

test('a broken link, a missing heading and a missing file are named with their line', async () => {
  expect(
    await brokenIn({
      'README.md': '# Hello\n\n[one](docs/none.md)\n[two](#hello) [three](#goodbye)\n\n    main/gone\n',
      'main/a.ts': "const text = 'it // is'; // as b.ts does\n\n/*\n * `main/wire` knows.\n */\n",
      'main/c.yml': 'a: 1 # made by scripts/none.mjs\n',
    }),
  ).toEqual([
    'README.md:3: docs/none.md does not exist',
    'README.md:4: #goodbye names no heading',
    'README.md:6: main/gone does not exist',
    'main/a.ts:1: b.ts does not exist',
    'main/a.ts:4: main/wire does not exist',
    'main/c.yml:1: scripts/none.mjs does not exist',
  ]);
});

test('braces match each of their names, a star and NAME match at least one', async () => {
  expect(
    await brokenIn({
      'docs/a.md':
        'main/{a,b}.ts, main/*.tsx, main/**/*.css and *.test.ts, `main/{a,x/b}`, main/NAME.ts, main/NAME.js/NAME',
      'main/a.ts': '',
      'main/b/c/d.css': '',
    }),
  ).toEqual([
    'docs/a.md:1: main/b.ts does not exist',
    'docs/a.md:1: main/*.tsx does not exist',
    'docs/a.md:1: *.test.ts does not exist',
    'docs/a.md:1: main/x/b does not exist',
    'docs/a.md:1: main/*.js/* does not exist',
  ]);
});

test('a bare name that several files have says nothing', async () => {
  expect(
    await brokenIn({
      'shared/a.ts': '// See state.ts.\n',
      'main/one/state.ts': '',
      'main/README.md': '[state.ts](one/state.ts)',
      'main/two/state.ts': '// Another state.ts.\n',
    }),
  ).toEqual(['shared/a.ts:1: state.ts may be any of main/one/state.ts, main/two/state.ts']);
});

test('packages, programs and the files of a user are not ours', async () => {
  expect(
    await brokenIn({
      'main/a.ts':
        '// Kept in profiles.json; node_modules/x/y.json, out/main.mjs, 3/4, n/N, Node.js, @a/b, 1.5.\n',
    }),
  ).toEqual([]);
});
