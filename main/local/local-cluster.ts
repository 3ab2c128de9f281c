import { rm } from 'node:fs/promises';
import { FailureError } from '../../shared/failure.ts';
import { LOCAL_LIMITS, type LocalCluster as Status, type NodeAct } from '../../shared/local/local.ts';
import { BUS_OFFSET } from '../demo/free-ports.ts';
import type { RedisServer } from '../demo/find-redis-server.ts';
import { hasPrimaryLink, isServing, joinCluster } from '../demo/join.ts';
import { releaseOwnership, takeOver } from '../demo/leftovers.ts';
import { poll } from '../demo/poll.ts';
import { PortTaken, ServerGroup } from '../demo/server-group.ts';
import { awaitTakeover } from '../demo/takeover.ts';
import { BASE_LINES, nodeLines, writeDefinition, type Definition } from './definition.ts';
import { nodesAtRest, nodesOf, serverLabel } from './nodes.ts';

/** How long a cluster that was started again may take until it serves all slots. */
const SERVING_TIMEOUT_MS = 15_000;
/** How long the start of a node waits for a takeover before, and for its return to the cluster after. */
const TAKEOVER_TIMEOUT_MS = 10_000;

/**
 * One cluster of our own servers, in a directory that is kept. Stopping it leaves the files: started again it has what its
 * servers wrote to disk. Its servers end with our process.
 */
export class LocalCluster {
  readonly id: string;
  readonly directory: string;
  private definition: Definition;
  private readonly onChange: () => void;
  private group: ServerGroup | null = null;
  private abort: AbortController | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private current: Pick<Status, 'phase' | 'log' | 'failure'> = { phase: 'stopped', log: [], failure: null };

  constructor(id: string, directory: string, definition: Definition, onChange: () => void) {
    this.id = id;
    this.directory = directory;
    this.definition = definition;
    this.onChange = onChange;
  }

  get status(): Status {
    const { name, persistence, primaries, replicas, server, ports } = this.definition;
    const first = primaries * (1 + replicas);
    const extras = new Set(ports.slice(first));
    const nodes = this.group ? nodesOf(this.group, extras) : nodesAtRest(this.directory, ports, extras);
    const { id, directory } = this;
    return {
      ...{ id, name, persistence, primaries, replicas, directory, nodes },
      ...this.current,
      server: serverLabel(server as RedisServer),
    };
  }

  /** Its processes; null while it does not run. */
  get servers(): ServerGroup | null {
    return this.current.phase === 'running' ? this.group : null;
  }

  get server(): RedisServer {
    return this.definition.server as RedisServer;
  }

  get password(): string {
    return this.definition.password;
  }

  /** `127.0.0.1:7010` and so on. */
  addresses(): string[] {
    return this.definition.ports.map((port) => `127.0.0.1:${port}`);
  }

  /**
   * Starts the servers, and joins them the first time. Resolves once all slots are served; a cluster that was started again
   * and does not serve them within 15 s runs all the same. Does nothing if it runs. Rejects with a FailureError.
   */
  start(): Promise<void> {
    return this.inTurn(() => (this.group ? Promise.resolve() : this.bringUp()));
  }

  /** Ends all servers as SHUTDOWN does, or breaks a start off. Rejects if one does not end: it is then running. */
  stop(): Promise<void> {
    this.abort?.abort();
    return this.inTurn(async () => {
      const { group } = this;
      if (!group) return this.change({ phase: 'stopped', failure: null });
      this.change({ phase: 'stopping', failure: null });
      try {
        await Promise.all(group.ports.map((port) => group.stop(port)));
      } catch (error) {
        this.change({ phase: 'running' });
        throw wrapped('Not every server has ended.', error, 'Kill the node, or wait and stop it again.');
      }
      this.group = null;
      await group.dispose();
      releaseOwnership(this.directory);
      this.change({ phase: 'stopped', log: [] });
    });
  }

  /** Stops it and deletes its directory. Rejects with a FailureError. */
  async remove(): Promise<void> {
    await this.stop();
    await this.inTurn(() => rm(this.directory, { recursive: true, force: true, maxRetries: 10 }));
  }

  /** Rejects with a FailureError, for a port of another cluster too. */
  async actOn(port: number, act: NodeAct): Promise<void> {
    const group = this.groupWith(port);
    if (act === 'restart') await endOrFreeze(group, port, 'stop');
    if (act === 'start' || act === 'restart') await this.inTurn(() => this.startNode(group, port));
    else await endOrFreeze(group, port, act);
    this.onChange();
  }

  /** One more node: empty, enabled for a cluster, and not joined. Resolves with its port. Rejects with a FailureError. */
  addNode(): Promise<number> {
    return this.inTurn(async () => {
      const { servers: group } = this;
      if (!group) throw notRunning(this.definition.name);
      const { ports } = this.definition;
      if (ports.length >= LOCAL_LIMITS.nodes)
        throw new FailureError(
          'bad-argument',
          `A local cluster has at most ${LOCAL_LIMITS.nodes} nodes.`,
          '',
        );
      try {
        const port = await group.addServer(Math.max(...ports) + 1, LOCAL_LIMITS.lastPort);
        await this.define({ ports: [...ports, port] });
        return port;
      } catch (error) {
        throw wrapped('The node was not added.', error, '');
      }
    });
  }

  private async bringUp(): Promise<void> {
    const abort = (this.abort = new AbortController());
    const { signal } = abort;
    this.change({ phase: 'starting', log: [], failure: null });
    let group: ServerGroup | null = null;
    try {
      const other = await takeOver(this.directory);
      if (other !== null)
        throw new FailureError(
          'refused',
          `Another Slotshell (process ${other}) is running this cluster.`,
          'Use it there, or stop it there first.',
        );
      const { definition } = this;
      group = await ServerGroup.start({
        server: this.server,
        prefix: 'slotshell-local',
        directory: this.directory,
        ports: definition.ports,
        lines: (port) => nodeLines(this.definition, port),
        base: BASE_LINES,
        access: { password: definition.password },
        onExit: () => this.onChange(),
        signal,
      });
      this.group = group;
      this.onChange();
      if (definition.joined) await this.serving(group, signal);
      else await this.join(group, signal);
      signal.throwIfAborted();
      this.change({ phase: 'running' });
    } catch (error) {
      this.group = null;
      await group?.dispose();
      if (group) releaseOwnership(this.directory);
      if (signal.aborted) {
        this.change({ phase: 'stopped', failure: null });
        throw new FailureError(
          'cancelled',
          'The cluster was stopped while it was starting.',
          'Start it again.',
        );
      }
      const problem = wrapped('The cluster did not start.', error, 'Read the logs of its nodes.');
      this.change({ phase: 'failed', failure: problem.failure });
      throw problem;
    } finally {
      this.abort = null;
    }
  }

  private async join(group: ServerGroup, signal: AbortSignal): Promise<void> {
    const { primaries } = this.definition;
    const log = (line: string) => this.change({ log: [...this.current.log, line].slice(-200) });
    const client = group.client.bind(group);
    // A first start that was broken off may have left nodes that know each other.
    for (const port of group.ports) await client(port).text('CLUSTER RESET HARD');
    await joinCluster({ server: this.server, ports: group.ports, primaries, client, log, signal });
    await this.define({ joined: true });
  }

  private async serving(group: ServerGroup, signal: AbortSignal): Promise<void> {
    const { ports, primaries, replicas } = this.definition;
    const members = ports.slice(0, primaries * (1 + replicas));
    const limits = { timeout: SERVING_TIMEOUT_MS, every: 50, signal };
    const all = () => Promise.all(members.map((port) => isServing(group.client(port))));
    // If they never are, the Situation page says what is wrong.
    await poll('all slots to be served', async () => (await all()).every(Boolean), limits).catch(() => {});
  }

  private async startNode(group: ServerGroup, port: number): Promise<void> {
    try {
      // An empty primary that came back before its replica took over would empty that replica.
      if (this.definition.persistence === 'none') await awaitTakeover(group, port, TAKEOVER_TIMEOUT_MS);
      await group.restart(port);
      this.onChange();
      const client = group.client(port);
      const limits = { timeout: TAKEOVER_TIMEOUT_MS, every: 50 };
      const settled = async () => (await isServing(client)) || (await hasPrimaryLink(client));
      await poll('the node to rejoin', settled, limits).catch(() => {});
    } catch (error) {
      throw wrapped(`The node on port ${port} did not start.`, error, 'Read its log.');
    }
  }

  private groupWith(port: number): ServerGroup {
    const { servers } = this;
    if (!servers) throw notRunning(this.definition.name);
    if (servers.ports.includes(port)) return servers;
    throw new FailureError('bad-argument', `This cluster has no node on port ${port}.`, '');
  }

  private async define(part: Partial<Definition>): Promise<void> {
    this.definition = { ...this.definition, ...part };
    await writeDefinition(this.directory, this.definition);
    this.onChange();
  }

  /** One thing at a time: a stop waits for a node's start. */
  private inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private change(part: Partial<Pick<Status, 'phase' | 'log' | 'failure'>>): void {
    this.current = { ...this.current, ...part };
    this.onChange();
  }
}

/** Everything but a start. Resolves when the process is gone, or the signal was sent. Rejects with a FailureError. */
export async function endOrFreeze(
  group: ServerGroup,
  port: number,
  act: Exclude<NodeAct, 'start' | 'restart'>,
): Promise<void> {
  if (group.pid(port) === null)
    throw new FailureError('bad-argument', `The node on port ${port} does not run.`, 'Start it first.');
  if (act === 'kill') return group.kill(port);
  if (act === 'freeze') return void group.signal(port, 'SIGSTOP');
  if (act === 'unfreeze') return void group.signal(port, 'SIGCONT');
  try {
    await group.stop(port);
  } catch (error) {
    throw wrapped('The node did not stop.', error, 'Kill it, or wait and stop it again.');
  }
}

const notRunning = (name: string) =>
  new FailureError('not-connected', `${name} is not running.`, 'Start it first.');

function wrapped(message: string, cause: unknown, advice: string): FailureError {
  if (cause instanceof FailureError) return cause;
  if (cause instanceof PortTaken)
    return new FailureError(
      'refused',
      cause.isBus
        ? `Port ${cause.port} is in use: it would be the bus port of ${cause.port - BUS_OFFSET}.`
        : `Port ${cause.port} is in use.`,
      'End the program that uses it, or make a cluster on other ports.',
    );
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FailureError('internal', `${message} ${reason}`, advice);
}
