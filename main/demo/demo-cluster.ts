import { randomBytes } from 'node:crypto';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import { CANCELLED, DemoError, failed, SERVER_MISSING, tooOld } from './demo-error.ts';
import { findRedisServer, isAtLeast, isRecent, type RedisServer } from './find-redis-server.ts';
import { hasPrimaryLink, isServing, joinCluster, readNodes, type Member } from './join.ts';
import { cleanUpLeftovers } from './leftovers.ts';
import type { NodeClient } from './node-client.ts';
import { poll } from './poll.ts';
import { quote, type ConfigLine } from './redis-server-process.ts';
import { loadSampleKeys, SAMPLE_KEY_COUNT } from './sample-keys.ts';
import { ServerGroup } from './server-group.ts';
import { awaitTakeover } from './takeover.ts';

const PREFIX = 'slotshell-demo';
const PRIMARIES = 3;
/** 7000 to 7005, as in Redis's own tutorial; if they are taken, the next six free ones in a row. */
const PORTS = { count: 6, first: 7000, last: 22_000 };
/** Silence after which a node counts as failed: its replica takes over within about twice that. */
const NODE_TIMEOUT_MS = 2000;
/** How long startNode waits for a takeover before it starts the old primary, and for the node to rejoin after that. */
const TAKEOVER_TIMEOUT_MS = 10_000;

export interface DemoOptions {
  /** Called with a new object for every change. */
  onStatus: (status: DemoStatus) => void;
  /** Finds the server to run; null if there is none. */
  findServer?: () => Promise<RedisServer | null>;
}

/**
 * The local cluster the app offers: three primaries and three replicas, real servers on loopback ports, with a few
 * sample keys, in a temporary directory. They are stopped and deleted by `stop`, at our process's exit, or, if it was
 * killed, at the next start.
 */
export class DemoCluster {
  private readonly onStatus: (status: DemoStatus) => void;
  private readonly findServer: () => Promise<RedisServer | null>;
  private current: DemoStatus = { phase: 'stopped', nodes: [], log: [], failure: null };
  private group: ServerGroup | null = null;
  /** Changes that each server had counted when the demo was ready, by port. */
  private readonly ownChanges = new Map<number, number>();
  /** The default user's password, new at each start: everybody on this computer can reach the ports. */
  private secret = '';
  private starting: { done: Promise<void>; abort: AbortController } | null = null;

  constructor({ onStatus, findServer = findRedisServer }: DemoOptions) {
    this.onStatus = onStatus;
    this.findServer = findServer;
  }

  get status(): DemoStatus {
    return this.current;
  }

  /** `127.0.0.1:7000` and so on, primaries first as they were at the start; empty while there is no cluster. */
  addresses(): string[] {
    return this.current.nodes.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** Empty while there is no cluster. Not part of the status, which the window sees. */
  get password(): string {
    return this.group ? this.secret : '';
  }

  /** Its processes; null while there is no cluster. */
  get servers(): ServerGroup | null {
    return this.current.phase === 'running' ? this.group : null;
  }

  /** A line for another terminal. The password is in the environment, since `ps` shows everyone a program's arguments. */
  get command(): string {
    const at = this.current.nodes.find(({ running }) => running)?.port;
    if (this.group && at !== undefined) return `REDISCLI_AUTH=${this.secret} redis-cli -c -p ${at}`;
    throw new DemoError({
      code: 'not-connected',
      message: 'No node of the demo cluster is running.',
      advice: 'Start it first.',
    });
  }

  /**
   * Starts and joins the six servers; resolves once all slots are served and the replicas are in sync. Does nothing
   * if it runs already. Rejects with DemoError: `server-missing`, `cancelled` by `stop`, or `internal`.
   */
  start(): Promise<void> {
    if (this.starting) return this.starting.done;
    if (this.group) return Promise.resolve();
    const abort = new AbortController();
    const done = this.bringUp(abort.signal).finally(() => (this.starting = null));
    this.starting = { done, abort };
    return done;
  }

  /** Ends all servers, or a start in progress, and removes what they wrote. Never rejects. */
  async stop(): Promise<void> {
    const { starting } = this;
    if (starting) {
      starting.abort.abort();
      await starting.done.catch(() => {});
    }
    const { group } = this;
    this.group = null;
    await group?.dispose();
    this.change({ phase: 'stopped', nodes: [], log: [], failure: null });
  }

  /**
   * Kills a node as a crash would (SIGKILL): the others notice its silence, and its replica takes over. Resolves when
   * the process is gone, seconds before the takeover. Does nothing if it is not running. Rejects with DemoError
   * `bad-argument` for a port outside the demo.
   */
  async stopNode(port: number): Promise<void> {
    await this.groupWith(port).kill(port);
  }

  /**
   * Starts a node that was stopped or has died, with the same conf file and nodes.conf: it comes back as a replica of
   * the node that took over. Waits for that takeover first: the nodes keep nothing on disk, so a primary that came back
   * sooner would be empty, and would empty its replica. Resolves once the node has rejoined, or after ten seconds (in a
   * cluster that is down it never does). Rejects with DemoError.
   */
  async startNode(port: number): Promise<void> {
    const group = this.groupWith(port);
    try {
      await awaitTakeover(group, port, TAKEOVER_TIMEOUT_MS);
      await group.restart(port);
      this.updateNodes(group);
      const client = group.client(port);
      const settled = async () => (await isPrimary(group, port)) || (await hasPrimaryLink(client));
      const limits = { timeout: TAKEOVER_TIMEOUT_MS, every: 50 };
      await poll(`the node on port ${port} to rejoin`, settled, limits).catch(() => {});
      // It counts from its own start, and counts what its primary sent.
      this.ownChanges.set(port, await changesOf(client).catch(() => 0));
    } catch (error) {
      throw failed(`The node on port ${port} did not start.`, error);
    }
  }

  /** Whether anything was written since the start. Servers that do not answer are skipped. */
  async hasUserData(): Promise<boolean> {
    const { group } = this;
    if (!group || this.current.phase !== 'running') return false;
    const changed = group.ports
      .filter((port) => group.pid(port) !== null)
      .map(async (port) => (await changesOf(group.client(port))) > (this.ownChanges.get(port) ?? 0));
    const answers = await Promise.allSettled(changed);
    return answers.some((answer) => answer.status === 'fulfilled' && answer.value);
  }

  private async bringUp(signal: AbortSignal): Promise<void> {
    this.change({ phase: 'starting', nodes: [], log: [], failure: null });
    let group: ServerGroup | null = null;
    try {
      cleanUpLeftovers(PREFIX);
      const server = await this.findServer();
      if (!server) throw new DemoError(SERVER_MISSING);
      if (!isRecent(server)) throw new DemoError(tooOld(server));
      signal.throwIfAborted();
      const onExit = () => group && this.updateNodes(group);
      const password = (this.secret = randomBytes(24).toString('base64url'));
      const lines = (port: number) => configLines(server, port, password);
      const access = { password };
      group = await ServerGroup.start({
        server,
        prefix: PREFIX,
        ports: PORTS,
        lines,
        access,
        onExit,
        signal,
      });
      const { ports } = group;
      const client = group.client.bind(group);
      this.group = group;
      this.updateNodes(group);
      const log = (line: string) => this.change({ log: [...this.current.log, line] });
      log(
        `>>> Started ${ports.length} nodes of ${server.name} ${server.version}: 127.0.0.1:${ports.join(', ')}`,
      );
      const onServing = async (members: readonly Member[]) => {
        log(`>>> Writing ${SAMPLE_KEY_COUNT} sample keys`);
        await loadSampleKeys(members, client);
      };
      await joinCluster({ server, ports, primaries: PRIMARIES, client, log, signal, onServing });
      for (const port of ports) this.ownChanges.set(port, await changesOf(group.client(port)));
      this.change({ phase: 'running' });
    } catch (error) {
      this.group = null;
      await group?.dispose();
      const problem = signal.aborted
        ? new DemoError(CANCELLED)
        : failed('The demo cluster did not start.', error);
      this.change({ phase: 'failed', nodes: [], failure: problem.failure });
      throw problem;
    }
  }

  private groupWith(port: number): ServerGroup {
    const known = this.current.nodes.some((node) => node.port === port);
    if (this.group && known && this.current.phase === 'running') return this.group;
    const message = this.group
      ? `The demo cluster has no node on port ${port}.`
      : 'The demo cluster is not running.';
    throw new DemoError({
      code: 'bad-argument',
      message,
      advice: 'Choose one of its nodes in the node list.',
    });
  }

  private updateNodes(group: ServerGroup): void {
    if (this.group !== group) return;
    this.change({ nodes: group.ports.map((port) => ({ port, running: group.pid(port) !== null })) });
  }

  private change(part: Partial<DemoStatus>): void {
    this.current = { ...this.current, ...part };
    this.onStatus(this.current);
  }
}

/** How many changes the server has counted since it started: the demo never saves. */
async function changesOf(client: NodeClient): Promise<number> {
  const info = await client.text('INFO persistence');
  return Number(/^rdb_changes_since_last_save:(\d+)/m.exec(info)?.[1] ?? 0);
}

async function isPrimary(group: ServerGroup, port: number): Promise<boolean> {
  const client = group.client(port);
  const myself = (await readNodes(client)).find((node) => node[2]?.includes('myself'));
  return /master/.test(myself?.[2] ?? '') && (await isServing(client));
}

/** The password is in this file, which only our user can read, and never among a program's arguments. */
function configLines(server: RedisServer, port: number, password: string): ConfigLine[] {
  const lines: ConfigLine[] = [
    ['port', String(port)],
    ['cluster-enabled', 'yes'],
    ['cluster-config-file', 'nodes.conf'],
    ['cluster-node-timeout', String(NODE_TIMEOUT_MS)],
    ['cluster-require-full-coverage', 'yes'],
    ['requirepass', quote(password)],
    ['masterauth', quote(password)],
  ];
  // A replica that wandered to another shard would spoil what a demonstration of failover shows.
  return isAtLeast(server, 7) ? [...lines, ['cluster-allow-replica-migration', 'no']] : lines;
}
