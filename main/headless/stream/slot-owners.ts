/** Who owns which slot: a map that is read once a redirect has shown that there is one, corrected by each MOVED. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { now } from '../now.ts';
import { NodeSocket, Question, type SocketOptions } from './node-socket.ts';

/** Milliseconds between two readings of the map. */
const PAUSE_MS = 1000;

export class SlotOwners {
  private readonly options: SocketOptions;
  private readonly owners: (NodeAddress | null)[] = new Array<NodeAddress | null>(SLOT_COUNT).fill(null);
  private isRead = false;
  private reading: Promise<void> | null = null;
  private readAt = -Infinity;

  constructor(options: SocketOptions) {
    // The user's own login has had the same answer.
    this.options = { ...options, onRefusal: () => {}, onChunk: () => {}, onPush: () => {} };
  }

  /** Whether a map has been read. */
  get isKnown(): boolean {
    return this.isRead;
  }

  of(slot: number): NodeAddress | null {
    return this.owners[slot] ?? null;
  }

  /** All owners. */
  get nodes(): NodeAddress[] {
    return [...new Set(this.owners)].filter((node) => node !== null);
  }

  learn(slot: number, node: NodeAddress): void {
    this.owners[slot] = node;
  }

  /** Asks `node` over a connection of its own. Resolves after the attempt, also if the server does not give its map. */
  read(node: NodeAddress): Promise<void> {
    if (now() - this.readAt < PAUSE_MS) return Promise.resolve();
    this.reading ??= this.ask(node).finally(() => {
      this.reading = null;
      this.readAt = now();
    });
    return this.reading;
  }

  private async ask(node: NodeAddress): Promise<void> {
    const socket = new NodeSocket(node, this.options);
    const answer = new Promise<Reply | null>((resolve) =>
      socket.send(new Question(argsOf('CLUSTER', 'SLOTS'), () => resolve(null), resolve)),
    );
    const [reply, { parseClusterSlots }] = await Promise.all([
      answer,
      import('../../cluster/topology/reading.ts'),
    ]);
    socket.close();
    if (reply?.type !== 'array') return;
    this.owners.fill(null);
    for (const { slots, nodes } of parseClusterSlots(reply, node)) {
      const primary = nodes[0]?.address;
      if (primary === undefined || !hasAddress(primary)) continue;
      for (const { first, last } of slots) this.owners.fill(primary, first, last + 1);
    }
    this.isRead = this.owners.some((owner) => owner !== null);
  }
}
