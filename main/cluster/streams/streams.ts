/**
 * A shell's subscriptions and MONITORs, on separate sockets per node, so that the prompt stays free. They belong to
 * the shell: when a node is lost they are made again, SSUBSCRIBE at the new owner of its slot. Gaps are reported.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Hop, PushedItem } from '../../../shared/session/execution.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { latin1, lowerWord, argsOf, type Reply } from '../../../shared/resp/resp.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { Cluster } from '../cluster.ts';
import { namingNode } from '../wire/errors.ts';
import type { PoolSettings } from '../wire/node-pool.ts';
import { isOwnLine } from '../wire/own-sockets.ts';
import { replyOfFrame } from '../wire/raw-reply.ts';
import { replyOf } from '../wire/synthetic.ts';
import { follow, newHop, sendOnce, type Step } from '../routing/redirect.ts';
import { StreamSockets, useOf, type StreamKind, type StreamUse } from './stream-sockets.ts';
import { StreamList, type Stream, type StreamMap } from './stream-list.ts';
import { StreamRestore } from './stream-restore.ts';
import { brokenText, leftOutText } from './stream-words.ts';
import { renamedNodes } from '../topology/map-news.ts';

type Args = readonly Uint8Array[];

export interface StreamDependencies extends StreamMap {
  settings(): PoolSettings;
  cluster: Pick<Cluster, 'shardOf' | 'atPort' | 'mayDial' | 'refused' | 'learn' | 'notice'>;
  /** Whether MONITOR shows this program's own questions. */
  showsOwn(): boolean;
  onItem(item: PushedItem): void;
  /** SSUBSCRIBE goes on to the node that MOVED named. */
  onRedirect(hop: Hop): void;
  onChange(): void;
}

/** The result of a command in this file. */
export interface StreamAnswer {
  /** Frame of the error that a server returned instead. */
  error: Uint8Array | null;
  nodes: NodeAddress[];
}

/** Replaces the messages by which a server confirms. */
const CONFIRMED = replyOf('+OK');

export class Streams {
  private readonly deps: StreamDependencies;
  private readonly sockets: StreamSockets;
  private readonly list = new StreamList();
  private readonly restore: StreamRestore;
  private closed = false;
  private map: Topology | null = null;
  /** Lines of MONITOR about this program's own questions, which were not shown. */
  private leftOut = 0;

  constructor(deps: StreamDependencies) {
    this.deps = deps;
    this.sockets = new StreamSockets({
      settings: () => deps.settings(),
      isUsed: (node, use) => this.list.uses(node, use),
      onFrame: (node, frame, kind, reply) => {
        if (kind === 'monitor' && !deps.showsOwn() && isOwnLine(frame)) return void this.leftOut++;
        const shard = deps.cluster.shardOf(node);
        deps.onItem({ node, shard, kind: kind === 'monitor' ? 'monitor' : 'message', frame });
        if (kind === 'confirmation') this.noticeMoved(node, reply);
      },
      onClosed: (node, use, reason, heardAt) => this.lost(node, use, reason, heardAt),
    });
    this.restore = new StreamRestore({
      list: this.list,
      map: deps,
      cluster: deps.cluster,
      ask: (node, args, count) => this.askNode(node, args, count),
      closeIdle: () => this.sockets.closeIdle(),
      onChange: () => deps.onChange(),
    });
  }

  /** Whether MONITOR shows this program's own questions. */
  get showsOwn(): boolean {
    return this.deps.showsOwn();
  }

  get isOpen(): boolean {
    return this.list.all.length > 0;
  }

  /**
   * SUBSCRIBE, PSUBSCRIBE or MONITOR at all of these nodes, or at none; `place` is where they are kept. Rejects with a
   * ConnectionError.
   */
  async open(args: Args, nodes: NodeAddress[], place: Stream['place']): Promise<StreamAnswer> {
    const kind = lowerWord(args[0]) as StreamKind;
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

  /** Ends streams that opened at only some of the nodes, and keeps earlier ones. */
  private async takeBack(kind: StreamKind, channels: readonly Uint8Array[], nodes: readonly NodeAddress[]) {
    this.sockets.closeIdle();
    if (kind === 'monitor') return;
    for (const node of nodes) {
      const opened = channels.filter((channel) => !this.list.find(kind, channel)?.nodes.has(node));
      if (opened.length > 0)
        await this.sockets.askOpen(node, 'channels', [...endOf(kind), ...opened], opened.length);
    }
  }

  /** SSUBSCRIBE of channels of one slot, at its owner; MOVED is followed. */
  async openSharded(args: Args, first: NodeAddress): Promise<StreamAnswer> {
    const { last } = await follow(first, {
      attempt: ({ node }) => this.askOwner(node, args),
      follows: ({ hop }) => hop.outcome === 'moved',
      leave: ({ hop }) => {
        this.deps.onRedirect(hop);
        this.sockets.closeIdle();
      },
      learn: (slot, node) => this.deps.cluster.learn(slot, node),
    });
    const { hop, error, refusal } = last;
    const { node } = hop;
    if (error) throw error;
    if (refusal) {
      this.sockets.closeIdle();
      return { error: refusal, nodes: [node] };
    }
    for (const channel of args.slice(1)) this.keep('ssubscribe', channel, node, [node]);
    this.deps.onChange();
    return { error: null, nodes: [node] };
  }

  private async askOwner(node: NodeAddress, args: Args): Promise<Step & { refusal: Uint8Array | null }> {
    let refusal: Uint8Array | null = null;
    const ask = async () => {
      refusal = await this.askNode(node, args, args.length - 1);
      return refusal ? replyOfFrame(refusal) : CONFIRMED;
    };
    const step = await sendOnce(newHop(node, null, false), ask, this.deps.cluster.atPort);
    return { ...step, refusal };
  }

  /** UNSUBSCRIBE, PUNSUBSCRIBE and SUNSUBSCRIBE, from these channels or all; null if there is no such subscription. */
  async end(args: Args): Promise<StreamAnswer | null> {
    const kind = lowerWord(args[0]).replace('un', '') as StreamKind;
    const named = new Set(args.slice(1).map((word) => latin1(word)));
    const gone = this.list.all.filter(
      (stream) => stream.kind === kind && (named.size === 0 || named.has(latin1(stream.channel))),
    );
    if (gone.length === 0) return null;
    this.list.drop((stream) => gone.includes(stream));
    const nodes = new Set(gone.flatMap((stream) => [...stream.nodes]));
    for (const node of nodes) {
      const channels = gone.filter((stream) => stream.nodes.has(node)).map((stream) => stream.channel);
      await this.sockets.askOpen(node, useOf(kind), [args[0]!, ...channels], channels.length);
    }
    this.sockets.closeIdle();
    this.deps.onChange();
    return { error: null, nodes: [...nodes] };
  }

  /** The answer to a command on a subscribed connection; null if there is none. Rejects with a ConnectionError. */
  say(args: Args): Promise<{ node: NodeAddress; frame: Uint8Array } | null> {
    return this.sockets.say(args);
  }

  /** Ends every stream. True if there was any. */
  stop(): boolean {
    const any = this.isOpen || this.sockets.size > 0;
    this.list.drop(() => true);
    this.sockets.closeIdle();
    this.tellLeftOut();
    if (any) this.deps.onChange();
    return any;
  }

  /** Gives up the commands that wait to be confirmed. */
  cancel(): void {
    for (const { node, use } of this.sockets.waiting) this.giveUp(node, use);
  }

  /** Ends dead sockets that have not been closed yet, of all nodes or of one. */
  check(node?: NodeAddress): void {
    this.sockets.check(node);
  }

  /** Adds new primaries, drops former ones, and moves lost subscriptions to their new nodes. */
  onTopology(topology: Topology): void {
    for (const [old, now] of renamedNodes(this.map, topology)) this.rename(old, now);
    this.map = topology;
    this.leaveReplicas(topology);
    void this.restore.restore();
  }

  /** Retries lost subscriptions at once, without the wait that was due. */
  retryNow(): void {
    this.restore.now();
  }

  close(): void {
    this.closed = true;
    this.restore.close();
    this.list.drop(() => true);
    this.sockets.closeIdle();
  }

  private tellLeftOut(): void {
    if (this.leftOut > 0) this.deps.cluster.notice({ tone: 'info', text: leftOutText(this.leftOut) });
    this.leftOut = 0;
  }

  private keep(kind: StreamKind, channel: Uint8Array, place: Stream['place'], nodes: NodeAddress[]): void {
    this.list.keep(kind, channel, place, nodes);
    // A node may have been lost while the others were asked.
    for (const node of nodes) if (!this.sockets.has(node, useOf(kind))) this.partSoon(node, useOf(kind));
  }

  private askNode(node: NodeAddress, args: Args, count: number): Promise<Uint8Array | null> {
    const use = useOf(lowerWord(args[0]) as StreamKind);
    return this.sockets.ask(node, use, args, count, () => this.partSoon(node, use));
  }

  /** A slot that moves away takes its shard channels: the server reports that with an unrequested sunsubscribe. */
  private noticeMoved(node: NodeAddress, reply: Reply): void {
    if (reply.type !== 'array' && reply.type !== 'push') return;
    const [head, channel] = reply.items;
    if (head?.type !== 'string' || lowerWord(head.bytes) !== 'sunsubscribe' || channel?.type !== 'string')
      return;
    const kept = this.list.find('ssubscribe', channel.bytes);
    if (!kept?.nodes.delete(node)) return;
    kept.gaps.set(node, Date.now());
    this.deps.cluster.notice({
      tone: 'info',
      text: `${readable(channel.bytes)} has moved away from ${node}: subscribing at its new owner.`,
    });
    this.restore.soon();
  }

  private lost(node: NodeAddress, use: StreamUse, reason: string, heardAt: number): void {
    if (this.closed || !this.list.uses(node, use)) return;
    const broken = this.list.part(node, use, heardAt);
    this.deps.cluster.notice({ tone: 'bad', text: brokenText(node, broken, reason, heardAt) });
    this.restore.soon();
  }

  /** The cluster has a new name for the node. Its socket stays. */
  private rename(old: NodeAddress, now: NodeAddress): void {
    if (this.sockets.rename(old, now)) this.list.rename(old, now);
  }

  /**
   * Streams on every primary would deliver twice from a primary that is a replica now. A replica passes on shard
   * channels too, but they belong to the owner: it counts them, and it announces that they move.
   */
  private leaveReplicas(topology: Topology): void {
    const replicas = new Set(
      topology.shards.flatMap(nodesOf).flatMap(({ role, address }) => (role === 'replica' ? [address] : [])),
    );
    for (const stream of this.list.all) {
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
    if (!this.list.uses(node, use)) return this.sockets.drop(node, use);
    await this.sockets.askOpen(node, use, [...endOf(stream.kind), stream.channel], 1);
  }

  /** Drops a socket that may have carried other streams: they are opened again. */
  private giveUp(node: NodeAddress, use: StreamUse): void {
    this.sockets.drop(node, use);
    this.partSoon(node, use);
  }

  private partSoon(node: NodeAddress, use: StreamUse): void {
    if (this.list.part(node, use, Date.now()).length > 0) this.restore.soon();
  }
}

const endOf = (kind: StreamKind): Uint8Array[] => argsOf(kind.replace('sub', 'unsub'));
