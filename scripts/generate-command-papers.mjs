/**
 * Writes the man page of the command and its completions for bash, zsh and fish, from its table of flags: `node
 * scripts/generate-command-papers.mjs [DIRECTORY]` (out/command).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

export async function writeCommandPapers(directory) {
  const file = path.join(ROOT, 'main', 'headless', 'papers', 'papers.ts');
  const { module } = await runnerImport(file, { root: ROOT, configFile: false, logLevel: 'warn' });
  // Builds that are to be repeatable set this variable: https://reproducible-builds.org/specs/source-date-epoch
  const seconds = process.env.SOURCE_DATE_EPOCH;
  const date = seconds ? new Date(Number(seconds) * 1000) : new Date();
  for (const [name, text] of Object.entries(module.papers(date.toISOString().slice(0, 10)))) {
    const target = path.join(directory, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeCommandPapers(path.resolve(process.argv[2] ?? path.join(ROOT, 'out', 'command')));
