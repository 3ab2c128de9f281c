/** The program without a window, built once. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = path.join(ROOT, 'node_modules/.cache/headless');

let built: Promise<string> | null = null;

/** The path of the program; built when first asked for, and gone with this process. */
export function buildHeadless(): Promise<string> {
  return (built ??= buildProgram());
}

async function buildProgram(): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const outDir = mkdtempSync(path.join(CACHE, 'build-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: 'main/headless.ts',
      outDir,
      target: 'node18.15',
      reportCompressedSize: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  });
  return path.join(outDir, 'headless.cjs');
}
