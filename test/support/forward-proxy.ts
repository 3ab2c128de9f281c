/** Real proxies that clients connect through: microsocks for SOCKS5, tinyproxy for HTTP CONNECT. Both log each connection. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { accepts } from './accepts.ts';
import { startOnFreePorts } from './ports.ts';
import { waitUntil } from './redis-cluster.ts';

export type ForwardKind = 'socks5' | 'http';

export interface ForwardOptions {
  user?: string;
  password?: string;
  /** HTTP only: the ports that it connects to; by default all. */
  allowed?: readonly number[];
}

export class ForwardProxy {
  readonly kind: ForwardKind;
  readonly port: number;
  private readonly options: ForwardOptions;
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-proxy-'));
  private child: ChildProcess | null = null;
  private log = '';

  private constructor(kind: ForwardKind, port: number, options: ForwardOptions) {
    this.kind = kind;
    this.port = port;
    this.options = options;
    process.once('exit', this.kill);
  }

  static start(kind: ForwardKind, options: ForwardOptions = {}): Promise<ForwardProxy> {
    return startOnFreePorts(1, ({ ports }) => new ForwardProxy(kind, ports[0]!, options));
  }

  get url(): string {
    const { user, password } = this.options;
    const login = user === undefined ? '' : `${user}:${password}@`;
    return `${this.kind}://${login}127.0.0.1:${this.port}`;
  }

  /** `host:port` of each connection that was made, as the client named it, in order. */
  get connected(): string[] {
    const pattern =
      this.kind === 'socks5'
        ? /connected to (\S+:\d+)/g
        : /Request \(file descriptor \d+\): CONNECT (\S+) HTTP/g;
    return [...this.log.matchAll(pattern)].map(([, place]) => place!);
  }

  /** Resolves when the proxy accepts connections. */
  async start(): Promise<void> {
    // Debian installs them where an ordinary user's PATH may not lead.
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
    const [program, args] = this.kind === 'socks5' ? this.microsocks() : this.tinyproxy();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.child = child;
    let failure: Error | null = null;
    child.once('error', (error) => (failure = error));
    child.once('exit', () => (failure ??= new Error(`${program} ended:\n${this.log}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (this.log += text.toString()));
    await waitUntil(`${program} accepts connections`, () => {
      if (failure) throw failure as Error;
      return accepts(this.port);
    });
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.kill);
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private microsocks(): [string, string[]] {
    const { user, password } = this.options;
    const login = user === undefined ? [] : ['-u', user, '-P', password ?? ''];
    return ['microsocks', ['-i', '127.0.0.1', '-p', String(this.port), ...login]];
  }

  private tinyproxy(): [string, string[]] {
    const { user, password, allowed = [] } = this.options;
    const file = path.join(this.directory, 'conf');
    const lines = [
      `Port ${this.port}`,
      'Listen 127.0.0.1',
      'Timeout 600',
      'MaxClients 100',
      'LogLevel Connect',
      ...(user === undefined ? [] : [`BasicAuth ${user} ${password}`]),
      ...allowed.map((port) => `ConnectPort ${port}`),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    return ['tinyproxy', ['-d', '-c', file]];
  }

  private readonly kill = (): void => {
    this.child?.kill('SIGKILL');
  };
}
