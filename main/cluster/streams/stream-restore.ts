/** Reopens lost streams: at once for a new map or at the user's request, and otherwise after growing waits. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { readable } from '../../../shared/format/escape.ts';
import { argsOf, latin1 } from '../../../shared/resp/resp.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../cluster.ts';
import { readError } from '../routing/redirect-error.ts';
import { BackOff } from '../wire/back-off.ts';
import { ConnectionError } from '../wire/errors.ts';
import { placesOf, type Stream, type StreamList, type StreamMap } from './stream-list.ts';
import { goesOnText, refusedText, type Gap } from './stream-words.ts';

export interface StreamRestoreParts {
  list: StreamList;
  map: StreamMap;
  cluster: Pick<Cluster, 'mayDial' | 'refused' | 'notice'>;
  /** Resolves with the frame of an error, null if the node confirms; rejects with a ConnectionError. */
  ask(node: NodeAddress, args: readonly Uint8Array[], count: number): Promise<Uint8Array | null>;
  closeIdle(): void;
  onChange(): void;
}

export class StreamRestore {
  private readonly parts: StreamRestoreParts;
  private readonly backOff = new BackOff();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  constructor(parts: StreamRestoreParts) {
    this.parts = parts;
  }

  soon(): void {
    if (this.closed) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.restore();
    }, this.backOff.next());
  }

  /** Tries now, and restarts the waits at the shortest. */
  now(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.backOff.reset();
    void this.restore();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Asks each node once for all its streams, but for one slot at a time. Never rejects. */
  async restore(): Promise<void> {
    const { list, map, cluster } = this.parts;
    const wanted = new Map<string, { node: NodeAddress; streams: Stream[] }>();
    for (const stream of list.all)
      for (const node of placesOf(stream, map).filter((place) => !stream.nodes.has(place))) {
        if (!cluster.mayDial(node)) {
          this.soon();
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
    const { ask, closeIdle, cluster } = this.parts;
    const { kind } = streams[0]!;
    const channels = kind === 'monitor' ? [] : streams.map(({ channel }) => channel);
    try {
      const error = await ask(node, [...argsOf(kind), ...channels], streams.length);
      if (!error) return this.goesOn(node, streams);
      for (const stream of streams) stream.nodes.delete(node);
      closeIdle();
      this.refused(node, streams, latin1(error.subarray(1, 200)).split('\r\n')[0]!);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      for (const stream of streams) stream.nodes.delete(node);
      if (!error.sent && error.kind !== 'cancelled') cluster.refused(node, error);
      this.soon();
    }
  }

  private goesOn(node: NodeAddress, streams: readonly Stream[]): void {
    this.backOff.reset();
    const gaps = streams.flatMap((stream): Gap[] => {
      const since = stream.gaps.get(node) ?? Math.min(...stream.gaps.values());
      stream.gaps.delete(node);
      if (placesOf(stream, this.parts.map).every((place) => stream.nodes.has(place))) stream.gaps.clear();
      return Number.isFinite(since) ? [{ since }] : [];
    });
    this.parts.cluster.notice({ tone: 'good', text: goesOnText(node, streams, gaps, Date.now()) });
  }

  /** Retries transient errors; on permanent ones, notifies the user once and drops the streams. */
  private refused(node: NodeAddress, streams: readonly Stream[], error: string): void {
    const { outcome } = readError(error, node);
    if (outcome !== 'error' && outcome !== 'crossslot') return this.soon();
    const { list, cluster, onChange } = this.parts;
    list.drop((stream) => streams.includes(stream) && stream.nodes.size === 0);
    cluster.notice({ tone: 'bad', text: refusedText(node, streams, readable(Buffer.from(error))) });
    onChange();
  }
}
