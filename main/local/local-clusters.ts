import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { counted, plural } from '../../shared/format/count.ts';
import { FailureError } from '../../shared/failure.ts';
import {
  LOCAL_LIMITS,
  type LocalChoices,
  type LocalCluster as Status,
  type Persistence,
} from '../../shared/local/local.ts';
import { findRedisServers, type RedisServer } from '../demo/find-redis-server.ts';
import { reservePorts } from '../demo/free-ports.ts';
import { takeOver } from '../demo/leftovers.ts';
import { readDefinitions, writeDefinition, type Definition } from './definition.ts';
import { LocalCluster } from './local-cluster.ts';
import { lossOf } from './loss.ts';
import { serverLabel } from './nodes.ts';

export interface NewCluster {
  /** Empty for one that names its first port. */
  name: string;
  primaries: number;
  /** Of each primary. */
  replicas: number;
  firstPort: number;
  persistence: Persistence;
  /** Path of one that was found. */
  server: string;
}

interface Options {
  /** Finds the servers to choose from. */
  findServers?: () => Promise<RedisServer[]>;
  /** Called with a sentence for the user. */
  onProblem: (text: string) => void;
}

/** The local clusters of this computer, which all windows share; each has a directory of its own in `root`. */
export class LocalClusters {
  private readonly root: string;
  private readonly findServers: () => Promise<RedisServer[]>;
  private readonly clusters = new Map<string, LocalCluster>();
  private readonly listeners = new Set<() => void>();

  private constructor(root: string, findServers: () => Promise<RedisServer[]>) {
    this.root = root;
    this.findServers = findServers;
  }

  static async open(root: string, { findServers = findRedisServers, onProblem }: Options) {
    const all = new LocalClusters(root, findServers);
    const { found, damaged } = await readDefinitions(root);
    for (const { id, definition } of found) all.add(id, definition);
    // Servers of a program that was killed still run: nobody would know of them.
    for (const directory of [...found.map(({ id }) => path.join(root, id)), ...damaged])
      takeOver(directory).catch(() => undefined);
    for (const directory of damaged)
      onProblem(
        `The description of the local cluster in ${directory} cannot be read. Its files are as they were.`,
      );
    return all;
  }

  get list(): Status[] {
    return [...this.clusters.values()].map(({ status }) => status);
  }

  /** Throws a FailureError if there is none. */
  get(id: string): LocalCluster {
    const found = this.clusters.get(id);
    if (!found)
      throw new FailureError('gone', 'This local cluster is no longer there.', 'Choose another one.');
    return found;
  }

  /** Called after each change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async choices(): Promise<LocalChoices> {
    const servers = await this.findServers();
    const run = await reservePorts({ count: 6, first: 7010, last: LOCAL_LIMITS.lastPort });
    run?.release();
    return {
      servers: servers.map((server) => ({ path: server.path, label: serverLabel(server) })),
      firstPort: run?.ports[0] ?? null,
    };
  }

  /**
   * Makes a cluster and starts it; resolves with its id once all slots are served. Rejects with a FailureError, and nothing
   * is left of it.
   */
  async create(wanted: NewCluster): Promise<string> {
    const server = (await this.findServers()).find((one) => one.path === wanted.server);
    if (!server)
      throw new FailureError('server-missing', 'This server program was not found.', 'Choose another one.');
    const definition = define(wanted, server);
    if (this.clusters.size >= LOCAL_LIMITS.clusters)
      throw new FailureError(
        'refused',
        `There are ${this.clusters.size} local clusters already.`,
        'Remove one first.',
      );
    const mine = this.list.find(({ nodes }) => nodes.some(({ port }) => definition.ports.includes(port)));
    if (mine) {
      const port = mine.nodes.find((node) => definition.ports.includes(node.port))!.port;
      throw new FailureError('refused', `Port ${port} belongs to ${mine.name}.`, 'Choose other ports.');
    }
    const id = randomBytes(6).toString('hex');
    const directory = path.join(this.root, id);
    await writeDefinition(directory, definition);
    const cluster = this.add(id, definition);
    try {
      await cluster.start();
      return id;
    } catch (error) {
      this.clusters.delete(id);
      await rm(directory, { recursive: true, force: true, maxRetries: 10 });
      throw error;
    } finally {
      this.changed();
    }
  }

  /** Stops it and deletes its files. Rejects with a FailureError. */
  async remove(id: string): Promise<void> {
    await this.get(id).remove();
    this.clusters.delete(id);
    this.changed();
  }

  /** Stops all, before the program ends; one that does not end in time is killed with it. Never rejects. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.clusters.values()].map((cluster) => cluster.stop()));
  }

  /** One sentence for each cluster that would lose keys if the program ended. */
  async lossesOnEnd(): Promise<string[]> {
    const running = [...this.clusters.values()].filter(({ servers }) => servers !== null);
    const losses = await Promise.all(running.map((one) => lossOf(one.servers!)));
    return losses.flatMap(({ unkept }, i) =>
      unkept === 0
        ? []
        : [
            `${running[i]!.status.name} writes nothing to disk: its ${counted(unkept, 'key')} ${plural(unkept, 'is', 'are')} lost when it stops.`,
          ],
    );
  }

  private add(id: string, definition: Definition): LocalCluster {
    const cluster = new LocalCluster(id, path.join(this.root, id), definition, () => this.changed());
    this.clusters.set(id, cluster);
    this.changed();
    return cluster;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function define({ name, firstPort, ...rest }: NewCluster, server: RedisServer): Definition {
  const count = rest.primaries * (1 + rest.replicas);
  if (count > LOCAL_LIMITS.nodes)
    throw new FailureError(
      'bad-argument',
      `These are ${count} nodes.`,
      `Make ${LOCAL_LIMITS.nodes} at most.`,
    );
  const last = firstPort + count - 1;
  if (firstPort < LOCAL_LIMITS.firstPort || last > LOCAL_LIMITS.lastPort)
    throw new FailureError(
      'bad-argument',
      `The ports would be ${firstPort} to ${last}.`,
      `Choose ports from ${LOCAL_LIMITS.firstPort} to ${LOCAL_LIMITS.lastPort}.`,
    );
  return {
    version: 1,
    name: name.trim() || `local-${firstPort}`,
    primaries: rest.primaries,
    replicas: rest.replicas,
    persistence: rest.persistence,
    ports: Array.from({ length: count }, (_, i) => firstPort + i),
    password: randomBytes(24).toString('base64url'),
    joined: false,
    server,
  };
}
