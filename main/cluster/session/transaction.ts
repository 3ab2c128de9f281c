/**
 * MULTI and WATCH in a cluster. If a command inside MULTI is MOVED, redis-cli -c runs it at once, outside the
 * transaction. Here all of it runs at one node or nothing does (multi.ts). The same holds if MULTI itself does not
 * reach the node.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { Route, Slots } from '../routing/route.ts';
import { isError } from '../wire/raw-reply.ts';
import { replyOf } from '../wire/synthetic.ts';
import { HELD, Multi, type MultiParts } from './multi.ts';
import { answer, answerOf, type TransactionOutcome } from './transaction-answers.ts';
import { isAccepted, MULTI, type TransactionSockets } from './transaction-sockets.ts';
import { Watch } from './watch.ts';

type Args = readonly Uint8Array[];

export class Transaction {
  private readonly sockets: TransactionSockets;
  private readonly slots: () => Slots;
  private readonly watch: Watch;
  private readonly parts: MultiParts;
  /** Null outside MULTI. */
  private multi: Multi | null = null;

  /** `slots` is `none` also if slots do not matter: MULTI then goes to the current node at once. */
  constructor(sockets: TransactionSockets, slots: () => Slots) {
    this.sockets = sockets;
    this.slots = slots;
    this.watch = new Watch(sockets);
    this.parts = { sockets, slots, watch: this.watch, end: () => this.clear() };
  }

  /** For the prompt: empty, `TX`, `TX slot 12706`, `TX aborted`. */
  get label(): string {
    if (!this.multi) return '';
    if (this.multi.isAborted) return 'TX aborted';
    return this.multi.slot === null ? 'TX' : `TX slot ${this.multi.slot}`;
  }

  get isOpen(): boolean {
    return this.multi !== null;
  }

  /** Whether the node's socket is the transaction's or WATCH's, or is about to be. */
  holds(node: NodeAddress): boolean {
    return [this.sockets.claimed, this.multi?.pinned?.node, this.watch.pin?.node].includes(node);
  }

  /** The node for its commands without keys. */
  get node(): NodeAddress | null {
    return (this.multi?.pinned ?? this.watch.pin)?.node ?? null;
  }

  /** Whether the transaction runs this command. */
  takes(args: Args): boolean {
    if (this.multi) return true;
    const name = lowerWord(args[0]);
    return (
      (args.length === 1 && (name === 'multi' || (this.watch.pin !== null && name === 'exec'))) ||
      name === 'watch' ||
      (name === 'unwatch' && (this.watch.pin !== null || this.watch.lost !== ''))
    );
  }

  async run(args: Args, first: Route): Promise<TransactionOutcome> {
    try {
      return await (this.multi ? this.multi.run(args, first) : this.runOutside(args, first));
    } finally {
      this.sockets.claimed = null;
    }
  }

  /**
   * The shell's user, database or protocol has changed. Only `nodes` know: keys watched on another node are given up.
   */
  settle(nodes: readonly NodeAddress[]): void {
    const { pin } = this.watch;
    if (this.multi || !pin || nodes.includes(pin.node)) return;
    this.watch.lose(
      [],
      'WATCH was given up as its connection was made again for another user, database or protocol',
    );
  }

  /**
   * Records that a command meant for the transaction was not sent. At the prompt the user reads why and decides. If
   * nobody reads it, EXEC would run half of the transaction, so it runs nothing.
   */
  miss(unattended: boolean): void {
    this.multi?.miss(unattended);
  }

  /** MULTI is not sent: none of the commands that follow it is, up to EXEC or DISCARD. */
  refuse(why: string): void {
    this.multi = new Multi(this.parts);
    this.multi.abort(why.replace(/\.$/, ''));
  }

  /** A connection of the shell has ended. Returns a notice if the transaction or WATCH ended with it. */
  connectionEnded(node: NodeAddress): string | null {
    const { multi, watch } = this;
    const isGone = multi?.pinned?.node === node && this.sockets.link(node) !== multi.pinned.link;
    const lostWatch = watch.ended(node);
    if (multi && !multi.isAborted && (isGone || lostWatch)) {
      multi.abort(isGone ? `its connection to ${node} was lost` : watch.lost);
      return `The transaction is over: ${multi.why}. None of its commands ran.`;
    }
    if (!lostWatch || multi) return null;
    return `${watch.lost}. EXEC will not run; type UNWATCH to begin again.`;
  }

  clear(): void {
    this.multi = null;
    this.watch.clear();
  }

  private async runOutside(args: Args, first: Route): Promise<TransactionOutcome> {
    const { watch } = this;
    const name = lowerWord(args[0]);
    if (name === 'watch') return watch.add(args, first, this.slots());
    if (name === 'unwatch') return watch.forget(args);
    if (name === 'multi') return this.begin(first);
    // EXEC or the like without a MULTI of ours: the server's own answer, from the node of WATCH.
    return answerOf(await this.sockets.send(watch.pin?.node ?? first.node, args, watch.pin?.link));
  }

  private async begin(first: Route): Promise<TransactionOutcome> {
    const { pin, lost } = this.watch;
    if (lost) {
      this.multi = new Multi(this.parts);
      this.multi.abort(lost);
      return answer({ reply: replyOf('+OK'), note: `${lost}: EXEC will not run` });
    }
    if (this.slots() !== 'none' && !pin) {
      this.multi = new Multi(this.parts);
      return answer({ reply: replyOf('+OK'), note: HELD });
    }
    const node = pin?.node ?? first.node;
    const begun = await this.sockets.claim(node, MULTI, pin ? { link: pin.link } : {});
    const { hop, reply } = begun;
    if (isAccepted(begun)) {
      this.multi = new Multi(this.parts, { node, link: this.sockets.link(node) }, pin?.slot ?? null);
      return answerOf(begun);
    }
    // Without a login no later command would run either, and AUTH must run.
    if (reply && isError(reply, 'NOAUTH')) return answerOf(begun, { hops: [hop] });
    this.multi = new Multi(this.parts);
    return this.multi.notBegun(begun, [hop]);
  }
}
