/**
 * MULTI in a cluster. redis-cli -c runs a command that is MOVED inside MULTI at once, outside of the transaction. Here
 * MULTI is held until the first key says which node it is for; from then on everything goes over that one socket, a key
 * of another slot is refused before it is sent, and when the socket ends the transaction is over: nothing of it ran, and
 * nothing that was meant for it runs alone.
 */
import type { Failure, Hop, NodeAddress } from '../../shared/model.ts';
import { lowerWord, words as asWords } from '../../shared/resp.ts';
import type { ConnectionError } from './errors.ts';
import { fateFailure, unreachableFailure } from './hop-failure.ts';
import type { SendOptions } from './connection-options.ts';
import { isError, type RawReply } from './raw-reply.ts';
import { MAX_HOPS, newHop, sendOnce, type Outcome, type Step } from './redirect.ts';
import { errorText } from './redirect-error.ts';
import type { Route } from './route.ts';
import { replyOf } from './synthetic.ts';

type Words = readonly Uint8Array[];

export interface TransactionDependencies {
  send(node: NodeAddress, words: Words, options: SendOptions): Promise<RawReply>;
  /** NodeConnection.linkNumber of the node's connection. */
  link(node: NodeAddress): number;
  learn(slot: number, node: NodeAddress): Hop['learned'];
  shardOf(node: NodeAddress): number | null;
}

export interface TransactionOutcome extends Outcome {
  note: string;
  /** Commands whose effect on the shell holds from now on: those of an EXEC that ran. */
  ran: Words[];
}

interface Pinned {
  node: NodeAddress;
  link: number;
}

const MULTI = asWords('MULTI');
const DISCARD = asWords('DISCARD');
const HELD = 'held until the first key says which node';

export class Transaction {
  private readonly deps: TransactionDependencies;
  private phase: 'none' | 'open' | 'aborted' = 'none';
  /** Where it runs; null while nothing was sent. */
  private pinned: Pinned | null = null;
  /** The slot of its keys; null while there was none, and where slots are the server's business alone. */
  private slot: number | null = null;
  private held: Words[] = [];
  private queued: Words[] = [];
  private why = '';
  private watched: (Pinned & { slot: number | null }) | null = null;
  private watchLost = '';

  constructor(deps: TransactionDependencies) {
    this.deps = deps;
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

  /** The nodes whose connections must stay as they are. */
  get nodes(): NodeAddress[] {
    return [this.pinned, this.watched].flatMap((pin) => (pin ? [pin.node] : []));
  }

  /** The node that keyless commands of it go to. */
  get node(): NodeAddress | null {
    return (this.pinned ?? this.watched)?.node ?? null;
  }

  /** Whether this command is the transaction's to run. */
  takes(words: Words): boolean {
    const name = lowerWord(words[0]);
    if (this.phase !== 'none') return name !== 'reset';
    return (
      (words.length === 1 && (name === 'multi' || (this.watched !== null && name === 'exec'))) ||
      name === 'watch' ||
      (name === 'unwatch' && (this.watched !== null || this.watchLost !== ''))
    );
  }

  /** `free`: slots are the server's business (no cluster, or mode off): MULTI goes to the current node at once. */
  async run(words: Words, first: Route, free: boolean): Promise<TransactionOutcome> {
    const name = lowerWord(words[0]);
    if (name === 'watch' && this.phase === 'none') return this.watch(words, first, free);
    if (name === 'unwatch' && this.phase === 'none') return this.unwatch(words, first);
    if (this.phase === 'none') return name === 'multi' ? this.begin(first, free) : this.atNode(words, first);
    if (this.phase === 'aborted') return this.refuseAborted(name, words);
    if (name === 'discard' && words.length === 1) return this.discard(words);
    if (name === 'exec' && words.length === 1) return this.exec(words, first);
    if (first.keys.length > 0 && !free) {
      const refused = this.refuseOtherSlot(first);
      if (refused) return answer({ failure: refused });
    }
    if (this.pinned) return this.queue(words, this.pinned, first);
    if (name === 'multi') return answer({ reply: replyOf('-ERR MULTI calls can not be nested') });
    if (name === 'watch') return answer({ reply: replyOf('-ERR WATCH inside MULTI is not allowed') });
    if (first.slot !== null) return this.pin(words, first);
    this.held.push(words);
    return answer({ reply: replyOf('+QUEUED'), note: HELD });
  }

  /** A connection of the shell has ended. Gives what to say where the transaction or WATCH went with it. */
  connectionEnded(node: NodeAddress): string | null {
    const gone = (pin: Pinned | null) => pin?.node === node && this.deps.link(node) !== pin.link;
    if (gone(this.watched)) {
      this.watched = null;
      this.watchLost = `WATCH was lost with its connection to ${node}`;
    }
    if (this.phase === 'open' && gone(this.pinned)) {
      this.abort(`its connection to ${node} was lost`);
      return `The transaction is over: ${this.why}. None of its commands ran.`;
    }
    if (!this.watchLost || this.phase === 'aborted') return null;
    if (this.phase === 'open') this.abort(this.watchLost);
    return `${this.watchLost}. EXEC will not run; type UNWATCH to begin anew.`;
  }

  clear(): void {
    this.end();
    this.watched = null;
  }

  private end(): void {
    this.phase = 'none';
    this.pinned = this.slot = null;
    this.held = [];
    this.queued = [];
    this.why = '';
    this.watched = null;
    this.watchLost = '';
  }

  private abort(why: string): void {
    this.phase = 'aborted';
    this.why = why;
    this.pinned = null;
  }

  private async begin(first: Route, free: boolean): Promise<TransactionOutcome> {
    if (this.watchLost) {
      this.abort(this.watchLost);
      return answer({ reply: replyOf('+OK'), note: `${this.why}: EXEC will not run` });
    }
    if (!free && !this.watched) {
      this.phase = 'open';
      return answer({ reply: replyOf('+OK'), note: HELD });
    }
    const node = this.watched?.node ?? first.node;
    const { hop, reply, error } = await this.send(node, MULTI, this.watched?.link);
    if (reply && !isError(reply)) {
      this.phase = 'open';
      this.pinned = { node, link: this.deps.link(node) };
      this.slot = this.watched?.slot ?? null;
    }
    return answer({ hops: [hop], node, reply, failure: error && this.notRun(error, node) });
  }

  /** EXEC or the like without a MULTI of ours: the server's own answer, from the node of WATCH. */
  private async atNode(words: Words, first: Route): Promise<TransactionOutcome> {
    const node = this.watched?.node ?? first.node;
    const { hop, reply, error } = await this.send(node, words, this.watched?.link);
    return answer({ hops: [hop], node, reply, failure: error && this.notRun(error, node) });
  }

  private refuseAborted(name: string, words: Words): TransactionOutcome {
    const { why } = this;
    if (words.length === 1 && name === 'exec') {
      this.end();
      const text = `-EXECABORT Transaction discarded: ${why}; none of its commands ran`;
      return answer({ reply: replyOf(text) });
    }
    if (words.length === 1 && name === 'discard') {
      this.end();
      return answer({ reply: replyOf('+OK') });
    }
    return answer({
      failure: {
        code: 'refused',
        message: `Not sent: the transaction is over, ${why}. None of its commands ran.`,
        advice: 'Alone it would run at once. EXEC or DISCARD ends the transaction; then begin again.',
      },
    });
  }

  private refuseOtherSlot(first: Route): Failure | null {
    const wanted = this.slot ?? this.watched?.slot ?? null;
    const other = first.keys.find((key) => (wanted === null ? first.slot === null : key.slot !== wanted));
    if (!other) return null;
    const advice =
      'Keys of one transaction need one hash tag, as in {user1}:name and {user1}:cart. The transaction goes on: EXEC or DISCARD ends it.';
    if (wanted === null)
      return {
        code: 'refused',
        message:
          'Not sent: its keys are in several slots, and a transaction runs in one. It would never be executed.',
        advice,
      };
    return {
      code: 'refused',
      message: `Not sent: its key is in slot ${other.slot}, and this transaction is in slot ${wanted}.`,
      advice,
    };
  }

  /** The first key: MULTI, what was held and the command go to the node of its slot, which may name another. */
  private async pin(words: Words, first: Route): Promise<TransactionOutcome> {
    const hops: Hop[] = [];
    let node = this.watched?.node ?? first.node;
    let asking = false;
    for (;;) {
      const hop = newHop(node, this.deps.shardOf(node), asking);
      hops.push(hop);
      const begun = await sendOnce(MULTI, hop, (text) =>
        this.deps.send(node, text, { asking, ...this.watchLink() }),
      );
      // Where MULTI did not succeed, what follows would run at once.
      if (!begun.reply || isError(begun.reply)) {
        if (begun.reply) this.abort(`MULTI was refused by ${node}`);
        return answer({
          hops,
          node: begun.reply ? node : null,
          reply: begun.reply,
          failure: begun.error && this.notRun(begun.error, node),
        });
      }
      const link = this.deps.link(node);
      const held = this.held.map((text) => this.deps.send(node, text, { link }).catch(() => null));
      const last = sendOnce(words, hop, (text) => this.deps.send(node, text, { link }));
      const heldReplies = await Promise.all(held);
      const { reply, error } = await last;
      if (error) {
        this.abort(`its connection to ${node} was lost`);
        return answer({ hops, failure: this.notRun(error, node) });
      }
      const redirected = (hop.outcome === 'moved' || hop.outcome === 'ask') && hop.target !== null;
      if (redirected && !this.watched && hops.length <= MAX_HOPS) {
        await this.deps.send(node, DISCARD, { link }).catch(() => null);
        if (hop.outcome === 'moved') hop.learned = this.deps.learn(hop.slot!, hop.target!);
        asking = hop.outcome === 'ask';
        node = hop.target!;
        continue;
      }
      this.pinned = { node, link };
      this.slot = first.slot;
      const refused = heldReplies.findIndex((held) => held === null || isError(held));
      this.queued = [...this.held, words];
      this.held = [];
      const cause = refused < 0 ? null : heldReplies[refused];
      const problem = refused < 0 ? '' : ((cause && errorText(cause)) ?? 'connection lost');
      const note = problem ? `a command held before was refused (${problem}): EXEC will discard all` : '';
      return answer({ hops, node, reply, note: note || this.dirtyNote(reply) });
    }
  }

  private watchLink(): SendOptions {
    return this.watched ? { link: this.watched.link } : {};
  }

  private async queue(words: Words, { node, link }: Pinned, first: Route): Promise<TransactionOutcome> {
    const { hop, reply, error } = await this.send(node, words, link);
    if (error) {
      this.abort(`its connection to ${node} was lost`);
      return answer({ hops: [hop], failure: this.notRun(error, node) });
    }
    if (reply && !isError(reply)) {
      this.queued.push(words);
      this.slot ??= first.slot;
    }
    return answer({ hops: [hop], node, reply, note: this.dirtyNote(reply) });
  }

  private dirtyNote(reply: RawReply | null): string {
    return reply && isError(reply) ? 'refused by the server: EXEC will discard the whole transaction' : '';
  }

  private async discard(words: Words): Promise<TransactionOutcome> {
    const { pinned } = this;
    this.end();
    if (!pinned) return answer({ reply: replyOf('+OK') });
    const { hop, reply, error } = await this.send(pinned.node, words, pinned.link);
    // The connection's end discards as well.
    return answer({ hops: [hop], node: pinned.node, reply: error ? replyOf('+OK') : reply });
  }

  private async exec(words: Words, first: Route): Promise<TransactionOutcome> {
    const { pinned, held } = this;
    if (!pinned) {
      this.end();
      const node = first.node;
      const begun = await this.send(node, MULTI, undefined);
      if (!begun.reply || isError(begun.reply))
        return answer({
          hops: [begun.hop],
          node: begun.reply ? node : null,
          reply: begun.reply,
          failure: begun.error && this.notRun(begun.error, node),
        });
      const link = this.deps.link(node);
      for (const text of held) void this.deps.send(node, text, { link }).catch(() => null);
      const { hop, reply, error } = await this.send(node, words, link);
      const failure = error && (error.sent ? fateFailure(error, node, false) : this.notRun(error, node));
      return answer({ hops: [hop], node, reply, failure, ran: ranOf(held, reply) });
    }
    const { queued } = this;
    const { node, link } = pinned;
    const { hop, reply, error } = await this.send(node, words, link);
    this.end();
    if (error?.sent) return answer({ hops: [hop], failure: fateFailure(error, node, false) });
    if (error) {
      const text = `-EXECABORT Transaction discarded: its connection to ${node} was lost; none of its commands ran`;
      return answer({ hops: [hop], node, reply: replyOf(text) });
    }
    return answer({ hops: [hop], node, reply, ran: ranOf(queued, reply) });
  }

  private async watch(words: Words, first: Route, free: boolean): Promise<TransactionOutcome> {
    this.watchLost = '';
    const hops: Hop[] = [];
    let node = first.node;
    const { watched } = this;
    if (watched && !free && first.slot !== null && watched.slot !== first.slot)
      return answer({
        failure: {
          code: 'refused',
          message: `Not sent: its key is in slot ${first.slot}, and what is watched is in slot ${watched.slot}.`,
          advice: 'A transaction runs in one slot. UNWATCH forgets what is watched.',
        },
      });
    if (watched) node = watched.node;
    for (;;) {
      const { hop, reply, error } = await this.send(node, words, watched?.link);
      hops.push(hop);
      if (error) return answer({ hops, failure: this.notRun(error, node) });
      if (hop.outcome === 'moved' && hop.target && !free && !watched && hops.length <= MAX_HOPS) {
        hop.learned = this.deps.learn(hop.slot!, hop.target);
        node = hop.target;
        continue;
      }
      if (reply && !isError(reply)) this.watched = { node, link: this.deps.link(node), slot: first.slot };
      return answer({ hops, node, reply });
    }
  }

  private async unwatch(words: Words, first: Route): Promise<TransactionOutcome> {
    this.watchLost = '';
    const { watched } = this;
    this.watched = null;
    if (!watched) return answer({ reply: replyOf('+OK') });
    const { hop, reply } = await this.send(watched.node ?? first.node, words, watched.link);
    return answer({ hops: [hop], node: watched.node, reply: reply ?? replyOf('+OK') });
  }

  private async send(
    node: NodeAddress,
    words: Words,
    link: number | undefined,
  ): Promise<Step & { hop: Hop }> {
    const hop = newHop(node, this.deps.shardOf(node), false);
    const options = link === undefined ? {} : { link };
    return { hop, ...(await sendOnce(words, hop, (text) => this.deps.send(node, text, options))) };
  }

  /** Before EXEC nothing runs, whatever was sent. */
  private notRun(error: ConnectionError, node: NodeAddress): Failure {
    if (!error.sent) return unreachableFailure(error, node, 'off');
    return {
      code: error.kind === 'cancelled' ? 'cancelled' : 'unreachable',
      message: `${node}: ${error.message}. The transaction was not executed: none of its commands ran.`,
      advice: 'EXEC or DISCARD ends it; then begin again.',
    };
  }
}

const answer = (some: Partial<TransactionOutcome>): TransactionOutcome => ({
  hops: [],
  node: null,
  reply: null,
  failure: null,
  note: '',
  ran: [],
  ...some,
});

/** The queued commands that an EXEC's array says were run. */
const ranOf = (queued: Words[], reply: RawReply | null): Words[] =>
  reply && reply.type === 0x2a && reply.elements > 0 ? queued : [];
