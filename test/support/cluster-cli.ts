/** `slotshell --cluster` and `redis-cli --cluster` as programs, with journals in a directory of their own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildHeadless } from './headless.ts';
import { waitUntil } from './redis-cluster.ts';

export interface Ended {
  /** Null if a signal ended it. */
  code: number | null;
  out: string;
  err: string;
}

export interface Running {
  pid: number;
  /** All that was printed so far on stdout. */
  out(): string;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
}

export class ClusterCli {
  /** XDG_STATE_HOME of the programs. */
  readonly state = mkdtempSync(path.join(os.tmpdir(), 'slotshell-operations-'));
  private readonly program: string;

  private constructor(program: string) {
    this.program = program;
  }

  static start = async () => new ClusterCli(await buildHeadless());

  stop(): void {
    rmSync(this.state, { recursive: true, force: true });
  }

  begin(args: readonly string[], { input = '', env = {} }: { input?: string; env?: object } = {}): Running {
    return this.spawn(process.execPath, [this.program, '--cluster', ...args], input, env);
  }

  slotshell(args: readonly string[], options: { input?: string; env?: object } = {}): Promise<Ended> {
    return this.begin(args, options).ended;
  }

  redisCli(args: readonly string[], program = 'redis-cli'): Promise<Ended> {
    return this.spawn(program, ['--cluster', ...args], '', {}).ended;
  }

  /** Runs it until it has printed this, then sends a signal. */
  async until(args: readonly string[], text: string, signal: NodeJS.Signals): Promise<Ended> {
    const running = this.begin(args);
    await waitUntil(`“${text}” to be printed`, () => running.out().includes(text));
    running.kill(signal);
    return running.ended;
  }

  /** Names of the operations that have a journal, the oldest first. */
  operations(): string[] {
    return readdirSync(path.join(this.state, 'slotshell', 'operations'))
      .map((name) => name.replace('.jsonl', ''))
      .sort();
  }

  journal(operation: string): string {
    return readFileSync(path.join(this.state, 'slotshell', 'operations', `${operation}.jsonl`), 'utf8');
  }

  private spawn(program: string, args: readonly string[], input: string, env: object): Running {
    const child = spawn(program, args, {
      env: { ...process.env, TERM: 'dumb', XDG_STATE_HOME: this.state, ...env },
    });
    const text = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.err += piece));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...text })));
    return { pid: child.pid!, out: () => text.out, kill: (signal) => void child.kill(signal), ended };
  }
}
