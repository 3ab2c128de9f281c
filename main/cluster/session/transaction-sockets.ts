/** How a transaction's commands are sent: each once, on the one socket, which nothing else of ours goes over. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import { lowerWord, argsOf as asWords } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../cluster.ts';
import type { SendOptions } from '../wire/link-options.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { isError } from '../wire/raw-reply.ts';
import { newHop, sendOnce, type Step } from '../routing/redirect.ts';
import { errorText } from '../routing/redirect-error.ts';
import type { SilenceWatch } from './silence-watch.ts';

type Args = readonly Uint8Array[];

/** A node and the number of its socket. */
export interface Pinned {
  node: NodeAddress;
  link: number;
}

/** What came of a command that was sent once. */
export type Sent = Step & { hop: Hop };

const DISCARD = asWords('DISCARD');

export class TransactionSockets {
  /** Where MULTI or WATCH is on its way to. */
  claimed: NodeAddress | null = null;
  private readonly pool: NodePool;
  private readonly cluster: Cluster;
  private readonly silence: SilenceWatch;

  constructor(pool: NodePool, cluster: Cluster, silence: SilenceWatch) {
    this.pool = pool;
    this.cluster = cluster;
    this.silence = silence;
  }

  /** NodeConnection.linkNumber of the node's connection. */
  link(node: NodeAddress): number {
    return this.pool.get(node).linkNumber;
  }

  learn(slot: number, node: NodeAddress): Hop['learned'] {
    return this.cluster.learn(slot, node);
  }

  newHop(node: NodeAddress, asking = false): Hop {
    return newHop(node, this.cluster.shardOf(node), asking);
  }

  /** Sends what makes the node's socket the transaction's: nothing of ours goes over it from now on. */
  claim(node: NodeAddress, args: Args, options: SendOptions = {}): Promise<Sent> {
    this.claimed = node;
    return this.sendWith(this.newHop(node, options.asking === true), args, options);
  }

  /** On that socket only, where a number is given. */
  send(node: NodeAddress, args: Args, link: number | undefined): Promise<Sent> {
    return this.sendWith(this.newHop(node), args, link === undefined ? {} : { link });
  }

  /** Writes what comes of it into `hop`. */
  async sendWith(hop: Hop, args: Args, options: SendOptions): Promise<Sent> {
    const send = (text: Args) =>
      this.silence.watch(hop.node, text, this.pool.get(hop.node).send(text, options));
    return { hop, ...(await sendOnce(args, hop, send, this.cluster.atPort)) };
  }

  /** What was held, in order; gives what the server has queued of it, and what to say where it refuses one. */
  async sendHeld(held: readonly Args[], { node, link }: Pinned): Promise<{ queued: Args[]; note: string }> {
    const connection = this.pool.get(node);
    const replies = await Promise.all(held.map((text) => connection.send(text, { link }).catch(() => null)));
    const isRefused = (at: number) => !replies[at] || isError(replies[at]);
    const bad = held.findIndex((text, at) => isRefused(at) && !/^(multi|watch)$/.test(lowerWord(text[0])));
    const reply = replies[bad];
    const problem = (reply && errorText(reply)) ?? 'connection lost';
    return {
      queued: held.filter((_, at) => !isRefused(at)),
      note: bad < 0 ? '' : `a command held before was refused (${problem}): EXEC will discard all`,
    };
  }

  /** Another node is to run it, or none. A socket that stayed within MULTI would queue whatever comes next. */
  async leave({ node, link }: Pinned): Promise<void> {
    const { reply } = await this.send(node, DISCARD, link);
    if (!reply || isError(reply)) this.pool.get(node).close('lost', 'it was left within MULTI');
  }
}
