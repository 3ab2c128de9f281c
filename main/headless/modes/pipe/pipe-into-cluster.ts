/**
 * `--pipe` into a cluster: each command goes to the owner of its slot, over one pipelined connection a primary. A redirected
 * one is sent again, because it did not run; what a connection leaves unanswered is named and never sent again.
 *
 * The order within a slot: as long as a command of a slot is under way on another road than the next one would take, the
 * input waits. A command that the cluster cannot take now is sent again once nothing of its slot is on its way; if a later one
 * has run by then, it is reported instead.
 */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { readError } from '../../../cluster/routing/redirect-error.ts';
import type { ConnectionError } from '../../../cluster/wire/errors.ts';
import { seedOf } from '../../flags.ts';
import { handshakeOf } from '../../stream/handshake.ts';
import { untilInterrupt } from '../interrupt.ts';
import type { ModeContext } from '../mode-context.ts';
import { CommandScanner } from './command-scanner.ts';
import { PipeInput } from './pipe-input.ts';
import { PipeLink, type Command, type LinkHost } from './pipe-link.ts';
import { PipeReport } from './pipe-report.ts';
import { LAST_REPLY, pipeTimeout, SENT, summary } from './pipe-words.ts';
import { NO_SLOT, SlotOfCommand, UNREADABLE } from './slot-of-command.ts';

/** Redirects of one command in a row, before it waits. */
const MAX_HOPS = 5;
/** Milliseconds between two attempts at what the cluster cannot take now, and between looks at the clock. */
const RETRY_MS = 50;
const TICK_MS = 250;

/** Its errors say that the command did not run, and that it may later. */
const LATER: ReadonlySet<string> = new Set(['tryagain', 'clusterdown', 'loading', 'masterdown']);

export class ClusterPipe implements LinkHost {
  private readonly context: ModeContext;
  private readonly cluster: Cluster;
  private readonly scanner = new CommandScanner();
  private readonly slots: SlotOfCommand;
  private readonly report: PipeReport;
  private readonly seed: NodeAddress;
  private readonly links = new Map<NodeAddress, PipeLink>();
  /** Every link, of which some have ended. */
  private readonly all: PipeLink[] = [];
  /** The links of the slots' owners, as far as they were looked up. */
  private readonly owners: (PipeLink | null)[] = new Array<PipeLink | null>(SLOT_COUNT).fill(null);
  /** Commands of each slot that have no final answer. */
  private readonly underWay = new Uint32Array(SLOT_COUNT + 1);
  /** Slots for whose commands the input waits until none is under way. */
  private readonly isHeld = new Uint8Array(SLOT_COUNT + 1);
  /** Commands that wait to be sent again, in the order of each slot. */
  private readonly parked = new Map<number, Command[]>();
  /** Slots of which the first parked command is on its way. */
  private readonly isOut = new Set<number>();
  private readonly down = new Set<NodeAddress>();
  private retryTimer: NodeJS.Timeout | null = null;
  private isSent = false;
  private isOver = false;
  private replies = 0;
  /** At the last look at the clock. */
  private repliesBefore = 0;
  private lastProgress = performance.now();
  private wake: () => void = () => {};
  /** Stops waiting for input. */
  private endInput: () => void = () => {};

  constructor(context: ModeContext, cluster: Cluster) {
    this.context = context;
    this.cluster = cluster;
    this.seed = seedOf(context.flags);
    this.slots = new SlotOfCommand(cluster.server.commands, context.flags.target.connection.database);
    this.report = new PipeReport(context.output);
  }

  /** Resolves with the exit code. */
  async run(): Promise<number> {
    const { output, request } = this.context;
    const stop = this.cluster.members.follow({ onTopology: () => this.mapRead(), onClosed: () => {} });
    const timer = setInterval(() => this.checkTime(pipeTimeout(request)), TICK_MS);
    untilInterrupt(() => this.interrupt());
    await Promise.race([this.readInput(), new Promise<void>((resolve) => (this.endInput = resolve))]);
    if (!this.isOver) {
      this.isSent = true;
      this.lastProgress = performance.now();
      output.text(SENT);
      while (!this.isOver && this.isWaiting) await this.progressed();
    }
    if (!this.isOver) output.text(LAST_REPLY);
    clearInterval(timer);
    if (this.retryTimer) clearTimeout(this.retryTimer);
    stop();
    this.report.shares(this.all);
    output.text(summary(this.report.errors, this.replies));
    for (const link of this.links.values()) link.stop();
    return this.report.errors > 0 ? 1 : 0;
  }

  settled(slot: number, isFirst: boolean): void {
    this.replies++;
    this.over(slot, isFirst);
  }

  mayOvertake(slot: number): boolean {
    return this.parked.has(slot);
  }

  /** The parked commands sent before this one that have a key of it: they would undo what it did. */
  mayHaveRun(command: Command): void {
    const { slot, input, isFirst } = command;
    const waiting = this.parked.get(slot);
    if (isFirst || waiting === undefined) return;
    const overtaken = waiting.filter((other) => other.input < input && this.shareKeys(other, command));
    if (overtaken.length === 0) return;
    this.parked.set(
      slot,
      waiting.filter((other) => !overtaken.includes(other)),
    );
    if (overtaken.length === waiting.length) this.parked.delete(slot);
    this.report.overtaken(overtaken);
    this.underWay[slot + 1]! -= overtaken.length;
  }

  refused(link: PipeLink, text: string, command: Command): void {
    const { outcome, slot, target } = readError(text, link.node, this.cluster.atPort);
    const moved = outcome === 'moved' && slot !== null && target !== null;
    if (moved || (outcome === 'ask' && target !== null)) {
      if (moved) this.learn(slot, target);
      this.assign(command, slot ?? command.slot);
      command.hops++;
      if (command.hops > MAX_HOPS) this.park(command);
      else this.sendAgain(command, target, outcome === 'ask');
    } else if (LATER.has(outcome)) {
      this.park(command);
    } else {
      link.errors++;
      link.answered++;
      this.report.refused(link.node, text, command.input);
      this.mayHaveRun(command);
      this.settled(command.slot, command.isFirst);
    }
  }

  progress(): void {
    for (const link of this.links.values()) link.flush();
    this.wake();
  }

  opened(link: PipeLink): void {
    this.down.delete(link.node);
  }

  ended(link: PipeLink, error: ConnectionError, unsent: Command[]): void {
    this.links.delete(link.node);
    this.owners.forEach((owner, slot) => owner === link && (this.owners[slot] = null));
    this.report.unanswered(link, error);
    for (let i = 0; i < link.inFlight.length; i++) {
      const command = link.command(i);
      if (command === null) continue;
      this.mayHaveRun(command);
      this.over(command.slot, command.isFirst);
    }
    this.down.add(link.node);
    for (const command of unsent) this.park(command);
    void this.cluster.refresh('node lost');
    this.retryLater();
    this.wake();
  }

  /** A command of the slot is not under way any more. */
  private over(slot: number, isFirst: boolean): void {
    if (--this.underWay[slot + 1]! === 0) this.isHeld[slot + 1] = 0;
    if (isFirst) this.unpark(slot);
    else if (this.parked.has(slot)) this.sendFirst(slot);
  }

  /** Those whose keys are not known may have one in common. */
  private shareKeys(one: Command, other: Command): boolean {
    one.keys ??= this.slots.keysOf(one.bytes);
    other.keys ??= this.slots.keysOf(other.bytes);
    const { keys } = other;
    return one.keys.length === 0 || keys.length === 0 || one.keys.some((key) => keys.includes(key));
  }

  /** Whether commands have no final answer. */
  private get isWaiting(): boolean {
    if (this.parked.size > 0) return true;
    for (const link of this.links.values()) if (link.inFlight.length > 0) return true;
    return false;
  }

  private async readInput(): Promise<void> {
    const input = new PipeInput(this.context.stdin);
    for (let piece = await input.next(); !this.isOver; piece = await input.next()) {
      // The last line may lack its end. An empty line is nothing.
      this.scanner.feed(piece ?? Buffer.from('\r\n'));
      while (!this.isOver && !this.place()) {
        this.flush();
        await this.progressed();
      }
      if (this.isOver) return;
      this.flush();
      if (this.scanner.problem !== null) {
        this.report.unreadable(this.scanner.problem, this.scanner.offset);
        return;
      }
      if (piece !== null) continue;
      if (this.scanner.rest > 2)
        this.report.unreadable('the input ends within a command', this.scanner.offset);
      return;
    }
  }

  /** Whether a command was found that has not been placed. */
  private isPending = false;
  private pendingSlot = 0;
  /** Whether the next command has no node that takes it. */
  private isBlocked = false;

  /** Gives the commands read so far to their links. Returns false where it has to wait. */
  private place(): boolean {
    const { scanner, slots, owners, isHeld, underWay } = this;
    while (this.isPending || scanner.next()) {
      const slot = this.isPending ? this.pendingSlot : slots.of(scanner);
      this.isPending = false;
      if (slot < NO_SLOT) {
        if (slot === UNREADABLE) {
          scanner.problem = slots.reason;
          return true;
        }
        this.report.notSent(slots.reason, scanner);
        continue;
      }
      const link = slot === NO_SLOT ? this.linkTo(this.seed) : (owners[slot] ?? this.ownerOf(slot));
      this.isBlocked = link === null;
      if (link === null || isHeld[slot + 1] === 1 || link.isFull) {
        this.isPending = true;
        this.pendingSlot = slot;
        return false;
      }
      underWay[slot + 1]!++;
      link.append(scanner.bytes, scanner.from, scanner.to, slot, scanner.offset);
    }
    return true;
  }

  private flush(): void {
    for (const link of this.links.values()) link.flush();
  }

  private progressed(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Null while the owner is not known or does not answer. */
  private ownerOf(slot: number): PipeLink | null {
    const node = this.cluster.cache.owner(slot);
    const link = node === null ? null : this.linkTo(node);
    if (link === null) this.retryLater();
    return (this.owners[slot] = link);
  }

  private linkTo(node: NodeAddress): PipeLink | null {
    const known = this.links.get(node);
    if (known !== undefined || this.down.has(node)) return known ?? null;
    const { flags } = this.context;
    const link = new PipeLink(
      node,
      {
        connection: flags.target.connection,
        handshake: handshakeOf(flags, flags.target.connection.database),
      },
      this,
    );
    this.links.set(node, link);
    this.all.push(link);
    return link;
  }

  private learn(slot: number, target: NodeAddress): void {
    this.cluster.learn(slot, target);
    this.changed(slot);
  }

  private mapRead(): void {
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const link = this.owners[slot];
      if (link && link.node !== this.cluster.cache.owner(slot)) this.changed(slot);
    }
    this.wake();
  }

  /** Another node owns the slot: what is under way on the old road comes first. */
  private changed(slot: number): void {
    this.owners[slot] = null;
    if (this.underWay[slot + 1]! > 0) this.isHeld[slot + 1] = 1;
  }

  /** A command whose keys were not known has a slot. */
  private assign(command: Command, slot: number): void {
    if (command.slot === slot) return;
    this.underWay[command.slot + 1]!--;
    this.underWay[slot + 1]!++;
    if (command.isFirst) this.unpark(command.slot);
    command.isFirst = false;
    command.slot = slot;
  }

  private sendAgain(command: Command, node: NodeAddress, isAsking: boolean): void {
    const link = this.linkTo(node);
    const isBehind = !command.isFirst && this.parked.has(command.slot);
    if (link === null || isBehind) this.park(command);
    else link.send(command, isAsking);
  }

  private park(command: Command): void {
    const { slot } = command;
    const waiting = this.parked.get(slot);
    command.hops = 0;
    this.isHeld[slot + 1] = 1;
    if (command.isFirst) this.isOut.delete(slot);
    else if (waiting) {
      // One that was on another road meanwhile may be earlier than those that wait.
      const later = waiting.findIndex((other) => other.input > command.input);
      waiting.splice(later < 0 ? waiting.length : later, 0, command);
    } else this.parked.set(slot, [command]);
    this.retryLater();
  }

  /** The first parked command of the slot has its answer, or will never have one. */
  private unpark(slot: number): void {
    const waiting = this.parked.get(slot);
    waiting?.shift();
    this.isOut.delete(slot);
    if (waiting?.length === 0) this.parked.delete(slot);
    else this.sendFirst(slot);
  }

  private sendFirst(slot: number): void {
    const waiting = this.parked.get(slot);
    const command = waiting?.[0];
    if (waiting === undefined || command === undefined || this.isOut.has(slot)) return;
    // The commands sent before these were refused may still run.
    if (this.underWay[slot + 1]! > waiting.length) return;
    const owner = slot === NO_SLOT ? this.seed : this.cluster.cache.owner(slot);
    const link = owner === null ? null : this.linkTo(owner);
    if (link === null) return this.retryLater();
    this.isOut.add(slot);
    command.isFirst = true;
    link.send(command, false);
  }

  private retryLater(): void {
    this.retryTimer ??= setTimeout(() => {
      this.retryTimer = null;
      void this.cluster.refresh('asked').finally(() => this.retry());
    }, RETRY_MS);
  }

  private retry(): void {
    if (this.isOver) return;
    this.down.clear();
    for (const slot of this.parked.keys()) this.sendFirst(slot);
    this.flush();
    this.wake();
  }

  /** As redis-cli after all was sent; before that, only if the cluster cannot take what was read. */
  private checkTime(seconds: number): void {
    const isStuck = this.isSent || this.isBlocked || this.parked.size > 0;
    const hasProgress = this.replies > this.repliesBefore;
    this.repliesBefore = this.replies;
    if (!isStuck || hasProgress) this.lastProgress = performance.now();
    if (seconds <= 0 || performance.now() - this.lastProgress <= seconds * 1000) return;
    this.giveUp(`No replies for ${seconds} seconds: exiting.\n`, 'no node takes what comes next');
  }

  private interrupt(): void {
    if (!this.isOver) this.giveUp('Interrupted.\n', 'the command was interrupted');
  }

  /** `unread`: why the rest of the input is not sent. */
  private giveUp(reason: string, unread: string): void {
    this.isOver = true;
    const links = [...this.links.values()];
    const unsent = links.flatMap((link) => link.stop());
    // The first of a slot, on its way, is among the links' own.
    const parked = [...this.parked].flatMap(([slot, commands]) =>
      commands.slice(this.isOut.has(slot) ? 1 : 0),
    );
    const idle = [...unsent, ...parked].sort((a, b) => a.input - b.input);
    this.report.givenUp(reason, links, idle);
    if (!this.isSent) this.report.unreadable(unread, this.scanner.offset);
    this.endInput();
    this.wake();
  }
}
