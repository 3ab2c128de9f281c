/** Electron with one page and nothing else: the limit that the window is measured beside. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BenchApp } from './bench-app.ts';

const LIMITS = path.resolve(import.meta.dirname, '../bench/limits');

export class BareElectron {
  private readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** `page` is a file of test/bench/limits. */
  static async make(page: 'bare-window.html' | 'bare-xterm.html'): Promise<BareElectron> {
    const directory = await mkdtemp(path.join(tmpdir(), 'slotshell-bench-'));
    const main = path.relative(directory, path.join(LIMITS, 'bare-window.cjs'));
    await writeFile(
      path.join(directory, 'package.json'),
      JSON.stringify({ name: 'bare-window', version: '0.0.0', main }),
    );
    process.env.BARE_PAGE = path.join(LIMITS, page);
    return new BareElectron(directory);
  }

  launch(): Promise<BenchApp> {
    return BenchApp.launch([], path.join(this.directory, 'data'), this.directory);
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}
