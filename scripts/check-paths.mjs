/**
 * `node scripts/check-paths.mjs [root]`: every relative link of a document, and every path that a document or a comment names,
 * exists. A document or comment that names a file is trusted, so a wrong name costs its reader more than none.
 *
 * A word is a path if it begins with a top-level folder and a slash (`main/cluster`), or ends like a source file
 * (`link.ts`, `wire/link.ts`). Braces and stars are expanded, and `NAME` and `SUBJECT` stand for any name. The first kind is looked up from the root, with or without an
 * extension. The second is looked up beside the file that names it, then as the end of exactly one path.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const SKIPPED_FOLDERS = new Set([
  '.git',
  'node_modules',
  'out',
  'release',
  'test-results',
  'playwright-report',
]);
const TOP_FOLDERS = new Set(['main', 'renderer', 'shared', 'test', 'scripts', 'assets', 'docs']);
const SOURCE = /\.(?:ts|tsx|mjs|js|css|html|yml)$/;
const FILE_NAME = /[\w*-]\.(?:ts|tsx|mjs|md|json|css|html|yml)$/;
/** Files that other programs have, or that this one writes for its user. */
const FOREIGN = new Set([
  'export-database.ts',
  'cluster.json',
  'lessons.json',
  'nodes.json',
  'owner.json',
  'profiles.json',
  'secrets.json',
  'settings.json',
  'snippets.json',
  'windows.json',
  'app-update.yml',
]);

/** Files below `folder`, relative to `root`, with `/` on every system. */
function filesOf(root, folder = '') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesOf(root, file);
    return [file];
  });
}

/** The same length and lines, without words. */
const blank = (text) => text.replace(/[^\n]/g, ' ');

/** `main/{index,preload}.ts` as `main/index.ts` and `main/preload.ts`. */
function expandBraces(text) {
  const braces = /\{([^{}]*)\}/.exec(text);
  if (!braces) return [text];
  const [all, choices] = braces;
  const before = text.slice(0, braces.index);
  const after = text.slice(braces.index + all.length);
  return choices.split(',').flatMap((choice) => expandBraces(before + choice + after));
}

/** A pattern whose `*` is a part of a name, and whose `**` is any number of folders. */
function globPattern(text) {
  const source = text
    .replace(/[.+?^$()[\]|\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*/g, (star) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[star]);
  return new RegExp(`^${source}$`);
}

/** What there is below a root, and how a name is looked up in it. */
class Tree {
  constructor(files) {
    this.paths = new Set(files);
    /** The files that a path ends with: `link.ts`, `wire/link.ts`, … */
    this.byEnding = new Map();
    for (const file of files) {
      const parts = file.split('/');
      for (let i = 0; i < parts.length; i++) {
        if (i > 0) this.paths.add(parts.slice(0, i).join('/'));
        const ending = parts.slice(i).join('/');
        this.byEnding.set(ending, [...(this.byEnding.get(ending) ?? []), file]);
      }
    }
  }

  /** From the root, as a file or folder; modules are also named without their extension. */
  has(name) {
    if (name.includes('*')) {
      const pattern = globPattern(name);
      return [...this.paths].some((one) => pattern.test(one));
    }
    const plain = path.posix.normalize(name).replace(/\/$/, '');
    return plain === '.' || ['', '.ts', '.tsx', '.mjs'].some((end) => this.paths.has(plain + end));
  }

  /** Null if `name` in `file` is there, else a reason why not. */
  problemWith(name, file) {
    if (this.has(path.posix.join(path.posix.dirname(file), name))) return null;
    if (TOP_FOLDERS.has(name.split('/')[0])) return this.has(name) ? null : 'does not exist';
    const ending = name.replace(/^(?:\.\.?\/)+/, '');
    if (ending.includes('*')) return this.has(`**/${ending}`) ? null : 'does not exist';
    const found = this.byEnding.get(ending) ?? [];
    if (found.length === 1) return null;
    return found.length === 0 ? 'does not exist' : `may be any of ${found.slice(0, 3).join(', ')}`;
  }
}

const URL = /\b[a-z][a-z+.-]*:\/\/\S+/gi;
const WORD = /(?:[\w.@*/-]|\{[\w.,*/-]*\})+/g;

const isPath = (word) =>
  /^[\w.*{]/.test(word) &&
  !SKIPPED_FOLDERS.has(word.split('/')[0]) &&
  !FOREIGN.has(path.posix.basename(word)) &&
  (FILE_NAME.test(word.replaceAll(/[{}]/g, '')) || TOP_FOLDERS.has(/^(\w+)\//.exec(word)?.[1]));

/** A word without the end of its sentence. */
const withoutPunctuation = (word) =>
  '.,-'.includes(word.at(-1)) ? withoutPunctuation(word.slice(0, -1)) : word;

/** Each path among the words of `text` with its offset, braces expanded. */
const pathsIn = (text) =>
  [...text.replace(URL, blank).matchAll(WORD)]
    .map(({ 0: word, index }) => ({ word: withoutPunctuation(word), index }))
    .filter(({ word }) => isPath(word))
    .flatMap(({ word, index }) =>
      expandBraces(word.replace(/NAME|SUBJECT/g, '*')).map((name) => ({ name, index })),
    );

/** How comments begin, and how each ends. */
const CODE = { opener: /\/\*|(?<!:)\/\/|["'`]/g, ends: { '/*': '*/', '//': '\n' } };
const COMMENTS = {
  '.css': { opener: /\/\*/g, ends: { '/*': '*/' } },
  '.html': { opener: /<!--/g, ends: { '<!--': '-->' } },
  '.yml': { opener: /(?<![^\s])#/g, ends: { '#': '\n' } },
};

/** Where the string that begins at `start` ends; right behind its quote if it does not end on its line. */
function endOfString(text, start) {
  let i = start + 1;
  while (i < text.length && text[i] !== text[start] && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
  return text[i] === text[start] ? i + 1 : start + 1;
}

/** Each comment of a source with its offset. An odd quote costs one line, as no string is longer here. */
function commentsOf(file, text) {
  const { opener, ends } = COMMENTS[path.extname(file)] ?? CODE;
  const comments = [];
  opener.lastIndex = 0;
  for (let match = opener.exec(text); match; match = opener.exec(text)) {
    const end = ends[match[0]];
    if (end === undefined) {
      opener.lastIndex = endOfString(text, match.index);
      continue;
    }
    const at = text.indexOf(end, opener.lastIndex);
    opener.lastIndex = at < 0 ? text.length : at + end.length;
    comments.push({ offset: match.index, text: text.slice(match.index, opener.lastIndex) });
  }
  return comments;
}

/** GitHub's anchor of each heading. */
function anchorsOf(markdown) {
  const seen = new Map();
  const anchors = new Set();
  for (const line of withoutFences(markdown).split('\n')) {
    if (!/^#{1,6} /.test(line)) continue;
    const slug = line
      .replace(/^#+/, '')
      .replace(/\]\([^()]*\)/g, ']')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

/** Every other part between fences is a block of code. */
const withoutFences = (markdown) =>
  markdown
    .split(/^(?=```)/m)
    .map((part, i) => (i % 2 === 1 ? blank(part) : part))
    .join('');

const LINK = /(?<=\]\()[^()\s]+/g;
/** A link with its text, which may be short because the target is exact. */
const WHOLE_LINK = /\[[^[\]]*\]\([^()\s]+\)/g;

/** @returns {{ file: string, line: number, name: string, why: string }[]} */
export function findBrokenPaths(root) {
  const files = filesOf(root);
  const tree = new Tree(files);
  const texts = new Map();
  const textOf = (file) => {
    if (!texts.has(file)) texts.set(file, readFileSync(path.join(root, file), 'utf8'));
    return texts.get(file);
  };
  const broken = [];
  const report = (file, offset, name, why) => {
    const line = textOf(file).slice(0, offset).split('\n').length;
    broken.push({ file, line, name, why });
  };

  const checkLink = (file, offset, target) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return;
    const [place, anchor] = target.split('#');
    const to = place === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(place));
    if (!tree.has(to)) report(file, offset, target, 'does not exist');
    else if (anchor !== undefined && to.endsWith('.md') && !anchorsOf(textOf(to)).has(anchor))
      report(file, offset, target, 'names no heading');
  };

  const checkText = (file, offset, text) => {
    for (const { name, index } of pathsIn(text)) {
      const why = tree.problemWith(name, file);
      if (why !== null) report(file, offset + index, name, why);
    }
  };

  for (const file of files) {
    if (file.endsWith('.md')) {
      const text = textOf(file);
      for (const match of withoutFences(text).matchAll(LINK)) checkLink(file, match.index, match[0]);
      checkText(file, 0, text.replace(WHOLE_LINK, blank));
    } else if (SOURCE.test(file)) {
      for (const { offset, text } of commentsOf(file, textOf(file))) checkText(file, offset, text);
    }
  }
  return broken;
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const root = process.argv[2] ?? path.resolve(import.meta.dirname, '..');
  const broken = findBrokenPaths(root);
  for (const { file, line, name, why } of broken) console.error(`${file}:${line}: ${name} ${why}`);
  if (broken.length > 0) process.exit(1);
}
