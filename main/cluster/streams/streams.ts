/**
 * A shell's subscriptions and MONITORs, each node's on a socket of its own, so that the prompt stays free. They belong to
 * the shell: when a node is lost they are made again, SSUBSCRIBE at the new owner of its slot. What was missed is told.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { PushedItem } from '../../../shared/session/execution.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { latin1, lowerWord, argsOf as asWords, type Reply } from '../../../shared/resp/resp.ts';
import { readable } from '../../../shared/format/escape.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import { BackOff } from '../wire/back-off.ts';
import type { Cluster } from '../cluster.ts';
import { ConnectionError, namingNode } from '../wire/errors.ts';
import type { PoolSettings } from '../wire/node-pool.ts';
import { isOwnLine } from '../wire/own-sockets.ts';
import { readError } from '../routing/redirect-error.ts';
import { StreamSockets, useOf, type StreamKind, type StreamUse } from './stream-sockets.ts';
import { brokenWords, goesOnWords, leftOutWords, refusedWords, type Gap } from './stream-words.ts';
import { renamedNodes } from '../topology/map-news.ts';

type Args = readonly Uint8Array[];
type Kind = StreamKind;

interface Stream {
  kind: Kind;
  /** Empty for MONITOR. */
  channel: Uint8Array;
  /** `primaries`: on each of them, those to come included. */
  place: NodeAddress | 'primaries';
  /** Where it is now, or is being made. */
  nodes: Set<NodeAddress>;
  /** Since when nothing has come from where it was, by Date.now(). */
  gaps: Map<NodeAddress, number>;
}

export interface StreamDependencies {
  settings(): PoolSettings;
  primaries(): NodeAddress[];
  owner(slot: number): NodeAddress | null;
  cluster: Pick<Cluster, 'shardOf' | 'mayDial' | 'refused' | 'learn' | 'notice'>;
  /** Whether MONITOR shows what this program asks itself. */
  showsOwn(): boolean;
  onItem(item: PushedItem): void;
  onChange(): void;
}

/** What came of a command of this file. */
export interface StreamAnswer {
  /** Frame of the error that a server answered instead. */
  error: Uint8Array | null;
  nodes: NodeAddress[];
}

const MAX_HOPS = 8;

export class Streams {
  private readonly deps: StreamDependencies;
  private readonly sockets: StreamSockets;
  private streams: Stream[] = [];
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly backOff = new BackOff();
  private closed = false;
  private map: Topology | null = null;
  /** Lines of MONITOR that were not shown, of this program's own. */
  private leftOut = 0;

  constructor(deps: StreamDependencies) {
    this.deps = deps;
    this.sockets = new StreamSockets({
      settings: () => deps.settings(),
      isUsed: (node, use) => this.usesNode(node, use),
      onFrame: (node, frame, kind, reply) => {
        if (kind === 'monitor' && !deps.showsOwn() && isOwnLine(frame)) return void this.leftOut++;
        const shard = deps.cluster.shardOf(node);
        deps.onItem({ node, shard, kind: kind === 'monitor' ? 'monitor' : 'message', frame });
        if (kind === 'confirmation') this.noticeMoved(node, reply);
      },
      onClosed: (node, use, reason, heardAt) => this.lost(node, use, reason, heardAt),
    });
  }

  /** Whether MONITOR shows what this program asks itself. */
  get showsOwn(): boolean {
    return this.deps.showsOwn();
  }

  get isOpen(): boolean {
    return this.streams.length > 0;
  }

  /**
   * SUBSCRIBE, PSUBSCRIBE or MONITOR at all of these nodes, or at none; `place` is where they are kept. Rejects with a
   * ConnectionError.
   */
  async open(args: Args, nodes: NodeAddress[], place: Stream['place']): Promise<StreamAnswer> {
    const kind = lowerWord(args[0]) as Kind;
    const channels = kind === 'monitor' ? [new Uint8Array()] : args.slice(1);
    const asked: NodeAddress[] = [];
    try {
      for (const node of nodes) {
        asked.push(node);
        const error = await this.askNode(node, args, channels.length);
        if (!error) continue;
        await this.takeBack(kind, channels, asked);
        return { error, nodes: [node] };
      }
    } catch (error) {
      await this.takeBack(kind, channels, asked);
      throw namingNode(error, asked.at(-1)!);
    }
    for (const channel of channels) this.keep(kind, channel, place, nodes);
    this.deps.onChange();
    return { error: null, nodes };
  }

  /** Ends what was opened at some of the nodes only, and leaves what was there before. */
  private async takeBack(kind: Kind, channels: readonly Uint8Array[], nodes: readonly NodeAddress[]) {
    this.sockets.closeIdle();
    if (kind === 'monitor') return;
    for (const node of nodes) {
      const isKept = (channel: Uint8Array) =>
        this.streams.some(
          (one) => one.kind === kind && one.nodes.has(node) && sameBytes(one.channel, channel),
        );
      const opened = channels.filter((channel) => !isKept(channel));
      if (opened.length > 0)
        await this.sockets.askOpen(node, 'channels', [...endOf(kind), ...opened], opened.length);
    }
  }

  /** SSUBSCRIBE of channels of one slot, at its owner; MOVED is followed. */
  async openSharded(args: Args, first: NodeAddress): Promise<StreamAnswer> {
    let node = first;
    for (let hops = 0; ; hops++) {
      const error = await this.askNode(node, args, args.length - 1);
      const meaning = error ? readError(latin1(error.subarray(1, 200)).split('\r\n')[0]!, node) : null;
      if (meaning?.outcome === 'moved' && meaning.target && hops < MAX_HOPS) {
        this.deps.cluster.learn(meaning.slot!, meaning.target);
        this.sockets.closeIdle();
        node = meaning.target;
        continue;
      }
      if (error) {
        this.sockets.closeIdle();
        return { error, nodes: [node] };
      }
      for (const channel of args.slice(1)) this.keep('ssubscribe', channel, node, [node]);
      this.deps.onChange();
      return { error: null, nodes: [node] };
    }
  }

  /** UNSUBSCRIBE and its kin, of these channels or of all; null where there is nothing of the kind. */
  async end(args: Args): Promise<StreamAnswer | null> {
    const kind = lowerWord(args[0]).replace('un', '') as Kind;
    const named = new Set(args.slice(1).map((word) => latin1(word)));
    const gone = this.streams.filter(
      (stream) => stream.kind === kind && (named.size === 0 || named.has(latin1(stream.channel))),
    );
    if (gone.length === 0) return null;
    this.streams = this.streams.filter((stream) => !gone.includes(stream));
    const nodes = new Set(gone.flatMap((stream) => [...stream.nodes]));
    for (const node of nodes) {
      const channels = gone.filter((stream) => stream.nodes.has(node)).map((stream) => stream.channel);
      await this.sockets.askOpen(node, useOf(kind), [args[0]!, ...channels], channels.length);
    }
    this.sockets.closeIdle();
    this.deps.onChange();
    return { error: null, nodes: [...nodes] };
  }

  /** Ends all of it. True where there was any. */
  stop(): boolean {
    const any = this.isOpen || this.sockets.size > 0;
    this.streams = [];
    this.sockets.closeIdle();
    this.tellLeftOut();
    if (any) this.deps.onChange();
    return any;
  }

  /** Gives up what waits to be confirmed. */
  cancel(): void {
    for (const { node, use } of this.sockets.waiting) this.giveUp(node, use);
  }

  /** Ends the sockets, of all nodes or of one, that are dead and do not know it. */
  check(node?: NodeAddress): void {
    this.sockets.check(node);
  }

  /** New primaries join and those of before leave, lost subscriptions find their new place. */
  onTopology(topology: Topology): void {
    for (const [old, now] of renamedNodes(this.map, topology)) this.rename(old, now);
    this.map = topology;
    this.leaveReplicas(topology);
    void this.restore();
  }

  close(): void {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    this.streams = [];
    this.sockets.closeIdle();
  }

  private tellLeftOut(): void {
    if (this.leftOut > 0) this.deps.cluster.notice({ tone: 'info', text: leftOutWords(this.leftOut) });
    this.leftOut = 0;
  }

  private keep(kind: Kind, channel: Uint8Array, place: Stream['place'], nodes: NodeAddress[]): void {
    const same = this.streams.find((stream) => stream.kind === kind && sameBytes(stream.channel, channel));
    if (same) for (const node of nodes) same.nodes.add(node);
    else this.streams.push({ kind, channel, place, nodes: new Set(nodes), gaps: new Map() });
    // One may have been lost while the others were asked.
    for (const node of nodes) if (!this.sockets.has(node, useOf(kind))) this.partSoon(node, useOf(kind));
  }

  private askNode(node: NodeAddress, args: Args, count: number): Promise<Uint8Array | null> {
    const use = useOf(lowerWord(args[0]) as Kind);
    return this.sockets.ask(node, use, args, count, () => this.partSoon(node, use));
  }

  /** A slot that moves away takes its shard channels: the server says so with a sunsubscribe that nobody asked for. */
  private noticeMoved(node: NodeAddress, reply: Reply): void {
    if (reply.type !== 'array' && reply.type !== 'push') return;
    const [head, channel] = reply.items;
    if (head?.type !== 'string' || lowerWord(head.bytes) !== 'sunsubscribe' || channel?.type !== 'string')
      return;
    const kept = this.streams.find(
      (stream) => stream.kind === 'ssubscribe' && sameBytes(stream.channel, channel.bytes),
    );
    if (!kept?.nodes.delete(node)) return;
    kept.gaps.set(node, Date.now());
    this.deps.cluster.notice({
      tone: 'info',
      text: `${readable(channel.bytes)} has moved away from ${node}: subscribing at its new owner.`,
    });
    this.restoreSoon();
  }

  private lost(node: NodeAddress, use: StreamUse, reason: string, heardAt: number): void {
    if (this.closed || !this.usesNode(node, use)) return;
    const broken = this.part(node, use, heardAt);
    this.deps.cluster.notice({ tone: 'bad', text: brokenWords(node, broken, reason, heardAt) });
    this.restoreSoon();
  }

  /** Takes the node from every stream; those that were there. */
  private part(node: NodeAddress, use: StreamUse, since: number): Stream[] {
    const gone = this.streams.filter(({ kind, nodes }) => useOf(kind) === use && nodes.delete(node));
    for (const { gaps } of gone) gaps.set(node, Math.min(since, gaps.get(node) ?? since));
    return gone;
  }

  private restoreSoon(): void {
    if (this.closed) return;
    this.retry ??= setTimeout(() => {
      this.retry = null;
      void this.restore();
    }, this.backOff.next());
  }

  /** What is lost is tried again at once, not after the wait that it has come to. */
  retryNow(): void {
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    this.backOff.reset();
    void this.restore();
  }

  /** All that is wanted of a node is asked of it at once; of slots, those of one at a time. Never rejects. */
  private async restore(): Promise<void> {
    const wanted = new Map<string, { node: NodeAddress; streams: Stream[] }>();
    for (const stream of this.streams)
      for (const node of this.placesOf(stream).filter((place) => !stream.nodes.has(place))) {
        if (!this.deps.cluster.mayDial(node)) {
          this.restoreSoon();
          continue;
        }
        stream.nodes.add(node);
        const key = `${node} ${stream.kind} ${stream.kind === 'ssubscribe' ? keySlot(stream.channel) : ''}`;
        const group = wanted.get(key);
        if (group) group.streams.push(stream);
        else wanted.set(key, { node, streams: [stream] });
      }
    await Promise.all([...wanted.values()].map(({ node, streams }) => this.openAgain(node, streams)));
  }

  private async openAgain(node: NodeAddress, streams: Stream[]): Promise<void> {
    const { kind } = streams[0]!;
    const channels = kind === 'monitor' ? [] : streams.map(({ channel }) => channel);
    try {
      const error = await this.askNode(node, [...asWords(kind), ...channels], streams.length);
      if (!error) return this.goesOn(node, streams);
      for (const stream of streams) stream.nodes.delete(node);
      this.sockets.closeIdle();
      this.refused(node, streams, latin1(error.subarray(1, 200)).split('\r\n')[0]!);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      for (const stream of streams) stream.nodes.delete(node);
      if (!error.sent && error.kind !== 'cancelled') this.deps.cluster.refused(node, error);
      this.restoreSoon();
    }
  }

  private goesOn(node: NodeAddress, streams: readonly Stream[]): void {
    this.backOff.reset();
    const gaps = streams.flatMap((stream): Gap[] => {
      const since = stream.gaps.get(node) ?? Math.min(...stream.gaps.values());
      stream.gaps.delete(node);
      if (this.placesOf(stream).every((place) => stream.nodes.has(place))) stream.gaps.clear();
      return Number.isFinite(since) ? [{ since }] : [];
    });
    this.deps.cluster.notice({ tone: 'good', text: goesOnWords(node, streams, gaps, Date.now()) });
  }

  /** Of what will pass it is tried again; of what will not, the user is told once and it ends. */
  private refused(node: NodeAddress, streams: readonly Stream[], error: string): void {
    const { outcome } = readError(error, node);
    if (outcome !== 'error' && outcome !== 'crossslot') return this.restoreSoon();
    this.streams = this.streams.filter((stream) => !streams.includes(stream) || stream.nodes.size > 0);
    this.deps.cluster.notice({
      tone: 'bad',
      text: refusedWords(node, streams, readable(Buffer.from(error))),
    });
    this.deps.onChange();
  }

  /** The cluster names the node otherwise now. Its socket stays. */
  private rename(old: NodeAddress, now: NodeAddress): void {
    if (!this.sockets.rename(old, now)) return;
    for (const stream of this.streams) {
      if (stream.nodes.delete(old)) stream.nodes.add(now);
      if (stream.place === old) stream.place = now;
    }
  }

  /**
   * What is heard of every primary would be heard twice of one that is a replica now. A replica hears shard channels too,
   * but they are the owner's: there they are counted, and there they are told to move.
   */
  private leaveReplicas(topology: Topology): void {
    const replicas = new Set(
      topology.shards.flatMap(nodesOf).flatMap(({ role, address }) => (role === 'replica' ? [address] : [])),
    );
    for (const stream of this.streams) {
      const isSharded = stream.kind === 'ssubscribe';
      if (stream.place !== 'primaries' && !isSharded) continue;
      for (const node of stream.nodes) {
        if (!replicas.has(node)) continue;
        void this.leave(stream, node);
        if (isSharded) stream.gaps.set(node, Date.now());
      }
    }
  }

  private async leave(stream: Stream, node: NodeAddress): Promise<void> {
    stream.nodes.delete(node);
    stream.gaps.delete(node);
    const use = useOf(stream.kind);
    // MONITOR ends with its socket only.
    if (!this.usesNode(node, use)) return this.sockets.drop(node, use);
    await this.sockets.askOpen(node, use, [...endOf(stream.kind), stream.channel], 1);
  }

  private placesOf(stream: Stream): NodeAddress[] {
    if (stream.place === 'primaries') return this.deps.primaries();
    if (stream.nodes.size > 0) return [];
    if (stream.kind === 'ssubscribe') {
      const owner = this.deps.owner(keySlot(stream.channel));
      return owner !== null && hasAddress(owner) ? [owner] : [];
    }
    const primaries = this.deps.primaries();
    // Any node passes on what is published anywhere; MONITOR is of its node alone.
    if (stream.kind === 'monitor' || primaries.includes(stream.place)) return [stream.place];
    return primaries.slice(0, 1);
  }

  private usesNode(node: NodeAddress, use: StreamUse): boolean {
    return this.streams.some(({ kind, nodes }) => useOf(kind) === use && nodes.has(node));
  }

  /** Drops a socket on which other streams may have been: they are made again. */
  private giveUp(node: NodeAddress, use: StreamUse): void {
    this.sockets.drop(node, use);
    this.partSoon(node, use);
  }

  private partSoon(node: NodeAddress, use: StreamUse): void {
    if (this.part(node, use, Date.now()).length > 0) this.restoreSoon();
  }
}

const endOf = (kind: Kind): Uint8Array[] => asWords(kind.replace('sub', 'unsub'));
const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
