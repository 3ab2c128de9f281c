/** One real redis-server on a free loopback port, which can be stopped and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PortRun } from '../../main/demo/free-ports.ts';
import type { Certificates } from './certificates.ts';
import { startOnFreePorts } from './ports.ts';

export interface RedisServerOptions {
  /** The program; by default the system's redis-server. */
  server?: { path: string } | null;
  args?: readonly string[];
  tls?: Certificates;
  /** Whether TLS clients must show a certificate. */
  mutual?: boolean;
  /** Lines of a conf file: the server is a Sentinel then. */
  sentinel?: readonly string[];
}

export class RedisServer {
  readonly port: number;
  private readonly ports: PortRun;
  private readonly options: RedisServerOptions;
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-server-'));
  private child: ChildProcess | null = null;

  private constructor(ports: PortRun, options: RedisServerOptions) {
    this.ports = ports;
    this.port = ports.ports[0]!;
    this.options = options;
    process.once('exit', this.kill);
  }

  static start(options: RedisServerOptions = {}): Promise<RedisServer> {
    return startOnFreePorts(1, (ports) => new RedisServer(ports, options));
  }

  /** Resolves when the server accepts connections. Rejects with its log if it ends before that. */
  start(): Promise<void> {
    const { server, args = [], tls, mutual, sentinel } = this.options;
    const listen = tls
      ? ['--port', '0', '--tls-port', String(this.port), '--tls-auth-clients', mutual ? 'yes' : 'no']
      : ['--port', String(this.port)];
    const files = tls ? ['--tls-cert-file', tls.files.serverCert, '--tls-key-file', tls.files.serverKey] : [];
    const authority = tls ? ['--tls-ca-cert-file', tls.files.ca] : [];
    const quiet = ['--bind', '127.0.0.1', '--dir', this.directory];
    const conf = path.join(this.directory, 'sentinel.conf');
    if (sentinel) writeFileSync(conf, sentinel.join('\n'));
    const kind = sentinel ? [conf, '--sentinel'] : ['--save', ''];
    const program = server?.path ?? 'redis-server';
    const child = spawn(program, [...kind, ...quiet, ...listen, ...files, ...authority, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    return new Promise((resolve, reject) => {
      let log = '';
      const read = (text: Buffer) => {
        log += text.toString();
        if (/Ready to accept connections|Sentinel ID is/.test(log)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server ended:\n${log.slice(-2000)}`)));
    });
  }

  /** Kills the process; start() brings it back, empty, on the same port. */
  async crash(): Promise<void> {
    const child = this.child;
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

  private readonly kill = (): void => {
    this.child?.kill('SIGKILL');
  };
}
