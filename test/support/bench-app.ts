/** The app as a user starts it, without Playwright's own start-up work in it; looked into afterwards by its debugging port. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface BenchApp {
  child: ChildProcess;
  page: Page;
  /** Milliseconds since 1970 when the connected prompt had been painted. */
  promptAt: number;
  close(): Promise<void>;
}

export async function launchForBench(args: readonly string[]): Promise<BenchApp> {
  const runtime = JSON.parse(
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/electron-runtime.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { executable: string };
  const userData = await mkdtemp(path.join(tmpdir(), 'slotshell-bench-'));
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(
    runtime.executable,
    [...root, `--user-data-dir=${userData}`, '--remote-debugging-port=0', ROOT, ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]!);
    });
    child.once('exit', () => reject(new Error(`the app ended: ${text.slice(-500)}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const handle = await page.waitForFunction(() => {
    const mark = performance.getEntriesByName('prompt')[0];
    return mark ? performance.timeOrigin + mark.startTime : 0;
  });
  return {
    child,
    page,
    promptAt: await handle.jsonValue(),
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await browser.close();
      child.kill('SIGTERM');
      await gone;
      await rm(userData, { recursive: true, force: true });
    },
  };
}
