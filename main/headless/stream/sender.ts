/**
 * Sends the commands of a script: many at once over one socket a node, printed in the order of their lines. Redirects
 * are followed by the loop that shells share (main/cluster/routing/redirect.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { WAITS, type Hop } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { readError } from '../../cluster/routing/redirect-error.ts';
import { outcomeOf } from '../../cluster/routing/redirect-failure.ts';
import { follow, newHop, type Next, type Step } from '../../cluster/routing/redirect.ts';
import type { ConnectionError } from '../../cluster/wire/errors.ts';
import { replyOfFrame } from '../../cluster/wire/raw-reply.ts';
import { now } from '../now.ts';
import { isOutage, type Outage } from '../outage.ts';
import { NodeSocket, type Awaited, type SocketOptions } from './node-socket.ts';
import type { Printer } from './printer.ts';
import { TYPE, type ReplyTokens } from './reply-reader.ts';
import { ReplyTree } from './reply-tree.ts';
import type { Request } from './request.ts';
import type { SlotOwners } from './slot-owners.ts';
import { Window } from './window.ts';

/** Bytes of arguments that are under way at once. */
const MAX_BYTES = 8 << 20;

/** Milliseconds for which a node that was waited for in vain is not waited for again. */
const GIVEN_UP_MS = 10_000;

export interface SenderParts {
  socket: SocketOptions;
  printer: Printer;
  owners: SlotOwners;
  outage: Outage;
  mode: RedirectMode;
}

export class Sender {
  private readonly parts: SenderParts;
  private readonly socketOptions: SocketOptions;
  private readonly sockets = new Map<NodeAddress, NodeSocket>();
  /** Called when something has ended. */
  private watchers: (() => void)[] = [];
  /** The last request of each slot that is under way. In a Map each would outlive its end: its old tables keep them. */
  private readonly bySlot = new Array<Request | null>(SLOT_COUNT).fill(null);
  /** Nodes that were waited for in vain, and when (now()). */
  private readonly givenUp = new Map<NodeAddress, number>();
  private readonly window = new Window();
  /** Of the arguments under way. */
  private bytes = 0;

  constructor(parts: SenderParts) {
    this.parts = parts;
    this.socketOptions = { ...parts.socket, onChunk: () => this.chunkRead() };
  }

  /** Sends a request after those before it in its slot. */
  run(request: Request, node: NodeAddress): void {
    const { slot } = request;
    if (slot === null || this.parts.mode === 'off') return this.send(request, node);
    const before = this.bySlot[slot];
    this.bySlot[slot] = request;
    if (before) before.next = () => this.send(request, this.nodeOf(request, node));
    else this.send(request, node);
  }

  /** Whether at most `count` requests are under way, and not too many bytes of theirs. */
  hasRoom(count = this.window.size): boolean {
    return this.parts.printer.size <= count && this.bytes <= MAX_BYTES;
  }

  async room(count?: number): Promise<void> {
    while (!this.hasRoom(count)) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }

  /** Connects without a command. Returns why not; null if it did. */
  open(node: NodeAddress): Promise<ConnectionError | null> {
    return this.socketOf(node).opened;
  }

  close(): void {
    for (const socket of this.sockets.values()) socket.close();
    this.parts.printer.flush();
  }

  /** The owner may have changed while it waited for its slot. */
  private nodeOf({ slot }: Request, node: NodeAddress): NodeAddress {
    const { owners } = this.parts;
    return (owners.isKnown ? owners.of(slot!) : null) ?? node;
  }

  private send(request: Request, node: NodeAddress): void {
    const { mode, owners } = this.parts;
    this.bytes += sizeOf(request);
    request.started = now();
    const { slot } = request;
    const isGuess = slot !== null && owners.of(slot) !== node;
    request.stops.push({ slot, node, moves: mode === 'follow', isGuess });
    // A promise for each line would cost more than all the rest of it.
    this.attempt(request, { node, asking: false }, (step) => {
      if (request.end === null) void this.settle(request, step).then(() => this.ended(request));
      else this.ended(request);
    });
  }

  private ended(request: Request): void {
    const { slot, next } = request;
    this.bytes -= sizeOf(request);
    this.window.answered();
    if (next) next();
    else if (slot !== null && this.bySlot[slot] === request) this.bySlot[slot] = null;
    this.wake();
  }

  /** The first answer was no reply to be printed. Never rejects. */
  private async settle(request: Request, first: Step): Promise<void> {
    const { printer, mode } = this.parts;
    // What is read with it comes first.
    let answer: Step | null = await Promise.resolve(first);
    const followed = await follow(first.hop.node, {
      attempt: async (next) => {
        const step = answer ?? (await this.answer(request, next));
        answer = null;
        return this.waitOut(request, next, step);
      },
      follows: () => mode !== 'off',
      leave: (step) => this.leave(request, step),
      retry: (step, hops) => this.retry(request, step, hops),
      learn: (slot, node) => {
        this.parts.owners.learn(slot, node);
        return null;
      },
    });
    request.hops.push(...followed.hops);
    const isUnknown = followed.last.error?.sent === true;
    const { failure, reply } = outcomeOf(followed, mode, isUnknown && (await this.reads(request)));
    if (request.end !== null) return;
    request.failure = failure;
    request.error = reply?.chunks[0] ?? null;
    printer.end(request, failure ? 'failed' : 'error');
  }

  /** Tries again as long as the answer is that the cluster cannot serve now, and there is patience. */
  private async waitOut(request: Request, next: Next, answer: Step): Promise<Step> {
    const { outage } = this.parts;
    const since = now();
    let step = answer;
    for (let tries = 0; step.reply !== null && isOutage(step.hop.detail); tries++) {
      if (!(await outage.wait(step.hop.detail, { slot: request.slot, since, tries }))) return step;
      const asking = next.asking && step.hop.outcome === 'tryagain';
      step = await this.answer(request, { node: next.node, asking });
    }
    if (step.error === null) outage.served(request.slot);
    return step;
  }

  private async reads({ args, readonly }: Request): Promise<boolean> {
    if (readonly !== null) return readonly;
    const { BUNDLED_COMMANDS, findCommand } = await import('../../../shared/commands/command-table.ts');
    return findCommand(BUNDLED_COMMANDS, args)?.entry[1].includes('readonly') ?? false;
  }

  private async leave(request: Request, { hop }: Step): Promise<void> {
    const { printer, owners, mode } = this.parts;
    const isMoved = hop.outcome === 'moved';
    // By its turn the shell may be at another node: redis-cli asks that one, and not the guess.
    if (isMoved && request.announced === 0 && request.stops.at(-1)!.isGuess) request.stops.pop();
    request.stops.push({
      slot: hop.slot,
      node: hop.target!,
      moves: mode === 'follow' && isMoved,
      isGuess: false,
    });
    printer.redirected(request);
    // One command needs no map.
    if (isMoved && request.line > 0) await owners.read(hop.target!);
  }

  private async retry(request: Request, { hop, error }: Step, hops: readonly Hop[]): Promise<Next | null> {
    const { owners, mode } = this.parts;
    if (error?.sent) return null;
    if (error) return this.elsewhere(request, hop, hops);
    if (hop.outcome !== 'readonly' || mode === 'off' || request.slot === null) return null;
    await owners.read(hop.node);
    const owner = owners.of(request.slot);
    return owner === null || owner === hop.node ? null : { node: owner, asking: false };
  }

  /** A node that a redirect or the map named is down: another may take over. It is waited for once, not by each line. */
  private async elsewhere({ slot }: Request, hop: Hop, hops: readonly Hop[]): Promise<Next | null> {
    const { owners, mode } = this.parts;
    const { node: dead } = hop;
    // On another node a command without a key would mean something else.
    if (mode === 'off' || (slot === null && hops.length === 1)) return null;
    const isGivenUp = now() - (this.givenUp.get(dead) ?? -Infinity) < GIVEN_UP_MS;
    const wait = isGivenUp
      ? undefined
      : WAITS[hops.filter(({ outcome }) => outcome === 'unreachable').length - 1];
    if (wait === undefined) {
      if (!isGivenUp) this.givenUp.set(dead, now());
      return null;
    }
    const known = [...hops.map(({ node }) => node), ...owners.nodes].find((node) => node !== dead);
    if (known === undefined) return null;
    await sleep(wait);
    return { node: known, asking: false };
  }

  private answer(request: Request, next: Next): Promise<Step> {
    return new Promise((resolve) => this.attempt(request, next, resolve));
  }

  private attempt(request: Request, { node, asking }: Next, finish: (step: Step) => void): void {
    const { printer } = this.parts;
    const socket = this.socketOf(node);
    socket.send(new Attempt(request, newHop(node, null, asking), printer, finish));
    // The requests behind the first one wait for it.
    if (printer.isFirst(request)) socket.pause(false);
  }

  private socketOf(node: NodeAddress): NodeSocket {
    const known = this.sockets.get(node);
    if (known && !known.isClosed) return known;
    const socket = new NodeSocket(node, this.socketOptions);
    this.sockets.set(node, socket);
    return socket;
  }

  private chunkRead(): void {
    const { printer } = this.parts;
    printer.flushSoon();
    for (const socket of this.sockets.values())
      socket.pause(printer.isFull && !socket.awaits((request) => printer.isFirst(request)));
  }

  private wake(): void {
    const { watchers } = this;
    if (watchers.length === 0) return;
    this.watchers = [];
    for (const watcher of watchers) watcher();
  }
}

function sizeOf({ args }: Request): number {
  let size = 0;
  for (const { length } of args) size += length;
  return size;
}

/** One sending of a request. */
class Attempt implements Awaited {
  readonly request: Request;
  private readonly hop: Hop;
  private readonly printer: Printer;
  private readonly finish: (step: Step) => void;
  private error: ReplyTree | null = null;

  constructor(request: Request, hop: Hop, printer: Printer, finish: (step: Step) => void) {
    this.request = request;
    this.hop = hop;
    this.printer = printer;
    this.finish = finish;
  }

  get args(): readonly Uint8Array[] {
    return this.request.args;
  }

  get asking(): boolean {
    return this.hop.asking;
  }

  starts(type: number): ReplyTokens {
    if (type !== TYPE.error && type !== TYPE.bulkError) return this.printer.begin(this.request);
    return (this.error = new ReplyTree());
  }

  resumes(): void {
    this.printer.resume(this.request);
  }

  done(refusal: Uint8Array | null): void {
    const { hop, error } = this;
    if (error?.value?.type !== 'error') {
      // At once: the next reply may be in the same piece.
      this.printer.finish(this.request);
      return this.finish({ hop, reply: null, error: null });
    }
    const { bytes } = error.value;
    let [text, meaning] = read(bytes, hop.node);
    // The node was not asked as it should have been.
    if (refusal && meaning.outcome === 'moved') [text, meaning] = read(refusal, hop.node);
    Object.assign(hop, meaning);
    hop.detail = text;
    this.finish({
      hop,
      reply: replyOfFrame(refusal && meaning.outcome !== 'moved' ? refusal : bytes),
      error: null,
    });
  }

  fails(error: ConnectionError, count: number): void {
    const { hop, request } = this;
    hop.outcome = error.sent ? 'lost' : 'unreachable';
    hop.detail = error.message.slice(0, 500);
    request.isOneOfMany = error.sent && count > 1;
    this.finish({ hop, reply: null, error });
  }
}

function read(bytes: Uint8Array, node: NodeAddress): [string, ReturnType<typeof readError>] {
  const text = new TextDecoder().decode(bytes.subarray(0, 500));
  return [text, readError(text, node)];
}
