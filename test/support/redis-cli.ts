/** Programs with a deadline: what they print, and how they end. */
import { spawn, spawnSync } from 'node:child_process';

export interface ProgramOptions {
  input?: string | Buffer;
  env?: Record<string, string>;
  cwd?: string;
  /** Milliseconds after which it is killed; `code` is then null. */
  deadline?: number;
}

export interface ProgramEnd {
  stdout: Buffer;
  stderr: Buffer;
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Without what redis-cli reads from its surroundings. */
export const PLAIN_ENVIRONMENT = {
  REDISCLI_RCFILE: '/dev/null',
  REDISCLI_HISTFILE: '/dev/null',
  TERM: 'dumb',
};

export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  const { input = '', env = {}, cwd, deadline = 20_000 } = options;
  const child = spawn(file, args, {
    stdio: 'pipe',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...PLAIN_ENVIRONMENT, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), code, signal });
    });
  });
}

export const runRedisCli = (args: readonly string[], options?: ProgramOptions) =>
  runProgram('redis-cli', args, options);

/** `7.0.15`; null where there is no redis-cli. */
export function redisCliVersion(): string | null {
  const { stdout } = spawnSync('redis-cli', ['--version'], { encoding: 'utf8' });
  return /\d{1,3}\.\d+\.\d+/.exec(stdout ?? '')?.[0] ?? null;
}
