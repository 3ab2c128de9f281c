/** A program of our own modules that Node can run by itself, so that it can be killed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';

/** Returns the program's file and what deletes it. `source` imports modules by absolute path. */
export async function bundleProgram(source: string): Promise<{ file: string; remove(): void }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-bundle-'));
  const entry = path.join(directory, 'start.ts');
  writeFileSync(entry, source);
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: path.join(directory, 'out'),
      target: 'node18',
      rolldownOptions: { output: { entryFileNames: 'start.mjs' } },
    },
  });
  return {
    file: path.join(directory, 'out', 'start.mjs'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
