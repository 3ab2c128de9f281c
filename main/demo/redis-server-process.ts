import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One line of redis.conf: a directive and its arguments, quoted as the file wants them. */
export type ConfigLine = readonly [name: string, ...values: string[]];

/** How a server is, or how it ended: `ended` is by itself, or by somebody else's signal. */
export type ProcessState = 'running' | 'frozen' | 'stopped' | 'killed' | 'ended';

/** A server that saves a large file takes its time. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * One redis-server with its own directory and conf file, which can be killed and started again. `onExit` is called at
 * every end of the process, also at one that was asked for.
 */
export class RedisServerProcess {
  readonly port: number;
  readonly directory: string;
  readonly configFile: string;
  readonly logFile: string;
  private readonly program: string;
  private readonly onExit: (server: RedisServerProcess) => void;
  private child: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();
  private spawnError = '';
  private isFrozen = false;
  private end: 'stopped' | 'killed' | 'ended' = 'stopped';

  /** Makes the directory and writes the conf file into it, unless they are there. */
  constructor(
    program: string,
    directory: string,
    port: number,
    lines: readonly ConfigLine[],
    onExit: (server: RedisServerProcess) => void,
  ) {
    this.port = port;
    this.program = program;
    this.directory = directory;
    this.onExit = onExit;
    this.configFile = path.join(directory, 'redis.conf');
    this.logFile = path.join(directory, 'redis.log');
    mkdirSync(directory, { mode: 0o700, recursive: true });
    if (existsSync(this.configFile)) return;
    const own: ConfigLine[] = [
      ['daemonize', 'no'],
      ['dir', quote(directory)],
      ['pidfile', quote(path.join(directory, 'redis.pid'))],
      ['logfile', quote(this.logFile)],
    ];
    const text = [...own, ...lines].map((line) => line.join(' ')).join('\n');
    writeFileSync(this.configFile, `${text}\n`, { mode: 0o600 });
  }

  /** The process number; null while it does not run. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  get state(): ProcessState {
    return this.child ? (this.isFrozen ? 'frozen' : 'running') : this.end;
  }

  /** Starts the server and returns at once: ask the server whether it is up. Does nothing if it runs. */
  start(): void {
    if (this.child) return;
    this.spawnError = '';
    this.end = 'ended';
    this.isFrozen = false;
    // A file, not a pipe, so that what a server prints before it has read its conf file can be read after its end.
    const log = openSync(this.logFile, 'a', 0o600);
    const child = spawn(this.program, [this.configFile], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    this.exited = new Promise((resolve) => {
      const end = (reason: string) => {
        if (this.child !== child) return;
        this.child = null;
        this.spawnError = reason;
        this.onExit(this);
        resolve();
      };
      child.once('exit', () => end(''));
      child.once('error', (error) => end(error.message));
    });
  }

  /** Sends a signal (SIGSTOP, SIGCONT, SIGKILL); false if the process does not run. */
  signal(name: NodeJS.Signals): boolean {
    const sent = this.child?.kill(name) ?? false;
    if (sent && name === 'SIGSTOP') this.isFrozen = true;
    if (sent && name === 'SIGCONT') this.isFrozen = false;
    return sent;
  }

  /** Ends the process as a crash would, without a message to the other nodes; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.signal('SIGKILL')) this.end = 'killed';
    await this.exited;
  }

  /**
   * Ends the process as SHUTDOWN does: it saves what its conf file says. Resolves when it is gone; rejects if it is still
   * there after a minute.
   */
  async stop(): Promise<void> {
    // A frozen process would not see the other signal.
    this.signal('SIGCONT');
    if (this.signal('SIGTERM')) this.end = 'stopped';
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const stillThere = () =>
        reject(new Error(`The server on port ${this.port} has not ended in a minute.`));
      timer = setTimeout(stillThere, STOP_TIMEOUT_MS);
    });
    await Promise.race([this.exited, late]).finally(() => clearTimeout(timer));
  }

  /** The last lines the server wrote, or why it could not be started. */
  lastWords(lines = 5): string {
    if (this.spawnError) return this.spawnError;
    let log = '';
    try {
      log = readFileSync(this.logFile, 'utf8').slice(-4000);
    } catch {
      // It ended before it had a log.
    }
    return log.trimEnd().split('\n').slice(-lines).join('\n');
  }
}

/** A conf file's argument in double quotes, for paths with spaces. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
