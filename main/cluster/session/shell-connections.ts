/** A shell's connections: chooses the one for a command, and limits the wait for its answer. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { lowerWord, argsOf } from '../../../shared/resp/resp.ts';
import { blockedFor } from '../routing/blocked-for.ts';
import type { Next } from '../routing/redirect.ts';
import { hasFlag, type Route } from '../routing/route.ts';
import type { Cluster } from '../cluster.ts';
import type { SendOptions } from '../wire/link-options.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { NodePool, type PoolHooks, type PoolSettings } from '../wire/node-pool.ts';
import type { PartOfReply, RawReply } from '../wire/raw-reply.ts';
import type { SilenceWatch } from './silence-watch.ts';

type Args = readonly Uint8Array[];

const ASKING: SendOptions = { asking: true };
const PLAIN: SendOptions = {};
const READONLY = argsOf('READONLY');
const PING = argsOf('PING');
/** Milliseconds for a socket to prove that it is alive. */
const ALIVE_TIMEOUT_MS = 3000;
/** Milliseconds that a blocking command may take beyond its own timeout. */
const GRACE_MS = 2000;
const DEAD = 'the node answers others, but not this: the connection was dead';

export class ShellConnections {
  readonly pool: NodePool;
  private readonly cluster: Cluster;
  private readonly silence: SilenceWatch;
  /** READONLY connections to replicas: their answers may be old, and writes never go over them. */
  private readonly replicas: NodePool;
  /** Blocking commands (BLPOP, …) wait on connections of their own: stopping one costs no WATCH. */
  private readonly blocking: NodePool;
  private readonly pools: NodePool[];

  constructor(cluster: Cluster, silence: SilenceWatch, settings: PoolSettings, hooks: PoolHooks) {
    this.cluster = cluster;
    this.silence = silence;
    this.pool = new NodePool(settings, hooks);
    this.replicas = new NodePool({ ...settings, setup: [...(settings.setup ?? []), READONLY] });
    this.blocking = new NodePool(settings);
    this.pools = [this.pool, this.blocking, this.replicas];
  }

  /** The connection to `node` that a command with this route uses. */
  private of(node: NodeAddress, args: Args, first: Route): NodeConnection {
    if (first.routedBy === 'replica' && this.cluster.cache.owner(first.slot!) !== node)
      return this.replicas.get(node);
    return (blocksAlone(args, first) ? this.blocking : this.pool).get(node);
  }

  /**
   * Sends a command `now`, by performance.now(), and calls one of the two when it is known what has become of it. If no
   * reply comes though the node answers others, reports that or ends the socket.
   */
  ask(
    { node, asking }: Next,
    args: Args,
    first: Route,
    now: number,
    resolve: (reply: RawReply) => void,
    reject: (error: Error) => void,
  ): void {
    const connection = this.of(node, args, first);
    const options = asking ? ASKING : PLAIN;
    if (blocksAlone(args, first)) {
      const reply = connection.send(args, options);
      void this.notLongerThan(blockedFor(args), reply, connection).then(resolve, reject);
      return;
    }
    if (hasFlag(first, 'blocking')) return connection.ask(args, options, resolve, reject);
    const { silence } = this;
    const waiting = silence.begin(node, args, now);
    connection.ask(
      args,
      options,
      (reply) => {
        silence.end(waiting);
        resolve(reply);
      },
      (error) => {
        silence.end(waiting);
        reject(error);
      },
    );
  }

  /**
   * Ends the socket of a blocking command when its time is over and the node answers others, but not this: the socket
   * is dead, and the command's fate is unknown. `time` is in milliseconds; 0 for a command that waits forever.
   */
  private notLongerThan(
    time: number,
    reply: Promise<RawReply>,
    connection: NodeConnection,
  ): Promise<RawReply> {
    if (time === 0) return reply;
    const { cluster } = this;
    const node = connection.address;
    let isDone = false;
    let timer = setTimeout(() => void look(), time + GRACE_MS);
    const look = async (): Promise<void> => {
      try {
        if (!cluster.mayDial(node)) throw new Error('it is not dialled now');
        await cluster.probe(node).send(PING, { timeout: ALIVE_TIMEOUT_MS });
        if (isDone) return;
        // A node that has only just woken may still answer this.
        timer = setTimeout(() => connection.close('lost', DEAD), GRACE_MS);
      } catch {
        if (!isDone) timer = setTimeout(() => void look(), GRACE_MS);
      }
    };
    return reply.finally(() => {
      isDone = true;
      clearTimeout(timer);
    });
  }

  /** The replies of which a part has come, by node. */
  get arriving(): [NodeAddress, PartOfReply][] {
    return this.pools.flatMap(({ arriving }) => arriving);
  }

  /** Closes the connections that commands wait on, and returns their nodes. */
  cancel(): NodeAddress[] {
    return this.pools.flatMap((pool) => pool.cancelBusy());
  }

  /** These addresses lead elsewhere now: commands that wait for a connection there get one. */
  redial(nodes: readonly NodeAddress[]): void {
    for (const pool of this.pools) pool.redial(nodes);
  }

  /** Ends dead sockets that have not been closed yet, of all nodes or of one that answers. */
  check(node?: NodeAddress): void {
    this.pool.check(ALIVE_TIMEOUT_MS, node);
    this.replicas.check(ALIVE_TIMEOUT_MS, node);
    // A blocked connection answers nothing until it is done.
    this.blocking.askTcp(node);
  }

  retain(nodes: readonly NodeAddress[]): void {
    for (const pool of this.pools) pool.retain(nodes);
  }

  /** The connections of `except` stay: they know already. */
  configure(patch: Partial<PoolSettings>, except: readonly NodeAddress[]): void {
    this.pool.configure(patch, except);
    this.blocking.configure(patch);
    this.replicas.configure({ ...patch, ...(patch.setup && { setup: [...patch.setup, READONLY] }) });
  }

  close(): void {
    for (const pool of this.pools) pool.close();
  }
}

/** Whether it waits on a separate connection. WAIT and WAITAOF are about the writes of their own connection. */
const blocksAlone = (args: Args, first: Route): boolean =>
  hasFlag(first, 'blocking') && !lowerWord(args[0]).startsWith('wait');
