import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RedisServer } from './find-redis-server.ts';
import { reserveExactly, reservePorts, type PortRun, type PortSearch } from './free-ports.ts';
import { recordOwnership, removeDirectory } from './leftovers.ts';
import { NodeClient, type NodeAccess } from './node-client.ts';
import { Hopeless, poll } from './poll.ts';
import { RedisServerProcess, type ConfigLine } from './redis-server-process.ts';

export interface GroupOptions {
  server: RedisServer;
  /** The directory is named PREFIX-PID-… and lies in the system's temporary directory. */
  prefix: string;
  /** A list is these very ports; `start` rejects with PortTaken if one is not free. */
  ports: PortSearch | readonly number[];
  /** A directory that is kept, with what is in it; without it, a temporary one is made and removed. */
  directory?: string;
  /** The conf file's lines for one port, including `port`, besides those that every server of ours has. */
  lines: (port: number) => readonly ConfigLine[];
  /** The lines that every server of ours has, unless they are others. */
  base?: readonly ConfigLine[];
  access?: NodeAccess;
  /** Called for every server that ends, also for one that was killed on purpose. */
  onExit?: (port: number) => void;
  signal?: AbortSignal | undefined;
}

/** A port that was asked for is in use. */
export class PortTaken extends Error {
  override name = 'PortTaken';
  readonly port: number;
  readonly isBus: boolean;

  constructor(port: number, isBus: boolean) {
    super(`Port ${port} is taken${isBus ? '; it would be a bus port' : ''}.`);
    this.port = port;
    this.isBus = isBus;
  }
}

/** How long a server may take from its start to its first reply, on a busy machine. */
const STARTUP_TIMEOUT_MS = 15_000;
/** How often other ports are tried if somebody else takes one between our search and the server's bind. */
const PORT_ATTEMPTS = 5;

/**
 * Real servers on loopback ports, in one directory that records its owner. `dispose` and our process's exit end them and
 * remove the directory if it is temporary; if our process is killed, cleanUpLeftovers does.
 */
export class ServerGroup {
  readonly directory: string;
  private readonly options: GroupOptions;
  private readonly runs: PortRun[];
  private readonly servers = new Map<number, RedisServerProcess>();
  private readonly clients = new Map<number, NodeClient>();
  private disposed = false;
  private readonly onProcessExit = () => this.disposeNow();

  private constructor(options: GroupOptions, run: PortRun) {
    this.options = options;
    this.runs = [run];
    this.directory =
      options.directory ?? mkdtempSync(path.join(os.tmpdir(), `${options.prefix}-${process.pid}-`));
    process.once('exit', this.onProcessExit);
    recordOwnership(this.directory);
    for (const port of run.ports) this.add(port);
  }

  /** In the order of their making. */
  get ports(): readonly number[] {
    return [...this.servers.keys()];
  }

  /** Reserves free ports and writes the conf files; `restart` starts each server. Rejects with nothing left behind. */
  static async prepare(options: GroupOptions): Promise<ServerGroup> {
    const run = await reserve(options.ports);
    try {
      return new ServerGroup(options, run);
    } catch (error) {
      run.release();
      throw error;
    }
  }

  /** Starts the servers on free ports; resolves once all answer. Rejects with no server left behind. */
  static async start(options: GroupOptions): Promise<ServerGroup> {
    const wanted = options.ports;
    for (let attempt = 1, search = wanted; ; attempt++) {
      const run = await reserve(search);
      let group: ServerGroup | null = null;
      try {
        group = new ServerGroup(options, run);
        for (const server of group.servers.values()) group.launch(server);
        await Promise.all(run.ports.map((port) => group?.answering(port)));
        return group;
      } catch (error) {
        await group?.dispose();
        run.release();
        options.signal?.throwIfAborted();
        const isTaken = /address already in use|failed listening/i.test(String(error));
        if (attempt === PORT_ATTEMPTS || !isTaken || !('first' in wanted) || !('first' in search))
          throw error;
        // Two programs that start at the same moment must not collide again.
        const jump = search.count * Math.floor(1 + Math.random() * 4 * attempt);
        search = { ...wanted, first: Math.min(wanted.last - search.count, search.first + jump) };
      }
    }
  }

  client(port: number): NodeClient {
    const client = this.clients.get(port);
    if (!client) throw new Error(`No server on port ${port}; there are ${this.ports.join(', ')}.`);
    return client;
  }

  get server(): RedisServer {
    return this.options.server;
  }

  /** The process number; null while it does not run. */
  pid(port: number): number | null {
    return this.process(port).pid;
  }

  /** Starts a killed server again, with its conf file and directory; resolves once it answers. */
  async restart(port: number): Promise<void> {
    this.launch(this.process(port));
    await this.answering(port);
  }

  /** One more server, on the first free port from `first` up to `last`. Resolves with its port once it answers. */
  async addServer(first: number, last: number): Promise<number> {
    const run = await reserve({ count: 1, first, last });
    const [port = 0] = run.ports;
    try {
      this.launch(this.add(port));
      await this.answering(port);
    } catch (error) {
      const { directory } = this.process(port);
      await this.kill(port);
      this.servers.delete(port);
      this.clients.delete(port);
      removeDirectory(directory);
      run.release();
      throw error;
    }
    this.runs.push(run);
    return port;
  }

  /** Its files, and how it is. */
  facts(port: number): Pick<RedisServerProcess, 'directory' | 'configFile' | 'logFile' | 'state'> {
    return this.process(port);
  }

  /** Ends a server as SHUTDOWN does; resolves when it is gone. Rejects if it is still there after a minute. */
  stop(port: number): Promise<void> {
    return this.process(port).stop();
  }

  /** Ends a server as a crash would (SIGKILL), so that the others notice its silence; resolves when it is gone. */
  kill(port: number): Promise<void> {
    return this.process(port).kill();
  }

  /** Sends a signal; false if the server does not run. */
  signal(port: number, name: NodeJS.Signals): boolean {
    return this.process(port).signal(name);
  }

  /** Kills the servers and removes their directory; resolves when they are gone. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const client of this.clients.values()) client.close();
    await Promise.all([...this.servers.values()].map((server) => server.kill()));
    process.removeListener('exit', this.onProcessExit);
    if (!this.options.directory) removeDirectory(this.directory);
    for (const run of this.runs) run.release();
  }

  private disposeNow(): void {
    this.disposed = true;
    for (const server of this.servers.values()) server.signal('SIGKILL');
    if (!this.options.directory) removeDirectory(this.directory);
  }

  private add(port: number): RedisServerProcess {
    const { server, lines, base = OWN_LINES, access } = this.options;
    const directory = path.join(this.directory, String(port));
    const exited = () => this.exited(port);
    const added = new RedisServerProcess(server.path, directory, port, [...base, ...lines(port)], exited);
    this.servers.set(port, added);
    this.clients.set(port, new NodeClient(port, access));
    return added;
  }

  private process(port: number): RedisServerProcess {
    const server = this.servers.get(port);
    if (!server) throw new Error(`No server on port ${port}; there are ${this.ports.join(', ')}.`);
    return server;
  }

  private exited(port: number): void {
    this.clients.get(port)?.close();
    this.options.onExit?.(port);
  }

  private launch(server: RedisServerProcess): void {
    if (this.disposed) throw new Error('The servers were stopped.');
    server.start();
  }

  private async answering(port: number): Promise<void> {
    const server = this.process(port);
    const check = async () => {
      if (server.pid === null) throw new Hopeless(`The server on port ${port} ended: ${server.lastWords()}`);
      // Somebody else's server on the same port would answer a PING as well.
      const info = await this.client(port).text('INFO server');
      return info.includes(`process_id:${server.pid}\r\n`);
    };
    const limits = { timeout: STARTUP_TIMEOUT_MS, signal: this.options.signal };
    await poll(`the server on port ${port} to answer`, check, limits);
  }
}

async function reserve(wanted: PortSearch | readonly number[]): Promise<PortRun> {
  if (!('first' in wanted)) {
    const run = await reserveExactly(wanted);
    if ('taken' in run) throw new PortTaken(run.taken, run.isBus);
    return run;
  }
  const { count, first } = wanted;
  const run = await reservePorts(wanted);
  if (!run) throw new Error(`No ${count} free ports in a row from ${first} up.`);
  return run;
}

/** For every server of ours: stay on this computer, keep nothing, and be found again by the path. */
export const OWN_LINES: readonly ConfigLine[] = [
  ['bind', '127.0.0.1'],
  ['protected-mode', 'yes'],
  ['save', '""'],
  ['appendonly', 'no'],
  ['loglevel', 'notice'],
  // So that a replica is in sync at once, and listed by CLUSTER SLOTS within a second.
  ['repl-diskless-sync', 'yes'],
  ['repl-diskless-sync-delay', '0'],
  ['repl-ping-replica-period', '1'],
  // Since 6.2. Before, a server replaced the path with its address.
  ['set-proc-title', 'no'],
];
