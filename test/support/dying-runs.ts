/** Runs of an operation by a process of its own that dies where a test says. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { JournalPlace } from '../../main/storage/operation-journal.ts';
import type { OperationReport } from '../../shared/operations/progress.ts';
import { builtFrom } from './headless.ts';

/** What the process is told. */
export interface DyingRun {
  place: JournalPlace;
  seed: string;
  /** For a run that is not a resumed one. */
  request: object;
  /** Number of the event at which it dies, from 1, or the label of one, whose first is meant; 0 for none. */
  dieAt: number | string;
  /** Where it writes what it died at. */
  labelFile: string;
}

export class DyingRuns {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-dying-'));

  /** The report of a run that came to its end, or what it died at. */
  async run(
    id: string,
    seed: string,
    request: object,
    dieAt: number | string,
  ): Promise<{ report: OperationReport } | { died: string }> {
    const labelFile = path.join(this.directory, `${id}.label`);
    const place = { directory: this.directory, id };
    const given: DyingRun = { place, seed, request, dieAt, labelFile };
    const program = await builtFrom('test/support/dying-run.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(given)]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.once('close', (...ended) => resolve(ended)),
    );
    if (signal === 'SIGKILL') return { died: readFileSync(labelFile, 'utf8') };
    if (code !== 0) throw new Error(`The run ended with ${code}: ${err}`);
    return { report: JSON.parse(out) as OperationReport };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
