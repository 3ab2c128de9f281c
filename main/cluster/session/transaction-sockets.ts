/** Sends a transaction's commands: each once, on one socket that carries nothing else of ours. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import { lowerWord, argsOf } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../cluster.ts';
import type { SendOptions } from '../wire/link-options.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { ConnectionError } from '../wire/errors.ts';
import { isError } from '../wire/raw-reply.ts';
import {
  broken,
  follow,
  newHop,
  sendOnce,
  type Followed,
  type Next,
  type Step,
} from '../routing/redirect.ts';
import { errorText } from '../routing/redirect-error.ts';
import type { SilenceWatch } from './silence-watch.ts';

type Args = readonly Uint8Array[];

/** A node and the number of its socket. */
export interface Pinned {
  node: NodeAddress;
  link: number;
}

/** The held commands that the server has queued, and a note if it refuses one. */
interface Queued {
  queued: Args[];
  note: string;
}

/** The attempt to open the transaction at one node. */
export interface Opening extends Step {
  /** Null if MULTI was not accepted. */
  place: Pinned | null;
  held: Queued;
}

export const MULTI = argsOf('MULTI');
const DISCARD = argsOf('DISCARD');

export const isAccepted = ({ reply }: Step): boolean => reply !== null && !isError(reply);

export class TransactionSockets {
  /** The node to which MULTI or WATCH is being sent. */
  claimed: NodeAddress | null = null;
  private readonly pool: NodePool;
  private readonly cluster: Cluster;
  private readonly silence: SilenceWatch;
  /** As in SessionHooks. */
  readonly onRedirect: (hop: Hop) => void;

  constructor(
    pool: NodePool,
    cluster: Cluster,
    silence: SilenceWatch,
    onRedirect: (hop: Hop) => void = () => {},
  ) {
    this.pool = pool;
    this.cluster = cluster;
    this.silence = silence;
    this.onRedirect = onRedirect;
  }

  /** NodeConnection.linkNumber of the node's connection. */
  link(node: NodeAddress): number {
    return this.pool.get(node).linkNumber;
  }

  readonly learn = (slot: number, node: NodeAddress): Hop['learned'] => this.cluster.learn(slot, node);

  newHop(node: NodeAddress, asking = false): Hop {
    return newHop(node, this.cluster.shardOf(node), asking);
  }

  /**
   * Sends the command that gives the node's socket to the transaction: nothing else of ours goes over it from now on.
   */
  claim(node: NodeAddress, args: Args, options: SendOptions = {}): Promise<Step> {
    this.claimed = node;
    return this.sendWith(this.newHop(node, options.asking === true), args, options);
  }

  /** Sends on that socket only, if a number is given. */
  send(node: NodeAddress, args: Args, link: number | undefined): Promise<Step> {
    return this.sendWith(this.newHop(node), args, link === undefined ? {} : { link });
  }

  /** Records the result in `hop`. */
  private sendWith(hop: Hop, args: Args, options: SendOptions): Promise<Step> {
    const send = () => this.silence.watch(hop.node, args, this.pool.get(hop.node).send(args, options));
    return sendOnce(hop, send, this.cluster.atPort);
  }

  /** Sends MULTI, the held commands and the command to `first`; a redirect sends all of them to another node. */
  open(held: readonly Args[], args: Args, first: NodeAddress): Promise<Followed<Opening>> {
    let cancelled: ConnectionError | null = null;
    return follow(first, {
      attempt: async (next) => (cancelled ? this.notOpened(next, cancelled) : this.openAt(next, held, args)),
      follows: ({ place }) => place !== null,
      leave: async ({ hop, place }) => {
        const error = await this.leave(place!);
        if (error?.kind === 'cancelled') cancelled = new ConnectionError('cancelled', error.message, false);
        else this.onRedirect(hop);
      },
      learn: this.learn,
    });
  }

  private async openAt({ node, asking }: Next, held: readonly Args[], args: Args): Promise<Opening> {
    const begun = await this.claim(node, MULTI, { asking });
    if (!isAccepted(begun)) return { ...begun, place: null, held: { queued: [], note: '' } };
    const place = { node, link: this.link(node) };
    const sent = this.sendHeld(held, place);
    const last = this.sendWith(begun.hop, args, { link: place.link });
    const queued = await sent;
    return { ...(await last), place, held: queued };
  }

  /** The user gave up before MULTI was sent to this node. */
  private notOpened({ node, asking }: Next, error: ConnectionError): Opening {
    const step = broken(this.newHop(node, asking), performance.now(), error);
    return { ...step, place: null, held: { queued: [], note: '' } };
  }

  /** Sends the held commands, in order. */
  async sendHeld(held: readonly Args[], { node, link }: Pinned): Promise<Queued> {
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

  /**
   * Ends MULTI because another node runs the transaction, or none: otherwise the socket would queue the next commands. Resolves with
   * the error if no answer came.
   */
  async leave({ node, link }: Pinned): Promise<ConnectionError | null> {
    const { reply, error } = await this.send(node, DISCARD, link);
    if (!reply || isError(reply)) this.pool.get(node).close('lost', 'it was left within MULTI');
    return error;
  }
}
