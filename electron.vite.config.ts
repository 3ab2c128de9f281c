import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { asciiPlugin } from './scripts/ascii.mjs';
import { noticesPlugin } from './scripts/notices.mjs';

// Targets are the oldest runtime the tests use (Electron 25: Node 18.15, Chrome 114); users have the current one.
const node = (input: Record<string, string>, outDir: string, groups: object[] = []) => ({
  plugins: [asciiPlugin(), noticesPlugin()],
  build: {
    externalizeDeps: false,
    outDir,
    emptyOutDir: true,
    target: 'node18.15',
    minify: true,
    reportCompressedSize: false,
    rollupOptions: {
      input,
      output: {
        format: 'cjs' as const,
        entryFileNames: '[name].cjs',
        chunkFileNames: '[name]-[hash].cjs',
        codeSplitting: { groups },
      },
    },
  },
});

/** The dev server's page loads its changes over a socket, and its styles and refresh code inline. */
const devPolicy: Plugin = {
  name: 'dev-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** All modules that these import when they are loaded, and they themselves. */
function loadedWith(files: readonly string[], modules: Modules): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (one: string): void => {
    if (found.has(one)) return;
    found.add(one);
    modules.getModuleInfo(one)?.importedIds.forEach(add);
  };
  files.forEach((file) => add(path.resolve(file)));
  return found;
}

/**
 * The chunk of a module of the window: the first one has what the first prompt needs, the second one all that is loaded after it
 * (renderer/kit/late.tsx). Left alone, the bundler makes fifty files of it, each a request that main answers.
 */
function windowChunk(id: string, modules: Modules): string | null {
  if (/monaco-editor|renderer.editor|virtual:notices/.test(id)) return null;
  return loadedWith(['renderer/index.html', 'renderer/main.tsx'], modules).has(id) ? 'first' : 'late';
}

/**
 * The chunks of main: the first steps, what the end of a second start needs too, and the program. What that loads when it is
 * needed is in files beside it.
 */
const mainChunks = Object.entries({
  first: 'main/index.ts',
  second: 'main/desktop/hand-over.ts',
  program: 'main/program.ts',
}).map(([name, file], index) => ({
  name: (id: string, modules: Modules) => (loadedWith([file], modules).has(id) ? name : null),
  // The first ones take what others have too; 0 is none.
  priority: 3 - index,
}));

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: { electron: string };
};

/** The short hash of the commit that is built; empty outside of git. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

export default defineConfig({
  main: {
    define: { ELECTRON_WANTED: JSON.stringify(devDependencies.electron), COMMIT: JSON.stringify(commit()) },
    ...node({ index: 'main/index.ts' }, 'out/main', mainChunks),
  },
  preload: node({ preload: 'main/preload.ts' }, 'out/preload'),
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [asciiPlugin(), devPolicy, noticesPlugin()],
    worker: { plugins: () => [asciiPlugin()] },
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      target: 'chrome114',
      minify: true,
      // The CSP allows no data: fonts.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: {
        input: path.resolve('renderer/index.html'),
        output: { codeSplitting: { groups: [{ name: windowChunk }] } },
      },
    },
  },
});
