/** The documents: the length of the readme, and that every picture is made by the script and shown somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (...names: string[]) => readFileSync(path.join(ROOT, ...names), 'utf8');
const filesIn = (...names: string[]) => readdirSync(path.join(ROOT, ...names)).sort();

const PICTURES = filesIn('docs', 'pictures');
const DOCUMENTS = ['README.md', ...filesIn('docs').filter((name) => name.endsWith('.md'))];
const textOf = (name: string) => (name === 'README.md' ? read('README.md') : read('docs', name));

test('the readme has at most 700 words, tables and addresses included', () => {
  expect(read('README.md').trim().split(/\s+/).length).toBeLessThanOrEqual(700);
});

test('every picture is made by npm run screenshot, and the script makes no other', () => {
  const scripts = filesIn('scripts', 'screenshots').map((name) => read('scripts', 'screenshots', name));
  const named = (pattern: RegExp) =>
    scripts.flatMap((script) => [...script.matchAll(pattern)].map(([, name]) => name!));
  const both = named(/savePictures\(page, '([\w-]+)'\)/g).flatMap((name) => [
    `${name}-dark.png`,
    `${name}-light.png`,
  ]);
  const films = named(/saveFilm\(frames, '([\w-]+)'\)/g).map((name) => `${name}.webp`);
  expect(PICTURES).toEqual([...both, ...films].sort());
});

test('every picture is shown in a document, in one theme at least', () => {
  const text = DOCUMENTS.map(textOf).join('\n');
  const views = [...new Set(PICTURES.map((name) => name.replace(/(-dark|-light)?\.\w+$/, '')))];
  const shown = (view: string) => new RegExp(`pictures/${view}(-dark|-light)?\\.\\w+`).test(text);
  expect(views.filter((view) => !shown(view))).toEqual([]);
});

test('every page for users is in the index', () => {
  const index = read('docs', 'README.md');
  const pages = filesIn('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
});

test('the README of a folder leads to the README of each folder in it', () => {
  const unlinked = (folder: string): string[] =>
    readdirSync(path.join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => {
        const inner = `${folder}/${name}`;
        const isLost =
          existsSync(path.join(ROOT, inner, 'README.md')) &&
          !read(folder, 'README.md').includes(`](${name}/README.md)`);
        return [...(isLost ? [inner] : []), ...unlinked(inner)];
      });
  expect(['main', 'renderer', 'shared'].flatMap(unlinked)).toEqual([]);
});
