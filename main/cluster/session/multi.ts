/**
 * One transaction, from MULTI to its end. It is held back until the first key decides its node. From then on everything
 * goes over that one socket, and a key of another slot is refused before it is sent. If the socket ends, the
 * transaction is over: no part of it has run, and no command that was meant for it runs alone.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import { nowhereFailure } from '../routing/redirect-failure.ts';
import type { Step } from '../routing/redirect.ts';
import type { Route, Slots } from '../routing/route.ts';
import { isStreamCommand } from '../streams/stream-commands.ts';
import { fateFailure } from '../wire/hop-failure.ts';
import { isError } from '../wire/raw-reply.ts';
import { replyOf } from '../wire/synthetic.ts';
import { isReplyCommand } from './reply-gate.ts';
import {
  aborted,
  answer,
  answerOf,
  doomNote,
  endedBy,
  notRun,
  overFor,
  ranOf,
  refuseAborted,
  refuseInside,
  refuseOtherSlot,
  type TransactionOutcome,
} from './transaction-answers.ts';
import { isAccepted, MULTI, type Pinned, type TransactionSockets } from './transaction-sockets.ts';
import type { Watch } from './watch.ts';

type Args = readonly Uint8Array[];

export const HELD = 'held until the first key says which node';

export interface MultiParts {
  sockets: TransactionSockets;
  watch: Watch;
  slots(): Slots;
  /** The transaction is over, and its watched keys are forgotten. */
  end(): void;
}

export class Multi {
  private readonly parts: MultiParts;
  /** The socket on which it runs; null while nothing was sent. */
  pinned: Pinned | null;
  /** The slot of its keys; null before the first key, and if slots do not matter. */
  slot: number | null;
  /** Why it was aborted; empty while it is open. */
  why = '';
  private held: Args[] = [];
  private queued: Args[] = [];
  /** Whether a command that was meant for it was not sent. */
  private missed = false;
  private doomed = false;

  constructor(parts: MultiParts, pinned: Pinned | null = null, slot: number | null = null) {
    this.parts = parts;
    this.pinned = pinned;
    this.slot = slot;
  }

  get isAborted(): boolean {
    return this.why !== '';
  }

  abort(why: string): void {
    this.why = why;
    this.pinned = null;
  }

  /** As Transaction.miss. */
  miss(unattended: boolean): void {
    this.missed = true;
    this.doomed ||= unattended;
  }

  run(args: Args, first: Route): Promise<TransactionOutcome> | TransactionOutcome {
    const name = lowerWord(args[0]);
    const isAlone = args.length === 1;
    if (name === 'reset' && isAlone) return this.reset(args, first);
    if (this.isAborted) return this.endAborted(isAlone ? name : '');
    if (name === 'discard' && isAlone) return this.discard(args);
    // EXEC that a server refuses, for whatever reason, ends the transaction too.
    if (name === 'exec') return this.exec(args, first);
    const refused = this.refuse(args, first);
    if (refused) return answer({ failure: refused });
    if (this.pinned) return this.queue(args, this.pinned, first);
    const misplaced = name === 'watch' || (name === 'multi' && isAlone);
    if (first.keys.length > 0 && !misplaced) return this.open(args, first);
    // The server's version decides whether one of these dooms the transaction, so they are sent too.
    this.held.push(args);
    if (name === 'multi' && isAlone) return answer({ reply: replyOf('-ERR MULTI calls can not be nested') });
    if (misplaced) return answer({ reply: replyOf('-ERR WATCH inside MULTI is not allowed') });
    return answer({ reply: replyOf('+QUEUED'), note: HELD });
  }

  /** MULTI failed: the following commands would run at once, so the transaction is aborted. */
  notBegun(step: Step, hops: Hop[]): TransactionOutcome {
    const { hop, reply, error } = step;
    const what = hop.asking ? 'ASKING or MULTI' : 'MULTI';
    this.abort(error ? endedBy(error, hop.node) : `${hop.node} refused ${what}`);
    const note = reply ? 'the transaction is over: EXEC or DISCARD ends it' : '';
    return answerOf(step, { hops, note });
  }

  private endAborted(name: string): TransactionOutcome {
    const { why } = this;
    if (name !== 'exec' && name !== 'discard') return answer({ failure: refuseAborted(why) });
    this.parts.end();
    return answer({ reply: name === 'exec' ? aborted(why) : replyOf('+OK') });
  }

  private refuse(args: Args, first: Route) {
    if (isStreamCommand(args) || isReplyCommand(args)) return refuseInside(args);
    if (first.keys.length === 0 || this.parts.slots() !== 'known') return null;
    return refuseOtherSlot(first, this.slot ?? this.parts.watch.pin?.slot ?? null);
  }

  /** The first key decides the node, and that node may name another one. */
  private async open(args: Args, first: Route): Promise<TransactionOutcome> {
    const { sockets } = this.parts;
    const { hops, last } = await sockets.open(this.held, args, first.node);
    const { hop, reply, error, place, held } = last;
    const { node } = hop;
    if (!place) return this.notBegun(last, hops);
    if (error) {
      this.abort(endedBy(error, node));
      return answer({ hops, failure: notRun(error, node) });
    }
    const nowhere = nowhereFailure(hop);
    if (nowhere) {
      await sockets.leave(place);
      this.abort(`${node} knows no address of its slot's owner`);
      return answer({ hops, failure: overFor(nowhere) });
    }
    this.pinned = place;
    this.slot = this.slotOf(first);
    this.queued = reply && isError(reply) ? held.queued : [...held.queued, args];
    this.held = [];
    return answer({ hops, node, reply, note: held.note || doomNote(reply) });
  }

  private slotOf(first: Route): number | null {
    return this.parts.slots() === 'known' ? (first.slot ?? first.keys[0]?.slot ?? null) : null;
  }

  private async queue(args: Args, { node, link }: Pinned, first: Route): Promise<TransactionOutcome> {
    const queued = await this.parts.sockets.send(node, args, link);
    if (queued.error) this.abort(endedBy(queued.error, node));
    else if (isAccepted(queued)) {
      this.queued.push(args);
      this.slot ??= this.slotOf(first);
    }
    return answerOf(queued, { note: doomNote(queued.reply) });
  }

  /** RESET is never queued: it ends the transaction at once. */
  private async reset(args: Args, first: Route): Promise<TransactionOutcome> {
    const { sockets, watch, end } = this.parts;
    const place = this.pinned ?? watch.pin;
    const sent = await sockets.send(place?.node ?? first.node, args, place?.link);
    if (sent.error && !this.isAborted) this.abort(endedBy(sent.error, sent.hop.node));
    const note = this.pinned && !isAccepted(sent) ? doomNote(sent.reply) : '';
    if (isAccepted(sent)) end();
    return answerOf(sent, { note });
  }

  private async discard(args: Args): Promise<TransactionOutcome> {
    const { pinned } = this;
    const sent = pinned && (await this.parts.sockets.send(pinned.node, args, pinned.link));
    // A server that refuses DISCARD is still within MULTI.
    if (sent?.reply && isError(sent.reply)) return answerOf(sent);
    this.parts.end();
    if (!sent) return answer({ reply: replyOf('+OK') });
    // The end of the connection discards it as well.
    return answerOf(sent, { node: sent.hop.node, reply: sent.reply ?? replyOf('+OK'), failure: null });
  }

  private async exec(args: Args, first: Route): Promise<TransactionOutcome> {
    const { pinned, held, queued } = this;
    if (this.doomed || (this.missed && held.length === 0 && queued.length === 0)) return this.execNothing();
    if (!pinned) return this.execHeld(args, first.node, held);
    const { node, link } = pinned;
    // Once EXEC is sent, the transaction may have run even if the connection ends.
    this.parts.end();
    const done = await this.parts.sockets.claim(node, args, { link });
    const { hop, reply, error } = done;
    if (error?.sent) return answer({ hops: [hop], failure: fateFailure(error, node, false) });
    if (error) return answer({ hops: [hop], node, reply: aborted(endedBy(error, node)) });
    return answerOf(done, { ran: ranOf(queued, reply) });
  }

  /** An empty array would report success. */
  private async execNothing(): Promise<TransactionOutcome> {
    const { pinned } = this;
    const { sockets, end } = this.parts;
    const hops: Hop[] = [];
    if (pinned) {
      hops.push(sockets.newHop(pinned.node));
      await sockets.leave(pinned);
    }
    end();
    return answer({
      hops,
      node: pinned?.node ?? null,
      reply: replyOf('-EXECABORT Transaction discarded: a command of it was not sent, and none of them ran'),
    });
  }

  /** Without a key, all of it goes to the current node. */
  private async execHeld(args: Args, node: NodeAddress, held: Args[]): Promise<TransactionOutcome> {
    const { sockets, end } = this.parts;
    const begun = await sockets.claim(node, MULTI);
    end();
    if (!isAccepted(begun)) return answerOf(begun);
    const link = sockets.link(node);
    const sent = sockets.sendHeld(held, { node, link });
    const done = await sockets.send(node, args, link);
    const { queued } = await sent;
    const { error, reply } = done;
    const failure = error && (error.sent ? fateFailure(error, node, false) : notRun(error, node));
    return answerOf(done, { failure, ran: ranOf(queued, reply) });
  }
}
