/**
 * The sockets of a shell's streams: one per node for its channels, and one for MONITOR, which a subscribed connection
 * refuses on RESP2.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { PoolSettings } from '../wire/node-pool.ts';
import { placeOf } from '../wire/place-of.ts';
import { StreamConnection } from './stream-link.ts';

type Args = readonly Uint8Array[];
export type StreamKind = 'subscribe' | 'psubscribe' | 'ssubscribe' | 'monitor';
export type StreamUse = 'channels' | 'monitor';

export const useOf = (kind: StreamKind): StreamUse => (kind === 'monitor' ? 'monitor' : 'channels');

/** The use of a socket, and its node, which may get another name. */
interface Listening {
  use: StreamUse;
  node: NodeAddress;
  connection: StreamConnection;
}

export interface StreamSocketsParts {
  settings(): PoolSettings;
  /** Whether any stream is at the node. */
  isUsed(node: NodeAddress, use: StreamUse): boolean;
  onFrame(
    node: NodeAddress,
    frame: Uint8Array,
    kind: 'message' | 'monitor' | 'confirmation',
    reply: Reply,
  ): void;
  /** The socket ended, other than by us. */
  onClosed(node: NodeAddress, use: StreamUse, reason: string, heardAt: number): void;
}

export class StreamSockets {
  private readonly parts: StreamSocketsParts;
  private readonly open = new Map<string, Listening>();

  constructor(parts: StreamSocketsParts) {
    this.parts = parts;
  }

  get size(): number {
    return this.open.size;
  }

  has(node: NodeAddress, use: StreamUse): boolean {
    return this.open.has(keyOf(node, use));
  }

  /** Asks on the node's socket for this use, and opens one if there is none; an exception ends it. */
  async ask(
    node: NodeAddress,
    use: StreamUse,
    args: Args,
    count: number,
    onFailed: () => void,
  ): Promise<Uint8Array | null> {
    const listening = this.open.get(keyOf(node, use)) ?? this.connect(node, use);
    try {
      return await listening.connection.ask(args, count);
    } catch (error) {
      // Whatever the cause, this socket is of no more use.
      if (this.open.get(keyOf(listening.node, use)) === listening) {
        this.drop(listening.node, use);
        onFailed();
      }
      throw error;
    }
  }

  /** The answer to a command on a socket of channels; null if there is none. Rejects with a ConnectionError. */
  async say(args: Args): Promise<{ node: NodeAddress; frame: Uint8Array } | null> {
    const listening = [...this.open.values()].filter(({ use }) => use === 'channels').at(-1);
    return listening ? { node: listening.node, frame: await listening.connection.say(args) } : null;
  }

  /** Asks if there is a socket; null also if there is none, or if it ends, which onClosed reports. */
  async askOpen(node: NodeAddress, use: StreamUse, args: Args, count: number): Promise<Uint8Array | null> {
    const listening = this.open.get(keyOf(node, use));
    return listening ? listening.connection.ask(args, count).catch(() => null) : null;
  }

  /** The sockets on which a command of the user's waits to be confirmed. */
  get waiting(): { node: NodeAddress; use: StreamUse }[] {
    return [...this.open.values()].filter(({ connection }) => connection.isWaiting);
  }

  /** Ends dead sockets that have not been closed yet, of all nodes or of one. */
  check(node?: NodeAddress): void {
    for (const { node: at, connection } of this.open.values()) if ((node ?? at) === at) connection.check();
  }

  /** The cluster has a new name for the node: its sockets stay. False if the new name has sockets already. */
  rename(old: NodeAddress, now: NodeAddress): boolean {
    const moved = [...this.open.values()].filter(({ node }) => node === old);
    if (moved.some(({ use }) => this.has(now, use))) return false;
    for (const listening of moved) {
      this.open.delete(keyOf(old, listening.use));
      listening.node = now;
      this.open.set(keyOf(now, listening.use), listening);
    }
    return true;
  }

  closeIdle(): void {
    for (const { node, use } of [...this.open.values()])
      if (!this.parts.isUsed(node, use)) this.drop(node, use);
  }

  drop(node: NodeAddress, use: StreamUse): void {
    const listening = this.open.get(keyOf(node, use));
    this.open.delete(keyOf(node, use));
    listening?.connection.close();
  }

  private connect(node: NodeAddress, use: StreamUse): Listening {
    const connection = new StreamConnection(
      { ...this.parts.settings(), ...placeOf(node), own: 'stream' },
      {
        onFrame: (frame, kind, reply) => this.parts.onFrame(listening.node, frame, kind, reply),
        onClosed: (reason, heardAt) => {
          this.open.delete(keyOf(listening.node, use));
          this.parts.onClosed(listening.node, use, reason, heardAt);
        },
      },
    );
    const listening: Listening = { use, node, connection };
    this.open.set(keyOf(node, use), listening);
    return listening;
  }
}

const keyOf = (node: NodeAddress, use: StreamUse) => `${use} ${node}`;
