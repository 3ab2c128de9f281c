/** The streams of a shell: what each listens to, at which nodes it is, and since when which of them has been silent. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import { useOf, type StreamKind, type StreamUse } from './stream-sockets.ts';

export interface Stream {
  kind: StreamKind;
  /** Empty for MONITOR. */
  channel: Uint8Array;
  /** `primaries`: on each of them, including future ones. */
  place: NodeAddress | 'primaries';
  /** The nodes where it is, or is being opened. */
  nodes: Set<NodeAddress>;
  /** By the node where it was: the time since which nothing has come from there, by Date.now(). */
  gaps: Map<NodeAddress, number>;
}

/** The part of the map that says where streams belong. */
export interface StreamMap {
  primaries(): NodeAddress[];
  owner(slot: number): NodeAddress | null;
}

export class StreamList {
  private streams: Stream[] = [];

  get all(): readonly Stream[] {
    return this.streams;
  }

  find(kind: StreamKind, channel: Uint8Array): Stream | undefined {
    return this.streams.find((one) => one.kind === kind && Buffer.compare(one.channel, channel) === 0);
  }

  /** Keeps a stream that is open at these nodes. */
  keep(kind: StreamKind, channel: Uint8Array, place: Stream['place'], nodes: readonly NodeAddress[]): void {
    const same = this.find(kind, channel);
    if (same) for (const node of nodes) same.nodes.add(node);
    else this.streams.push({ kind, channel, place, nodes: new Set(nodes), gaps: new Map() });
  }

  drop(isGone: (stream: Stream) => boolean): void {
    this.streams = this.streams.filter((stream) => !isGone(stream));
  }

  /** Whether any stream is at the node. */
  uses(node: NodeAddress, use: StreamUse): boolean {
    return this.streams.some(({ kind, nodes }) => useOf(kind) === use && nodes.has(node));
  }

  /** Removes the node from every stream, and returns the streams that were there. */
  part(node: NodeAddress, use: StreamUse, since: number): Stream[] {
    const gone = this.streams.filter(({ kind, nodes }) => useOf(kind) === use && nodes.delete(node));
    for (const { gaps } of gone) gaps.set(node, Math.min(since, gaps.get(node) ?? since));
    return gone;
  }

  rename(old: NodeAddress, now: NodeAddress): void {
    for (const stream of this.streams) {
      if (stream.nodes.delete(old)) stream.nodes.add(now);
      if (stream.place === old) stream.place = now;
    }
  }
}

/** The stream's nodes by the map. */
export function placesOf(stream: Stream, map: StreamMap): NodeAddress[] {
  if (stream.place === 'primaries') return map.primaries();
  if (stream.nodes.size > 0) return [];
  if (stream.kind === 'ssubscribe') {
    const owner = map.owner(keySlot(stream.channel));
    return owner !== null && hasAddress(owner) ? [owner] : [];
  }
  const primaries = map.primaries();
  // Any node passes on messages published anywhere; MONITOR belongs to its node alone.
  if (stream.kind === 'monitor' || primaries.includes(stream.place)) return [stream.place];
  return primaries.slice(0, 1);
}
