/** One server of a modelled cluster: what it believes about the others, and the keys that it holds. */
import keySlot from 'cluster-key-slot';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

export const HOST = '127.0.0.1';

export interface StoredValue {
  value: string;
  /** Milliseconds since 1970; -1 for never. */
  expireAt: number;
}

/** Another node, as this one sees it. */
export interface Peer {
  id: string;
  port: number;
  /** Null: a primary. */
  primaryId: string | null;
  configEpoch: number;
  failed: boolean;
}

/** Keys with an index by slot. */
export class KeySpace {
  readonly values = new Map<string, StoredValue>();
  private readonly bySlot = new Map<number, Set<string>>();
  /** Grows with every change. */
  version = 0;

  set(key: string, value: StoredValue): void {
    const slot = keySlot(key);
    this.values.set(key, value);
    const keys = this.bySlot.get(slot) ?? new Set();
    this.bySlot.set(slot, keys.add(key));
    this.version++;
  }

  delete(key: string): boolean {
    this.bySlot.get(keySlot(key))?.delete(key);
    this.version++;
    return this.values.delete(key);
  }

  in(slot: number): string[] {
    return [...(this.bySlot.get(slot) ?? [])];
  }

  count(slot: number): number {
    return this.bySlot.get(slot)?.size ?? 0;
  }

  /** Slots with keys. */
  slots(): number[] {
    return [...this.bySlot].filter(([, keys]) => keys.size > 0).map(([slot]) => slot);
  }

  clear(): void {
    this.values.clear();
    this.bySlot.clear();
    this.version++;
  }

  copyFrom(other: KeySpace): void {
    this.clear();
    for (const [key, value] of other.values) this.set(key, value);
  }
}

export class ModelNode {
  /** In the tests' words; ids change, names do not. */
  readonly name: string;
  readonly port: number;
  id: string;
  /** frozen: its connections stay open and nothing is answered; what it was sent is done once it thaws. */
  state: 'up' | 'frozen' | 'dead' = 'up';
  /** Null: a primary. */
  primaryId: string | null = null;
  configEpoch = 0;
  currentEpoch = 0;
  readonly peers = new Map<string, Peer>();
  /** By slot: id of the owner, in this node's map. */
  readonly owners = new Array<string | null>(SLOT_COUNT).fill(null);
  /** By slot: id of the other node. */
  readonly migrating = new Map<number, string>();
  readonly importing = new Map<number, string>();
  readonly keys = new KeySpace();
  /** Ids of forgotten nodes, and until when they stay so. */
  readonly banned = new Map<string, number>();
  /** Ports of nodes that it was told to meet. */
  readonly meeting = new Set<number>();
  functions: string[] = [];
  readonly config = new Map<string, string>();
  /** Grows with every change that others can learn of. */
  version = 0;
  /** Told of each change of an own slot; the witness counts owners. */
  onOwner: (slot: number, isMine: boolean) => void = () => undefined;

  constructor(name: string, port: number, id: string) {
    this.name = name;
    this.port = port;
    this.id = id;
  }

  get isPrimary(): boolean {
    return this.primaryId === null;
  }

  owns(slot: number): boolean {
    return this.owners[slot] === this.id;
  }

  ownsKey(key: string): boolean {
    return this.owns(keySlot(key));
  }

  slotCount(id: string = this.id): number {
    let count = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++) if (this.owners[slot] === id) count++;
    return count;
  }

  setOwner(slot: number, id: string | null): void {
    const old = this.owners[slot];
    if (old === id) return;
    this.owners[slot] = id;
    this.version++;
    if (old === this.id) this.onOwner(slot, false);
    else if (id === this.id) this.onOwner(slot, true);
  }

  epochOf(id: string): number {
    return id === this.id ? this.configEpoch : (this.peers.get(id)?.configEpoch ?? 0);
  }

  isBanned(id: string): boolean {
    return (this.banned.get(id) ?? 0) > Date.now();
  }

  /** A replica, with no mark of its own. */
  becomeReplicaOf(id: string): void {
    this.primaryId = id;
    this.migrating.clear();
    this.importing.clear();
    this.version++;
  }

  becomePrimary(): void {
    this.primaryId = null;
    this.version++;
  }

  /** clusterBumpConfigEpochWithoutConsensus of cluster.c. */
  bumpEpoch(): boolean {
    const max = Math.max(
      this.currentEpoch,
      this.configEpoch,
      ...[...this.peers.values()].map(({ configEpoch }) => configEpoch),
    );
    if (this.configEpoch !== 0 && this.configEpoch === max) return false;
    this.currentEpoch = max + 1;
    this.configEpoch = this.currentEpoch;
    this.version++;
    return true;
  }

  forget(id: string): void {
    for (let slot = 0; slot < SLOT_COUNT; slot++) if (this.owners[slot] === id) this.setOwner(slot, null);
    for (const marks of [this.migrating, this.importing])
      for (const [slot, other] of marks) if (other === id) marks.delete(slot);
    this.peers.delete(id);
    this.version++;
  }
}
