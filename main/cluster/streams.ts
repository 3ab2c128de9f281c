/**
 * A shell's subscriptions and MONITORs, each node's on a socket of its own, so that the prompt stays free. They belong to
 * the shell: when a node is lost they are made again, SSUBSCRIBE at the new owner of its slot.
 */
import type { NodeAddress, Notice, PushedItem, Topology } from '../../shared/model.ts';
import { latin1, lowerWord, utf8, words as asWords, type Reply } from '../../shared/resp.ts';
import { readable } from '../../shared/format/escape.ts';
import { keySlot } from '../../shared/slots.ts';
import { parseAddress } from './address.ts';
import { BackOff } from './back-off.ts';
import { ConnectionError } from './errors.ts';
import type { PoolSettings } from './node-pool.ts';
import { readError } from './redirect-error.ts';
import { StreamConnection } from './stream-connection.ts';

type Words = readonly Uint8Array[];
type Kind = 'subscribe' | 'psubscribe' | 'ssubscribe' | 'monitor';

interface Stream {
  kind: Kind;
  /** Empty for MONITOR. */
  channel: Uint8Array;
  /** `primaries`: on each of them, those to come included. */
  place: NodeAddress | 'primaries';
  /** Where it is now. */
  nodes: Set<NodeAddress>;
}

export interface StreamDependencies {
  settings(): PoolSettings;
  primaries(): NodeAddress[];
  owner(slot: number): NodeAddress | null;
  shardOf(node: NodeAddress): number | null;
  learn(slot: number, node: NodeAddress): void;
  onItem(item: PushedItem): void;
  onNotice(notice: Notice): void;
  onChange(): void;
}

/** What came of a command of this file. */
export interface StreamAnswer {
  /** Frame of the error that a server answered instead. */
  error: Uint8Array | null;
  nodes: NodeAddress[];
}

const NAMES: ReadonlySet<string> = new Set([
  'subscribe',
  'psubscribe',
  'ssubscribe',
  'unsubscribe',
  'punsubscribe',
  'sunsubscribe',
  'monitor',
]);
const MAX_HOPS = 8;
/** A node's own notifications, which no other node passes on: `__keyspace@0__:*`, `__keyevent@0__:*`. */
const OF_ONE_NODE = /^(__key|\*|__\*)/;

export const isStreamCommand = (words: Words): boolean => NAMES.has(lowerWord(words[0]));

/** Whether these channels are each node's own: then one subscription hears a part only. */
export const isOfEachNode = (words: Words): boolean =>
  words.slice(1).some((channel) => OF_ONE_NODE.test(latin1(channel, 0, Math.min(channel.length, 16))));

export class Streams {
  private readonly deps: StreamDependencies;
  private readonly connections = new Map<NodeAddress, StreamConnection>();
  private streams: Stream[] = [];
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly backOff = new BackOff();
  private closed = false;

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
        this.deps.learn(meaning.slot!, meaning.target);
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
      await this.connections.get(node)?.ask([words[0]!, ...channels], channels.length);
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
    for (const [node, connection] of [...this.connections]) if (connection.isWaiting) this.giveUp(node);
  }

  /** New primaries join, lost subscriptions find their new place. */
  onTopology(_topology: Topology): void {
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
    else this.streams.push({ kind, channel, place, nodes: new Set(nodes) });
  }

  private async askNode(node: NodeAddress, words: Words, count: number): Promise<Uint8Array | null> {
    const connection = this.connections.get(node) ?? this.connect(node);
    try {
      return await connection.ask(words, count);
    } catch (error) {
      // Whatever it was, this socket is of no more use.
      if (this.connections.get(node) === connection) this.giveUp(node);
      throw error;
    }
  }

  private connect(node: NodeAddress): StreamConnection {
    const connection = new StreamConnection(
      { ...this.deps.settings(), ...parseAddress(node)! },
      {
        onFrame: (frame, kind, reply) => {
          this.deps.onItem({
            node,
            shard: this.deps.shardOf(node),
            kind: kind === 'monitor' ? 'monitor' : 'message',
            frame,
          });
          if (kind === 'confirmation') this.noticeMoved(node, reply);
        },
        onClosed: (reason) => this.lost(node, reason),
      },
    );
    this.connections.set(node, connection);
    return connection;
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
    this.deps.onNotice({
      tone: 'info',
      text: `${readable(channel.bytes)} has moved away from ${node}: subscribing at its new owner.`,
    });
    this.restoreSoon();
  }

  private lost(node: NodeAddress, reason: string): void {
    this.connections.delete(node);
    if (this.closed || !this.usesNode(node)) return;
    for (const stream of this.streams) stream.nodes.delete(node);
    this.deps.onNotice({
      tone: 'bad',
      text: `The stream from ${node} broke (${reason}): messages meanwhile are lost. Trying again.`,
    });
    this.restoreSoon();
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
    if (!this.retry) return;
    clearTimeout(this.retry);
    this.retry = null;
    this.backOff.reset();
    void this.restore();
  }

  private async restore(): Promise<void> {
    for (const stream of [...this.streams]) {
      const wanted = this.placesOf(stream).filter((node) => !stream.nodes.has(node));
      for (const node of wanted) {
        stream.nodes.add(node);
        const words = [...asWords(stream.kind), ...(stream.kind === 'monitor' ? [] : [stream.channel])];
        try {
          const error = await this.askNode(node, words, 1);
          if (!error) this.backOff.reset();
          if (error) stream.nodes.delete(node);
          else
            this.deps.onNotice({
              tone: 'good',
              text: `${stream.kind.toUpperCase()} ${utf8(stream.channel) === null ? '' : readable(stream.channel)} goes on at ${node}.`,
            });
        } catch (error) {
          stream.nodes.delete(node);
          if (!(error instanceof ConnectionError)) throw error;
          this.restoreSoon();
        }
      }
    }
  }

  private placesOf(stream: Stream): NodeAddress[] {
    if (stream.place === 'primaries') return this.deps.primaries();
    if (stream.nodes.size > 0) return [];
    if (stream.kind === 'ssubscribe') {
      const owner = this.deps.owner(keySlot(stream.channel));
      return owner ? [owner] : [];
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
    if (!this.usesNode(node)) return;
    for (const stream of this.streams) stream.nodes.delete(node);
    this.restoreSoon();
  }

  private drop(node: NodeAddress): void {
    const connection = this.connections.get(node);
    this.connections.delete(node);
    connection?.close();
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
