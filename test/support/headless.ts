/** The program without a window, built once and run as one runs it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface HeadlessRun {
  stdout: Buffer;
  stderr: Buffer;
  /** -1 where a signal ended it. */
  code: number;
}

export interface HeadlessOptions {
  /** All of stdin; nothing where not given. */
  input?: string | Uint8Array;
  /** On top of this process's own. */
  env?: { readonly [name: string]: string };
}

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

/** Runs it to its end. */
export async function runHeadless(
  words: readonly string[],
  { input = '', env = {} }: HeadlessOptions = {},
): Promise<HeadlessRun> {
  const program = await buildHeadless();
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, ...env } });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
  // It may end before it has read all.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve(exit ?? -1));
  });
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), code };
}
