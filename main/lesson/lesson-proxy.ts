/** A twemproxy (nutcracker) in front of two plain servers, for the lesson about proxies. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FailureError } from '../../shared/failure.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { reservePorts, type PortRun } from '../demo/free-ports.ts';
import { PROXY_CONF, recordOwnership } from '../demo/leftovers.ts';
import { NodeClient } from '../demo/node-client.ts';
import { Hopeless, poll } from '../demo/poll.ts';
import { addressOf, PREFIX, type LessonServers } from './lesson-servers.ts';

/** Debian installs it where an ordinary user's PATH does not lead. */
const environment = () => ({
  ...process.env,
  PATH: [process.env['PATH'], '/usr/sbin', '/usr/local/sbin'].filter(Boolean).join(path.delimiter),
});

/** Keys of a server that are named, and characters of each. */
const MOST_KEYS = 10;
const MOST_NAMED = 40;

/** Whether this computer has one. */
export const hasProxy = (): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('nutcracker', ['--version'], { timeout: 5000, env: environment() }, (error) => resolve(!error));
  });

/**
 * Which keys each server behind the proxy has, asked of the servers themselves: the proxy does not say. Rejects with a
 * FailureError if there are none.
 */
export async function keysByServer(servers: LessonServers): Promise<string> {
  const told = await Promise.all(
    servers.running.map(async (port) => {
      const keys = (await servers.client(port).ask(['KEYS', '*'])) as unknown[];
      const names = keys.slice(0, MOST_KEYS).map((key) => escapeForLine(String(key).slice(0, MOST_NAMED)));
      return { port, names: names.sort() };
    }),
  );
  if (told.every(({ names }) => names.length === 0))
    throw new FailureError('refused', 'No server has a key yet.', 'Run the SET commands first.');
  return told.map(({ port, names }) => `${addressOf(port)}: ${names.join(', ') || '–'}`).join(' · ');
}

export class LessonProxy {
  private readonly run: PortRun;
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}-${process.pid}-`));
  private readonly onProcessExit = () => this.endNow();
  private child: ChildProcess | null = null;

  private constructor(run: PortRun) {
    this.run = run;
    process.once('exit', this.onProcessExit);
    recordOwnership(this.directory);
  }

  get address(): string {
    return addressOf(this.run.ports[0]!);
  }

  /** Resolves once it answers a PING. Rejects with a FailureError if it is not installed. */
  static async start(
    servers: readonly number[],
    password: string,
    signal: AbortSignal,
  ): Promise<LessonProxy> {
    if (!(await hasProxy()))
      throw new FailureError(
        'server-missing',
        'nutcracker (twemproxy) is not installed on this computer.',
        'Go on without it, or install it (apt install nutcracker).',
      );
    const run = await reservePorts({ count: 2, first: 6480, last: 22_000 });
    if (!run) throw new Error('No free port for the proxy.');
    const proxy = new LessonProxy(run);
    try {
      await proxy.launch(servers, password, signal);
      return proxy;
    } catch (error) {
      await proxy.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    process.removeListener('exit', this.onProcessExit);
    rmSync(this.directory, { recursive: true, force: true });
    this.run.release();
  }

  private async launch(servers: readonly number[], password: string, signal: AbortSignal): Promise<void> {
    const file = (name: string) => path.join(this.directory, name);
    const lines = [
      'lesson:',
      `  listen: ${this.address}`,
      '  hash: fnv1a_64',
      // ketama would put keys as alike as k1, k2 and k3 on one server.
      '  distribution: modula',
      '  redis: true',
      `  redis_auth: ${password}`,
      '  servers:',
      ...servers.map((port) => `   - ${addressOf(port)}:1`),
    ];
    writeFileSync(file(PROXY_CONF), `${lines.join('\n')}\n`, { mode: 0o600 });
    const stats = ['-s', String(this.run.ports[1]), '-a', '127.0.0.1'];
    const paths = ['-c', file(PROXY_CONF), '-o', file('log'), '-p', file('pid')];
    const child = spawn('nutcracker', [...paths, ...stats], { stdio: 'ignore', env: environment() });
    this.child = child;
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    const client = new NodeClient(this.run.ports[0]!, { password });
    const check = async () => {
      if (ended) throw new Hopeless('nutcracker ended at once.');
      return (await client.text('PING')) === 'PONG';
    };
    await poll('nutcracker to answer', check, { timeout: 10_000, signal }).finally(() => client.close());
  }

  private endNow(): void {
    this.child?.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}
