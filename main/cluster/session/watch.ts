/**
 * WATCH: only one socket knows the watched keys, so MULTI must go over the same one. If that socket ends, or WATCH
 * never reached the server, EXEC must not run: it would not notice that a key has changed.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { isError } from '../wire/raw-reply.ts';
import { nowhereFailure } from '../routing/redirect-failure.ts';
import { follow } from '../routing/redirect.ts';
import type { Route, Slots } from '../routing/route.ts';
import { replyOf } from '../wire/synthetic.ts';
import { answer, answerOf, endedBy, notRun, type TransactionOutcome } from './transaction-answers.ts';
import type { Pinned, TransactionSockets } from './transaction-sockets.ts';

type Args = readonly Uint8Array[];

export class Watch {
  /** The socket that keys are watched on; null while none are. */
  pin: (Pinned & { slot: number | null }) | null = null;
  /** Why some keys are not watched despite WATCH; empty if all are. */
  lost = '';
  private keys = new Set<string>();
  private lostKeys = new Set<string>();
  private readonly sockets: TransactionSockets;

  constructor(sockets: TransactionSockets) {
    this.sockets = sockets;
  }

  async add(args: Args, first: Route, slots: Slots): Promise<TransactionOutcome> {
    const { pin } = this;
    if (pin && pin.slot !== null && slots === 'known' && first.slot !== null && pin.slot !== first.slot)
      return answer({ failure: refuseOther(first.slot, pin.slot) });
    const { hops, last } = await follow(pin?.node ?? first.node, {
      attempt: ({ node }) => this.sockets.claim(node, args, pin ? { link: pin.link } : {}),
      // Keys that are watched on one socket cannot be watched on another one, too.
      follows: ({ hop }) => hop.outcome === 'moved' && slots !== 'none' && !pin,
      leave: ({ hop }) => this.sockets.onRedirect(hop),
      learn: this.sockets.learn,
    });
    const { hop, reply, error } = last;
    const { node } = hop;
    if (error) {
      this.lose(args, `WATCH did not come through, ${endedBy(error, node)}`);
      const message = `${node}: ${error.message}. WATCH did not come through.`;
      return answer({ hops, failure: { ...notRun(error, node), message, advice: MEND } });
    }
    const nowhere = slots === 'none' || pin ? null : nowhereFailure(hop);
    if (nowhere) return answer({ hops, failure: nowhere });
    if (reply && !isError(reply)) this.accept(args, node, first.slot ?? hops.at(-2)?.slot ?? null);
    return answerOf(last, { hops });
  }

  async forget(args: Args): Promise<TransactionOutcome> {
    const { pin } = this;
    if (!pin) {
      this.clear();
      return answer({ reply: replyOf('+OK') });
    }
    const step = await this.sockets.send(pin.node, args, pin.link);
    // The end of its socket forgets them as well.
    if (!step.reply || !isError(step.reply)) this.clear();
    return answerOf(step, { node: pin.node, reply: step.reply ?? replyOf('+OK'), failure: null });
  }

  /** A connection to the node has ended. Returns whether keys were watched on it. */
  ended(node: NodeAddress): boolean {
    const { pin } = this;
    if (pin?.node !== node || this.sockets.link(node) === pin.link) return false;
    this.lose([], `WATCH was lost with its connection to ${node}`);
    return true;
  }

  clear(): void {
    this.pin = null;
    this.lost = '';
    this.keys.clear();
    this.lostKeys.clear();
  }

  private accept(args: Args, node: NodeAddress, slot: number | null): void {
    this.pin = { node, link: this.sockets.link(node), slot: this.pin?.slot ?? slot };
    for (const key of keysOf(args)) {
      this.keys.add(key);
      this.lostKeys.delete(key);
    }
    if (this.lostKeys.size === 0) this.lost = '';
  }

  /** `args` is a WATCH that did not reach the server; empty if all watched keys are lost. */
  lose(args: Args, why: string): void {
    for (const key of [...this.keys, ...keysOf(args)]) this.lostKeys.add(key);
    this.keys.clear();
    this.pin = null;
    this.lost = why;
  }
}

const MEND = 'EXEC will not run until the same keys are watched again. UNWATCH gives them up.';

const keysOf = (args: Args): string[] => args.slice(1).map((word) => latin1(word));

const refuseOther = (wanted: number, watched: number | null): Failure => ({
  code: 'refused',
  message: `Not sent: its key is in slot ${wanted}, and what is watched is in slot ${watched}.`,
  advice: 'A transaction runs in one slot. UNWATCH forgets what is watched.',
});
