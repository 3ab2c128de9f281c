/** Programs of one file each, built once: the one without a window, and those of tests. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram as build } from '../../scripts/build-command.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = path.join(ROOT, 'node_modules/.cache/headless');

const built = new Map<string, Promise<string>>();

/** The path of the program without a window; built when first asked for, and gone with this process. */
export const buildHeadless = (): Promise<string> => builtFrom('main/headless.ts');

/** The same of another entry point, a path in the repository. */
export function builtFrom(entry: string): Promise<string> {
  const known = built.get(entry) ?? buildProgram(entry);
  built.set(entry, known);
  return known;
}

async function buildProgram(entry: string): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const outDir = mkdtempSync(path.join(CACHE, 'build-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  return build(entry, outDir);
}
