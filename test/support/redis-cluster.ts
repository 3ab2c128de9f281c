import { rmSync } from 'node:fs';
import path from 'node:path';
import { findRedisServer, isAtLeast, type RedisServer } from '../../main/demo/find-redis-server.ts';
import { isServing, joinCluster, readNodes } from '../../main/demo/join.ts';
import { cleanUpLeftovers } from '../../main/demo/leftovers.ts';
import type { PlainReply } from '../../main/demo/node-client.ts';
import { poll } from '../../main/demo/poll.ts';
import { quote, type ConfigLine } from '../../main/demo/redis-server-process.ts';
import { ServerGroup } from '../../main/demo/server-group.ts';
import { Certificates } from './certificates.ts';
import { clusterPorts } from './ports.ts';

export interface RedisClusterOptions {
  /** The program; by default the system's. */
  server?: RedisServer | null;
  /** False: servers that are not in a cluster. */
  cluster?: boolean;
  primaries?: number;
  /** Replicas of each primary. */
  replicas?: number;
  /** cluster-node-timeout, milliseconds: for a test that waits until a node counts as failed, 2000. By default longer than a busy machine freezes. */
  nodeTimeout?: number;
  /** requirepass and masterauth. */
  password?: string;
  /** `mutual`: the servers ask for a client certificate. */
  tls?: boolean | 'mutual';
  /** Further lines of every conf file: `user reader on >secret ~* +@read`. */
  conf?: readonly string[];
}

export interface TestNode {
  port: number;
  /** Empty for a server outside a cluster. */
  id: string;
  /** At the start. */
  role: 'primary' | 'replica';
  /** 0 and up: the primary's place among the primaries, the same for its replicas. */
  shard: number;
}

export interface MigrateOptions {
  /** The step after which to leave the slot as it is; the same call without it carries on from there. */
  stopAfter?: 'importing' | 'migrating' | 'keys';
  /** How many keys to move at most before stopping after `keys`; by default all. */
  keys?: number;
}

const NODE_TIMEOUT_MS = 15_000;
const JOINING_NODE_TIMEOUT_MS = 2000;

export const PREFIX = 'slotshell-servers';

/** Polls until `check` returns something truthy (a check that throws counts as "not yet"), and returns it. */
export const waitUntil = <T>(description: string, check: () => Promise<T> | T, timeout = 60_000) =>
  poll(description, check, { timeout });

let prepared = false;

/** Once per process: a run that was killed leaves servers; and a signal must not make this one do so. */
export function prepareProcess(): void {
  if (prepared) return;
  prepared = true;
  cleanUpLeftovers(PREFIX);
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGINT', () => process.exit(130));
}

/** A real cluster of real servers on free loopback ports: three primaries, a replica each, unless told otherwise. */
export class RedisCluster {
  readonly ports: readonly number[];
  readonly addresses: readonly string[];
  readonly nodes: readonly TestNode[];
  readonly server: RedisServer;
  readonly password: string | undefined;
  readonly tls: Certificates | undefined;
  private readonly group: ServerGroup;

  private constructor(
    group: ServerGroup,
    nodes: TestNode[],
    server: RedisServer,
    password: string | undefined,
    certificates: Certificates | undefined,
  ) {
    this.group = group;
    this.nodes = nodes;
    this.server = server;
    this.password = password;
    this.tls = certificates;
    this.ports = group.ports;
    this.addresses = group.ports.map((port) => `127.0.0.1:${port}`);
  }

  /** Resolves when every node serves, and lists every other: about two seconds. Rejects with nothing left behind. */
  static async start(options: RedisClusterOptions = {}): Promise<RedisCluster> {
    prepareProcess();
    const { cluster = true, primaries = 3, replicas = cluster ? 1 : 0, password } = options;
    const server = options.server ?? (await findRedisServer());
    if (!server) throw new Error('These tests need redis-server or valkey-server on PATH.');
    const certificates = options.tls ? new Certificates() : undefined;
    const { ca, cert, key } = certificates ?? {};
    const access = {
      ...(password === undefined ? {} : { password }),
      ...(ca && cert && key ? { tls: { ca, cert, key } } : {}),
    };
    const count = primaries * (1 + replicas);
    const lines = (port: number) => configLines(port, server, options, certificates);
    const ports = clusterPorts(count);
    let group: ServerGroup | null = null;
    try {
      group = await ServerGroup.start({ server, prefix: PREFIX, ports, lines, access });
      const client = group.client.bind(group);
      const { nodeTimeout = NODE_TIMEOUT_MS } = options;
      const timeout = (ms: number) =>
        Promise.all(group!.ports.map((port) => client(port).text(`CONFIG SET cluster-node-timeout ${ms}`)));
      // The longer it is, the rarer is gossip, for which joining waits.
      if (cluster) await timeout(Math.min(nodeTimeout, JOINING_NODE_TIMEOUT_MS));
      const members = cluster ? await joinCluster({ server, ports: group.ports, primaries, client }) : [];
      if (cluster) await timeout(nodeTimeout);
      const nodes = group.ports.map((port, i): TestNode => {
        const role = i < primaries ? 'primary' : 'replica';
        return { port, id: members[i]?.id ?? '', role, shard: i % primaries };
      });
      return new RedisCluster(group, nodes, server, password, certificates);
    } catch (error) {
      await group?.dispose();
      certificates?.remove();
      throw error;
    }
  }

  /** Runs a command on a node without following redirects. Rejects with ReplyError for an error reply. */
  command(port: number, ...words: (string | Uint8Array)[]): Promise<PlainReply> {
    return this.group.client(port).ask(words);
  }

  /** The node's process; null while it does not run. */
  pid(port: number): number | null {
    return this.group.pid(port);
  }

  /** SIGKILL; resolves when the process is gone. The others need about the node timeout to notice. */
  kill(port: number): Promise<void> {
    return this.group.kill(port);
  }

  /** Starts a killed node with its conf file and nodes.conf; resolves when it answers, before it has rejoined. */
  restart(port: number): Promise<void> {
    return this.group.restart(port);
  }

  /** Starts a killed node as a container with a new volume would: without its data and its nodes.conf, as another node. */
  async restartEmpty(port: number): Promise<void> {
    const directory = path.join(this.group.directory, String(port));
    for (const name of ['nodes.conf', 'dump.rdb']) rmSync(path.join(directory, name), { force: true });
    await this.group.restart(port);
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  pause(port: number): void {
    this.group.signal(port, 'SIGSTOP');
  }

  resume(port: number): void {
    this.group.signal(port, 'SIGCONT');
  }

  /** The node of a port, as it was at the start. */
  node(port: number): TestNode {
    const node = this.nodes.find((candidate) => candidate.port === port);
    if (!node) throw new Error(`No node on port ${port}; there are ${this.ports.join(', ')}.`);
    return node;
  }

  /** The port of the primary that serves a slot, as the first running node sees it; undefined where none does. */
  async ownerOf(slot: number): Promise<number | undefined> {
    const asked = this.ports.find((port) => this.pid(port) !== null) ?? 0;
    const owner = (await readNodes(this.group.client(asked))).find((node) =>
      node.slice(8).some((range) => {
        const [first, last = first] = range.split('-').map(Number);
        return !range.startsWith('[') && Number(first) <= slot && slot <= Number(last);
      }),
    );
    return owner && Number(/:(\d+)@/.exec(owner[1] ?? '')?.[1]);
  }

  /**
   * Moves a slot with its keys from one primary to another as redis-cli --cluster does, or goes only part of the
   * way, so that a test can sit in the middle: ASK for keys that have moved, TRYAGAIN for several of which some have.
   * Returns the number of keys moved by this call. When the slot has moved, all primaries know it.
   */
  async migrateSlot(slot: number, from: number, to: number, options: MigrateOptions = {}): Promise<number> {
    const [source, target] = [this.group.client(from), this.group.client(to)];
    await this.epochsAgree();
    await target.text(`CLUSTER SETSLOT ${slot} IMPORTING ${this.node(from).id}`);
    if (options.stopAfter === 'importing') return 0;
    await source.text(`CLUSTER SETSLOT ${slot} MIGRATING ${this.node(to).id}`);
    if (options.stopAfter === 'migrating') return 0;
    const limit = options.keys ?? Infinity;
    let moved = 0;
    while (moved < limit) {
      const batch = String(Math.min(100, limit - moved));
      // Latin-1 keeps every byte of a key.
      const keys = await source.ask(['CLUSTER', 'GETKEYSINSLOT', String(slot), batch], 'latin1');
      if (!Array.isArray(keys) || keys.length === 0) break;
      const auth = this.password === undefined ? [] : ['AUTH', this.password];
      const words = ['MIGRATE', '127.0.0.1', String(to), '', '0', '5000', ...auth, 'KEYS'];
      await source.ask([...words, ...keys.map((key) => Buffer.from(String(key), 'latin1'))]);
      moved += keys.length;
    }
    if (options.stopAfter === 'keys') return moved;
    const primaries = await this.primariesNow();
    // The target first: were the source told before, the slot would have no owner in between.
    const others = primaries.filter((port) => port !== to && port !== from);
    for (const port of [to, from, ...others])
      await this.group.client(port).text(`CLUSTER SETSLOT ${slot} NODE ${this.node(to).id}`);
    return moved;
  }

  /**
   * The port of the replica that took over from a primary that was killed or paused, once it serves and every node
   * that answers finds the cluster able to serve. Asks the nodes of that primary's shard.
   */
  async waitForFailover(oldPrimary: number): Promise<number> {
    const { shard } = this.node(oldPrimary);
    const heirs = this.nodes.filter((node) => node.shard === shard && node.port !== oldPrimary);
    return waitUntil(`a replica to take over from ${oldPrimary}`, async () => {
      const primaries = await this.primariesNow(oldPrimary);
      const heir = heirs.find(({ port }) => primaries.includes(port));
      const others = this.ports.filter((port) => port !== oldPrimary && this.pid(port) !== null);
      const serving = await Promise.all(others.map((port) => isServing(this.group.client(port))));
      return serving.every(Boolean) && heir?.port;
    });
  }

  /** Until the running replicas of a primary have all that was written to it until now, on any connection: WAIT knows its own only. */
  async replicated(primary: number): Promise<void> {
    const field = async (port: number, name: string) =>
      new RegExp(`${name}:(\\w+)`).exec(await this.group.client(port).text('INFO replication'))?.[1];
    const written = Number(await field(primary, 'master_repl_offset'));
    const { shard } = this.node(primary);
    for (const { port } of this.nodes)
      if (port !== primary && this.node(port).shard === shard && this.pid(port) !== null)
        await waitUntil(`${port} to have what ${primary} has`, async () => {
          const isUp = (await field(port, 'master_link_status')) === 'up';
          return isUp && Number(await field(port, 'slave_repl_offset')) >= written;
        });
  }

  /** Kills all servers and removes their directory. */
  async stop(): Promise<void> {
    await this.group.dispose();
    this.tls?.remove();
  }

  /**
   * Until each primary knows the epochs of all. Were the source's unknown to the target, which takes the slot with an epoch of its own
   * above those it knows, a message that the source has sent before could take the slot back, and nobody would have it.
   */
  private async epochsAgree(): Promise<void> {
    const primaries = await this.primariesNow();
    const ids = new Set(primaries.map((port) => this.node(port).id));
    await waitUntil('the primaries to know the epochs of all', async () => {
      const views = await Promise.all(
        primaries.map(async (port) => {
          const rows = (await readNodes(this.group.client(port))).filter(([id]) => ids.has(id!));
          return rows
            .map((row) => `${row[0]} ${row[6]}`)
            .sort()
            .join();
        }),
      );
      return new Set(views).size === 1;
    });
  }

  /** Ports of running nodes that report themselves as primaries with slots. */
  private async primariesNow(except?: number): Promise<number[]> {
    const running = this.ports.filter((port) => port !== except && this.pid(port) !== null);
    const primary = await Promise.all(
      running.map(async (port) => {
        const myself = (await readNodes(this.group.client(port))).find((node) =>
          /myself/.test(node[2] ?? ''),
        );
        return /master/.test(myself?.[2] ?? '') && (myself?.length ?? 0) > 8;
      }),
    );
    return running.filter((_, i) => primary[i]);
  }
}

export function configLines(
  port: number,
  server: RedisServer,
  { cluster = true, nodeTimeout = NODE_TIMEOUT_MS, password, tls, conf = [] }: RedisClusterOptions,
  material: Certificates | undefined,
): ConfigLine[] {
  const lines: ConfigLine[] = [['repl-diskless-load', 'swapdb']];
  if (isAtLeast(server, 7)) lines.push(['enable-debug-command', 'yes']);
  if (cluster) {
    lines.push(['cluster-enabled', 'yes'], ['cluster-config-file', 'nodes.conf']);
    lines.push(['cluster-node-timeout', String(nodeTimeout)], ['cluster-replica-validity-factor', '0']);
    if (isAtLeast(server, 7)) lines.push(['cluster-allow-replica-migration', 'no']);
  }
  if (password !== undefined) lines.push(['requirepass', quote(password)], ['masterauth', quote(password)]);
  if (material) {
    const { files } = material;
    lines.push(['port', '0'], ['tls-port', String(port)], ['tls-ca-cert-file', quote(files.ca)]);
    lines.push(['tls-cert-file', quote(files.serverCert)], ['tls-key-file', quote(files.serverKey)]);
    lines.push(['tls-auth-clients', tls === 'mutual' ? 'yes' : 'no'], ['tls-replication', 'yes']);
    if (cluster) lines.push(['tls-cluster', 'yes']);
  } else {
    lines.push(['port', String(port)]);
  }
  return [...lines, ...conf.map((line): ConfigLine => [line])];
}
