/**
 * `node scripts/check-imports.mjs [root]`: no two files of main, renderer and shared need each other, not even for types. Lint holds
 * the same for what is imported at run time; a circle of types ties files together just as well for their reader.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(process.argv[2] ?? '.');

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });

const files = new Set(
  ['main', 'renderer', 'shared'].flatMap((folder) => filesBelow(path.join(root, folder))),
);

/** Every file that a file names in an import, an export, an `import()` or a `declare module`. */
const importsOf = (file) =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => path.resolve(path.dirname(file), fileName))
    .filter((imported) => files.has(imported));

const graph = new Map([...files].map((file) => [file, importsOf(file)]));

/** Groups of files of which each one reaches every other: Tarjan's algorithm. */
function circles() {
  const found = [];
  const numbers = new Map();
  const lowest = new Map();
  const stack = [];
  function visit(file) {
    numbers.set(file, numbers.size);
    lowest.set(file, numbers.get(file));
    stack.push(file);
    for (const imported of graph.get(file)) {
      if (!numbers.has(imported)) visit(imported);
      if (stack.includes(imported)) lowest.set(file, Math.min(lowest.get(file), lowest.get(imported)));
    }
    if (lowest.get(file) !== numbers.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || graph.get(file).includes(file)) found.push(circle);
  }
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file);
  return found;
}

const found = circles();
for (const circle of found) {
  const names = circle.map((file) => path.relative(root, file).replaceAll(path.sep, '/'));
  console.error(`These files need each other: ${names.sort().join(', ')}`);
}
process.exit(found.length === 0 ? 0 : 1);
