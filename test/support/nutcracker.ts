/** A real twemproxy (nutcracker) on a free loopback port, before plain Redis servers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { PortRun } from '../../main/demo/free-ports.ts';
import { accepts } from './accepts.ts';
import { startOnFreePorts } from './ports.ts';

export interface NutcrackerOptions {
  /** Ports of the servers behind it, on 127.0.0.1. */
  servers: readonly number[];
  /** The password for AUTH; the servers then require it too. */
  password?: string;
}

/** Since it was started: connections accepted, and those closed because of what a client sent. */
export interface NutcrackerMetrics {
  connections: number;
  clientErrors: number;
  forwardErrors: number;
  /** Requests that reached a server. */
  requests: number;
}

export class Nutcracker {
  readonly port: number;
  private readonly ports: PortRun;
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-nutcracker-'));
  private child: ChildProcess | null = null;

  private readonly options: NutcrackerOptions;

  private constructor(ports: PortRun, options: NutcrackerOptions) {
    this.ports = ports;
    this.options = options;
    this.port = ports.ports[0]!;
    process.once('exit', this.kill);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  static start(options: NutcrackerOptions): Promise<Nutcracker> {
    return startOnFreePorts(2, (ports) => new Nutcracker(ports, options));
  }

  /** The proxy's statistics from its stats port, at most half a second old. */
  async metrics(): Promise<NutcrackerMetrics> {
    const text = await new Promise<string>((resolve, reject) => {
      let all = '';
      const socket = net.connect(this.ports.ports[1]!, '127.0.0.1');
      socket.on('data', (chunk) => (all += chunk.toString()));
      socket.on('end', () => resolve(all));
      socket.on('error', reject);
    });
    const all = JSON.parse(text) as { total_connections: number; pool: Record<string, unknown> };
    const servers = Object.values(all.pool).filter(
      (value): value is { requests: number } => typeof value === 'object' && value !== null,
    );
    return {
      connections: all.total_connections,
      clientErrors: all.pool.client_err as number,
      forwardErrors: all.pool.forward_error as number,
      requests: servers.reduce((sum, { requests }) => sum + requests, 0),
    };
  }

  /** Ends the process; start() brings it back on the same port. */
  async crash(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    await this.crash();
    process.removeListener('exit', this.kill);
    this.ports.release();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Resolves when the proxy accepts connections. Rejects with its log if it ends before that. */
  async start(): Promise<void> {
    const { servers, password } = this.options;
    const file = (name: string) => path.join(this.directory, name);
    const lines = [
      'pool:',
      `  listen: ${this.address}`,
      '  hash: fnv1a_64',
      '  distribution: ketama',
      '  redis: true',
      ...(password === undefined ? [] : [`  redis_auth: ${password}`]),
      '  servers:',
      ...servers.map((port) => `   - 127.0.0.1:${port}:1`),
    ];
    writeFileSync(file('conf.yml'), `${lines.join('\n')}\n`);
    const paths = ['-c', file('conf.yml'), '-o', file('log'), '-p', file('pid')];
    const stats = ['-s', String(this.ports.ports[1]), '-a', '127.0.0.1', '-i', '500'];
    // Debian installs it where an ordinary user's PATH does not lead.
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
    const child = spawn('nutcracker', [...paths, ...stats], { stdio: 'ignore', env });
    this.child = child;
    let failure: Error | null = null;
    child.once('error', (error) => (failure = error));
    child.once('exit', () => (failure ??= new Error(`nutcracker ended:\n${logOf(file('log'))}`)));
    while (!(await accepts(this.port))) {
      if (failure) throw failure as Error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private readonly kill = (): void => {
    this.child?.kill('SIGKILL');
  };
}

function logOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-2000);
  } catch {
    return '';
  }
}
