/**
 * A shell's subscriptions and MONITORs, each node's on a socket of its own, so that the prompt stays free. They belong to
 * the shell: when a node is lost they are made again, SSUBSCRIBE at the new owner of its slot. What was missed is told.
 */
import type { NodeAddress, PushedItem, Topology } from '../../shared/model.ts';
import { hasAddress } from '../../shared/no-address.ts';
import { latin1, lowerWord, words as asWords, type Reply } from '../../shared/resp.ts';
import { readable } from '../../shared/format/escape.ts';
import { keySlot } from '../../shared/slots.ts';
import { BackOff } from './back-off.ts';
import type { Cluster } from './cluster.ts';
import { ConnectionError } from './errors.ts';
import type { PoolSettings } from './node-pool.ts';
import { placeOf } from './place-of.ts';
import { readError } from './redirect-error.ts';
import { StreamConnection } from './stream-connection.ts';
import { brokenWords, goesOnWords, refusedWords, type Gap } from './stream-words.ts';
import { nodesOf } from './topology.ts';
import { renamedNodes } from './map-news.ts';

type Words = readonly Uint8Array[];
type Kind = 'subscribe' | 'psubscribe' | 'ssubscribe' | 'monitor';

/** A socket and the node it is at: that may get another name. */
interface Listening {
  node: NodeAddress;
  connection: StreamConnection;
}

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
  private readonly connections = new Map<NodeAddress, Listening>();
  private streams: Stream[] = [];
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly backOff = new BackOff();
  private closed = false;
  private map: Topology | null = null;

  constructor(deps: StreamDependencies) {
    this.deps = deps;
  }

  get isOpen(): boolean {
    return this.streams.length > 0;
  }

  /** SUBSCRIBE, PSUBSCRIBE or MONITOR at these nodes; `place` is where they are kept. Rejects with a ConnectionError. */
  async open(words: Words, nodes: NodeAddress[], place: Stream['place']): Promise<StreamAnswer> {
    const kind = lowerWord(words[0]) as Kind;
    const channels = kind === 'monitor' ? [new Uint8Array()] : words.slice(1);
    for (const node of nodes) {
      const error = await this.askNode(node, words, channels.length);
      if (error) return { error, nodes };
    }
    for (const channel of channels) this.keep(kind, channel, place, nodes);
    this.deps.onChange();
    return { error: null, nodes };
  }

  /** SSUBSCRIBE of channels of one slot, at its owner; MOVED is followed. */
  async openSharded(words: Words, first: NodeAddress): Promise<StreamAnswer> {
    let node = first;
    for (let hops = 0; ; hops++) {
      const error = await this.askNode(node, words, words.length - 1);
      const meaning = error ? readError(latin1(error.subarray(1, 200)).split('\r\n')[0]!, node) : null;
      if (meaning?.outcome === 'moved' && meaning.target && hops < MAX_HOPS) {
        this.deps.cluster.learn(meaning.slot!, meaning.target);
        this.closeIdle();
        node = meaning.target;
        continue;
      }
      if (error) {
        this.closeIdle();
        return { error, nodes: [node] };
      }
      for (const channel of words.slice(1)) this.keep('ssubscribe', channel, node, [node]);
      this.deps.onChange();
      return { error: null, nodes: [node] };
    }
  }

  /** UNSUBSCRIBE and its kin, of these channels or of all; null where there is nothing of the kind. */
  async end(words: Words): Promise<StreamAnswer | null> {
    const kind = lowerWord(words[0]).replace('un', '') as Kind;
    const named = new Set(words.slice(1).map((word) => latin1(word)));
    const gone = this.streams.filter(
      (stream) => stream.kind === kind && (named.size === 0 || named.has(latin1(stream.channel))),
    );
    if (gone.length === 0) return null;
    this.streams = this.streams.filter((stream) => !gone.includes(stream));
    const nodes = new Set(gone.flatMap((stream) => [...stream.nodes]));
    for (const node of nodes) {
      const channels = gone.filter((stream) => stream.nodes.has(node)).map((stream) => stream.channel);
      await this.connections.get(node)?.connection.ask([words[0]!, ...channels], channels.length);
    }
    this.closeIdle();
    this.deps.onChange();
    return { error: null, nodes: [...nodes] };
  }

  /** Ends all of it. True where there was any. */
  stop(): boolean {
    const any = this.isOpen || this.connections.size > 0;
    this.streams = [];
    this.closeIdle();
    if (any) this.deps.onChange();
    return any;
  }

  /** Gives up what waits to be confirmed. */
  cancel(): void {
    for (const [node, { connection }] of [...this.connections]) if (connection.isWaiting) this.giveUp(node);
  }

  /** Ends the sockets, of all nodes or of one, that are dead and do not know it. */
  check(node?: NodeAddress): void {
    for (const [at, { connection }] of this.connections) if ((node ?? at) === at) connection.check();
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
    this.closeIdle();
  }

  private keep(kind: Kind, channel: Uint8Array, place: Stream['place'], nodes: NodeAddress[]): void {
    const same = this.streams.find((stream) => stream.kind === kind && sameBytes(stream.channel, channel));
    if (same) for (const node of nodes) same.nodes.add(node);
    else this.streams.push({ kind, channel, place, nodes: new Set(nodes), gaps: new Map() });
  }

  private async askNode(node: NodeAddress, words: Words, count: number): Promise<Uint8Array | null> {
    const listening = this.connections.get(node) ?? this.connect(node);
    try {
      return await listening.connection.ask(words, count);
    } catch (error) {
      // Whatever it was, this socket is of no more use.
      if (this.connections.get(node) === listening) this.giveUp(node);
      throw error;
    }
  }

  private connect(node: NodeAddress): Listening {
    const connection = new StreamConnection(
      { ...this.deps.settings(), ...placeOf(node) },
      {
        onFrame: (frame, kind, reply) => {
          this.deps.onItem({
            node: listening.node,
            shard: this.deps.cluster.shardOf(listening.node),
            kind: kind === 'monitor' ? 'monitor' : 'message',
            frame,
          });
          if (kind === 'confirmation') this.noticeMoved(listening.node, reply);
        },
        onClosed: (reason, heardAt) => this.lost(listening.node, reason, heardAt),
      },
    );
    const listening: Listening = { node, connection };
    this.connections.set(node, listening);
    return listening;
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

  private lost(node: NodeAddress, reason: string, heardAt: number): void {
    this.connections.delete(node);
    if (this.closed || !this.usesNode(node)) return;
    const broken = this.part(node, heardAt);
    this.deps.cluster.notice({ tone: 'bad', text: brokenWords(node, broken, reason, heardAt) });
    this.restoreSoon();
  }

  /** Takes the node from every stream; those that were there. */
  private part(node: NodeAddress, since: number): Stream[] {
    const gone = this.streams.filter((stream) => stream.nodes.delete(node));
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
      this.closeIdle();
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
    const listening = this.connections.get(old);
    if (listening && this.connections.has(now)) return;
    if (listening) {
      this.connections.delete(old);
      this.connections.set(now, listening);
      listening.node = now;
    }
    for (const stream of this.streams) {
      if (stream.nodes.delete(old)) stream.nodes.add(now);
      if (stream.place === old) stream.place = now;
    }
  }

  /** What is heard of every primary would be heard twice of one that is a replica now. */
  private leaveReplicas(topology: Topology): void {
    const replicas = new Set(
      topology.shards.flatMap(nodesOf).flatMap(({ role, address }) => (role === 'replica' ? [address] : [])),
    );
    for (const stream of this.streams) {
      if (stream.place !== 'primaries') continue;
      for (const node of stream.nodes) if (replicas.has(node)) void this.leave(stream, node);
    }
  }

  private async leave(stream: Stream, node: NodeAddress): Promise<void> {
    stream.nodes.delete(node);
    stream.gaps.delete(node);
    if (!this.usesNode(node)) return this.drop(node);
    // MONITOR ends with its socket only.
    if (stream.kind === 'monitor') return this.giveUp(node);
    const end = [...asWords(stream.kind.replace('sub', 'unsub')), stream.channel];
    await this.connections
      .get(node)
      ?.connection.ask(end, 1)
      .catch(() => null); // its end is told by onClosed
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

  private usesNode(node: NodeAddress): boolean {
    return this.streams.some((stream) => stream.nodes.has(node));
  }

  private closeIdle(): void {
    for (const node of [...this.connections.keys()]) if (!this.usesNode(node)) this.drop(node);
  }

  /** Drops a socket on which other streams may have been: they are made again. */
  private giveUp(node: NodeAddress): void {
    this.drop(node);
    if (this.part(node, Date.now()).length > 0) this.restoreSoon();
  }

  private drop(node: NodeAddress): void {
    const listening = this.connections.get(node);
    this.connections.delete(node);
    listening?.connection.close();
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
