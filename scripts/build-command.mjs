/**
 * Builds the command without a window: out/command is a package of its own, with no dependencies. `node
 * scripts/build-command.mjs` builds it, with its man page and its completions; `npm pack ./out/command` packs it.
 */
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { asciiPlugin } from './ascii.mjs';
import { writeCommandPapers } from './generate-command-papers.mjs';
import { noticesPlugin, noticesText } from './notices.mjs';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Builds a program of Node; what it imports when needed is in files beside it. `outsiders`: it may hold packages that are for
 * development, and is given to nobody.
 */
export async function buildProgram(
  entry,
  outDir,
  { minify = false, name = path.basename(entry, '.ts'), outsiders = true } = {},
) {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    plugins: [asciiPlugin(), ...(outsiders ? [] : [noticesPlugin()])],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node18.15',
      minify,
      reportCompressedSize: false,
      rollupOptions: {
        input: { [name]: entry },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
          banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
          // To find and read a file takes longer than the code in it: what each call needs is in one.
          codeSplitting: { groups: [{ name: 'core', tags: ['$initial'] }] },
        },
      },
    },
  });
  return path.join(outDir, `${name}.cjs`);
}

const NOTICES = 'THIRD-PARTY-NOTICES.txt';

async function buildCommand() {
  const out = path.join(ROOT, 'out', 'command');
  const file = await buildProgram('main/headless.ts', out, {
    minify: true,
    name: 'slotshell',
    outsiders: false,
  });
  chmodSync(file, 0o755);
  await writeCommandPapers(out);
  const { name, version, license, author, engines } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  );
  const manifest = {
    name,
    version,
    description: 'redis-cli for clusters: every command at the node that has its keys.',
    license,
    author,
    engines,
    bin: { slotshell: 'slotshell.cjs' },
    man: ['slotshell.1'],
    files: ['*.cjs', 'slotshell.1', 'completions', NOTICES],
  };
  writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(path.join(ROOT, 'LICENSE'), path.join(out, 'LICENSE'));
  writeFileSync(path.join(out, NOTICES), noticesText());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCommand();
