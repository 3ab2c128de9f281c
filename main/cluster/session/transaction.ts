/**
 * MULTI in a cluster. redis-cli -c runs a command that is MOVED inside MULTI at once, outside of the transaction. Here
 * MULTI is held until the first key says which node it is for; from then on everything goes over that one socket, a key
 * of another slot is refused before it is sent, and when the socket ends the transaction is over: nothing of it ran, and
 * nothing that was meant for it runs alone. The same holds where MULTI itself does not come through.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import { lowerWord, argsOf as asWords } from '../../../shared/resp/resp.ts';
import { nowhereFailure } from '../routing/redirect-failure.ts';
import { fateFailure } from '../wire/hop-failure.ts';
import { isError } from '../wire/raw-reply.ts';
import { MAX_HOPS } from '../routing/redirect.ts';
import { isReplyCommand } from './reply-gate.ts';
import type { Route, Slots } from '../routing/route.ts';
import { isStreamCommand } from '../streams/stream-commands.ts';
import { replyOf } from '../wire/synthetic.ts';
import {
  aborted,
  answer,
  answerOf,
  doomNote,
  endedBy,
  isAccepted,
  notRun,
  overFor,
  ranOf,
  refuseAborted,
  refuseOtherSlot,
  refuseInside,
  type TransactionOutcome,
} from './transaction-answers.ts';
import type { Pinned, Sent, TransactionSockets } from './transaction-sockets.ts';
import { Watch } from './watch.ts';

type Args = readonly Uint8Array[];

const MULTI = asWords('MULTI');
const HELD = 'held until the first key says which node';

export class Transaction {
  private readonly sockets: TransactionSockets;
  private readonly slots: () => Slots;
  private readonly watch: Watch;
  private phase: 'none' | 'open' | 'aborted' = 'none';
  /** Where it runs; null while nothing was sent. */
  private pinned: Pinned | null = null;
  /** The slot of its keys; null while there was none, and where slots do not matter. */
  private slot: number | null = null;
  private held: Args[] = [];
  private queued: Args[] = [];
  /** Whether a command that was meant for it was not sent. */
  private missed = false;
  private doomed = false;
  private why = '';

  /** `slots` gives `none` also where slots do not matter: MULTI then goes to the current node at once. */
  constructor(sockets: TransactionSockets, slots: () => Slots) {
    this.sockets = sockets;
    this.slots = slots;
    this.watch = new Watch(sockets);
  }

  /** For the prompt: empty, `TX`, `TX slot 12706`, `TX aborted`. */
  get label(): string {
    if (this.phase === 'none') return '';
    if (this.phase === 'aborted') return 'TX aborted';
    return this.slot === null ? 'TX' : `TX slot ${this.slot}`;
  }

  get isOpen(): boolean {
    return this.phase !== 'none';
  }

  /** Whether the node's socket is the transaction's or WATCH's, or is about to be. */
  holds(node: NodeAddress): boolean {
    return [this.sockets.claimed, this.pinned?.node, this.watch.pin?.node].includes(node);
  }

  /** The node that keyless commands of it go to. */
  get node(): NodeAddress | null {
    return (this.pinned ?? this.watch.pin)?.node ?? null;
  }

  /** Whether this command is the transaction's to run. */
  takes(args: Args): boolean {
    if (this.phase !== 'none') return true;
    const name = lowerWord(args[0]);
    return (
      (args.length === 1 && (name === 'multi' || (this.watch.pin !== null && name === 'exec'))) ||
      name === 'watch' ||
      (name === 'unwatch' && (this.watch.pin !== null || this.watch.lost !== ''))
    );
  }

  async run(args: Args, first: Route): Promise<TransactionOutcome> {
    try {
      return await (this.phase === 'none' ? this.runOutside(args, first) : this.runInside(args, first));
    } finally {
      this.sockets.claimed = null;
    }
  }

  /** The shell's user, database or protocol has changed, and only `heard` know: what is watched elsewhere would not. */
  settle(heard: readonly NodeAddress[]): void {
    const { pin } = this.watch;
    if (this.phase !== 'none' || !pin || heard.includes(pin.node)) return;
    this.watch.lose(
      [],
      'WATCH was given up as its connection was made anew for another user, database or protocol',
    );
  }

  /**
   * A command that was meant for the transaction was not sent. At the prompt the user reads why and decides; if nobody reads
   * it, EXEC would run half of what was meant, so it runs nothing.
   */
  miss(unattended: boolean): void {
    this.missed = true;
    this.doomed ||= unattended;
  }

  /** A connection of the shell has ended. Gives what to say where the transaction or WATCH went with it. */
  connectionEnded(node: NodeAddress): string | null {
    const { pinned, watch } = this;
    const isGone = pinned?.node === node && this.sockets.link(node) !== pinned.link;
    const lostWatch = watch.ended(node);
    if (this.phase === 'open' && (isGone || lostWatch)) {
      this.abort(isGone ? `its connection to ${node} was lost` : watch.lost);
      return `The transaction is over: ${this.why}. None of its commands ran.`;
    }
    if (!lostWatch || this.phase === 'aborted') return null;
    return `${watch.lost}. EXEC will not run; type UNWATCH to begin anew.`;
  }

  clear(): void {
    this.phase = 'none';
    this.pinned = this.slot = null;
    this.held = [];
    this.queued = [];
    this.missed = this.doomed = false;
    this.why = '';
    this.watch.clear();
  }

  private abort(why: string): void {
    this.phase = 'aborted';
    this.why = why;
    this.pinned = null;
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

  private runInside(args: Args, first: Route): Promise<TransactionOutcome> | TransactionOutcome {
    const name = lowerWord(args[0]);
    const isAlone = args.length === 1;
    if (name === 'reset' && isAlone) return this.reset(args, first);
    if (this.phase === 'aborted') return this.endAborted(isAlone ? name : '');
    if (name === 'discard' && isAlone) return this.discard(args);
    // EXEC that a server refuses, whatever for, ends the transaction too.
    if (name === 'exec') return this.exec(args, first);
    const refused = this.refuse(args, first);
    if (refused) return answer({ failure: refused });
    if (this.pinned) return this.queue(args, this.pinned, first);
    const misplaced = name === 'watch' || (name === 'multi' && isAlone);
    if (first.keys.length > 0 && !misplaced) return this.open(args, first);
    // Whether one of these dooms the transaction depends on the server's version: it gets them, too.
    this.held.push(args);
    if (name === 'multi' && isAlone) return answer({ reply: replyOf('-ERR MULTI calls can not be nested') });
    if (misplaced) return answer({ reply: replyOf('-ERR WATCH inside MULTI is not allowed') });
    return answer({ reply: replyOf('+QUEUED'), note: HELD });
  }

  private async begin(first: Route): Promise<TransactionOutcome> {
    const { pin, lost } = this.watch;
    if (lost) {
      this.abort(lost);
      return answer({ reply: replyOf('+OK'), note: `${lost}: EXEC will not run` });
    }
    if (this.slots() !== 'none' && !pin) {
      this.phase = 'open';
      return answer({ reply: replyOf('+OK'), note: HELD });
    }
    const node = pin?.node ?? first.node;
    const begun = await this.sockets.claim(node, MULTI, pin ? { link: pin.link } : {});
    if (!isAccepted(begun)) return this.notBegun(begun, [begun.hop]);
    this.phase = 'open';
    this.pinned = { node, link: this.sockets.link(node) };
    this.slot = pin?.slot ?? null;
    return answerOf(begun);
  }

  /** Where MULTI did not succeed, what follows would run at once. */
  private notBegun({ hop, reply, error }: Sent, hops: Hop[]): TransactionOutcome {
    const { node } = hop;
    // Without a login nothing that follows would run either, and AUTH has to.
    if (this.phase === 'none' && reply && isError(reply, 'NOAUTH'))
      return answerOf({ hop, reply, error }, { hops });
    const what = hop.asking ? 'ASKING or MULTI' : 'MULTI';
    this.abort(error ? endedBy(error, node) : `${node} refused ${what}`);
    const note = reply ? 'the transaction is over: EXEC or DISCARD ends it' : '';
    return answerOf({ hop, reply, error }, { hops, note });
  }

  private endAborted(name: string): TransactionOutcome {
    const { why } = this;
    if (name !== 'exec' && name !== 'discard') return answer({ failure: refuseAborted(why) });
    this.clear();
    return answer({ reply: name === 'exec' ? aborted(why) : replyOf('+OK') });
  }

  private refuse(args: Args, first: Route) {
    if (isStreamCommand(args) || isReplyCommand(args)) return refuseInside(args);
    if (first.keys.length === 0 || this.slots() !== 'known') return null;
    return refuseOtherSlot(first, this.slot ?? this.watch.pin?.slot ?? null);
  }

  /** The first key: MULTI, what was held and the command go to the node of its slot, which may name another. */
  private async open(args: Args, first: Route): Promise<TransactionOutcome> {
    const hops: Hop[] = [];
    let { node } = first;
    let asking = false;
    for (;;) {
      const begun = await this.sockets.claim(node, MULTI, { asking });
      const { hop } = begun;
      hops.push(hop);
      if (!isAccepted(begun)) return this.notBegun(begun, hops);
      const place = { node, link: this.sockets.link(node) };
      const sent = this.sockets.sendHeld(this.held, place);
      const last = this.sockets.sendWith(hop, args, { link: place.link });
      const held = await sent;
      const { reply, error } = await last;
      if (error) {
        this.abort(endedBy(error, node));
        return answer({ hops, failure: notRun(error, node) });
      }
      const { outcome, target } = hop;
      if ((outcome === 'moved' || outcome === 'ask') && target !== null && hops.length <= MAX_HOPS) {
        await this.sockets.leave(place);
        if (outcome === 'moved') hop.learned = this.sockets.learn(hop.slot!, target);
        asking = outcome === 'ask';
        node = target;
        continue;
      }
      const nowhere = nowhereFailure(hop);
      if (nowhere) {
        await this.sockets.leave(place);
        this.abort(`${node} knows no address of its slot's owner`);
        return answer({ hops, failure: overFor(nowhere) });
      }
      this.pinned = place;
      this.slot = this.slotOf(first);
      this.queued = reply && isError(reply) ? held.queued : [...held.queued, args];
      this.held = [];
      return answer({ hops, node, reply, note: held.note || doomNote(reply) });
    }
  }

  private slotOf(first: Route): number | null {
    return this.slots() === 'known' ? (first.slot ?? first.keys[0]?.slot ?? null) : null;
  }

  private async queue(args: Args, { node, link }: Pinned, first: Route): Promise<TransactionOutcome> {
    const queued = await this.sockets.send(node, args, link);
    if (queued.error) this.abort(endedBy(queued.error, node));
    else if (isAccepted(queued)) {
      this.queued.push(args);
      this.slot ??= this.slotOf(first);
    }
    return answerOf(queued, { note: doomNote(queued.reply) });
  }

  /** It is never queued: it ends the transaction at once. */
  private async reset(args: Args, first: Route): Promise<TransactionOutcome> {
    const place = this.pinned ?? this.watch.pin;
    const sent = await this.sockets.send(place?.node ?? first.node, args, place?.link);
    if (sent.error && this.phase === 'open') this.abort(endedBy(sent.error, sent.hop.node));
    if (isAccepted(sent)) this.clear();
    return answerOf(sent, { note: this.pinned ? doomNote(sent.reply) : '' });
  }

  private async discard(args: Args): Promise<TransactionOutcome> {
    const { pinned } = this;
    const sent = pinned && (await this.sockets.send(pinned.node, args, pinned.link));
    // A server that refuses DISCARD is still within MULTI.
    if (sent?.reply && isError(sent.reply)) return answerOf(sent);
    this.clear();
    if (!sent) return answer({ reply: replyOf('+OK') });
    // The connection's end discards as well.
    return answerOf(sent, { node: sent.hop.node, reply: sent.reply ?? replyOf('+OK'), failure: null });
  }

  private async exec(args: Args, first: Route): Promise<TransactionOutcome> {
    const { pinned, held, queued } = this;
    if (this.doomed || (this.missed && held.length === 0 && queued.length === 0)) return this.execNothing();
    if (!pinned) return this.execHeld(args, first, held);
    const { node, link } = pinned;
    // Once EXEC is on its way, the end of the connection does not mean that nothing ran.
    this.clear();
    const done = await this.sockets.claim(node, args, { link });
    const { hop, reply, error } = done;
    if (error?.sent) return answer({ hops: [hop], failure: fateFailure(error, node, false) });
    if (error) return answer({ hops: [hop], node, reply: aborted(endedBy(error, node)) });
    return answerOf(done, { ran: ranOf(queued, reply) });
  }

  /** An empty array would say that all is well. */
  private async execNothing(): Promise<TransactionOutcome> {
    const { pinned } = this;
    const hops: Hop[] = [];
    if (pinned) {
      hops.push(this.sockets.newHop(pinned.node));
      await this.sockets.leave(pinned);
    }
    this.clear();
    return answer({
      hops,
      node: pinned?.node ?? null,
      reply: replyOf('-EXECABORT Transaction discarded: a command of it was not sent, and none of them ran'),
    });
  }

  /** There was no key: all of it goes to the current node. */
  private async execHeld(args: Args, first: Route, held: Args[]): Promise<TransactionOutcome> {
    const { node } = first;
    const begun = await this.sockets.claim(node, MULTI);
    this.clear();
    if (!isAccepted(begun)) return answerOf(begun);
    const link = this.sockets.link(node);
    const sent = this.sockets.sendHeld(held, { node, link });
    const done = await this.sockets.send(node, args, link);
    const { queued } = await sent;
    const { error, reply } = done;
    const failure = error && (error.sent ? fateFailure(error, node, false) : notRun(error, node));
    return answerOf(done, { failure, ran: ranOf(queued, reply) });
  }
}
