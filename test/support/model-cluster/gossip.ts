/** What one node learns from another (clusterProcessPacket of cluster.c): epochs, roles, slots, other nodes. */
import type { ModelNode, Peer } from './model-node.ts';

export interface GossipEvents {
  /** The node deletes its keys of a slot, because another claims the slot with a higher epoch. */
  onKeysDeleted(node: ModelNode, slot: number, keys: string[]): void;
}

interface Claim {
  id: string;
  configEpoch: number;
  slots: readonly number[];
}

/** Delivers one ping of `from` at `to`. Both must be up, and `to` must know `from`. */
export function deliver(
  from: ModelNode,
  to: ModelNode,
  others: ReadonlyMap<string, ModelNode>,
  events: GossipEvents,
): void {
  const peer = to.peers.get(from.id);
  if (!peer) return;
  // A replica speaks with the epoch of its primary.
  const epoch = from.isPrimary ? from.configEpoch : (from.peers.get(from.primaryId!)?.configEpoch ?? 0);
  raise(to, Math.max(from.currentEpoch, epoch));
  if (from.isPrimary && epoch > peer.configEpoch) change(to, peer, { configEpoch: epoch });
  if (peer.failed) change(to, peer, { failed: false });
  if (peer.primaryId !== from.primaryId) change(to, peer, { primaryId: from.primaryId });
  if (from.isPrimary) {
    const slots = slotsOf(from, from.id);
    take(to, { id: from.id, configEpoch: from.configEpoch, slots }, events);
    // A claim that is out of date is answered with the owner that this node knows (UPDATE).
    for (const id of new Set(slots.map((slot) => to.owners[slot] ?? from.id)))
      if (id !== from.id && to.epochOf(id) > from.configEpoch && (from.id === id || from.peers.has(id)))
        update(to, from, id, events);
  } else
    for (let slot = 0; slot < to.owners.length; slot++)
      if (to.owners[slot] === from.id) to.setOwner(slot, null);
  if (to.isPrimary && from.isPrimary && to.configEpoch === from.configEpoch && to.id < from.id) {
    to.currentEpoch++;
    to.configEpoch = to.currentEpoch;
    to.version++;
  }
  for (const { id, port, primaryId, configEpoch } of from.peers.values()) {
    if (id === to.id || to.peers.has(id) || to.isBanned(id) || others.get(id)?.state !== 'up') continue;
    to.peers.set(id, { id, port, primaryId, configEpoch, failed: false });
    to.version++;
  }
}

function slotsOf(node: ModelNode, id: string): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < node.owners.length; slot++) if (node.owners[slot] === id) slots.push(slot);
  return slots;
}

function raise(node: ModelNode, epoch: number): void {
  if (epoch <= node.currentEpoch) return;
  node.currentEpoch = epoch;
  node.version++;
}

function change(node: ModelNode, peer: Peer, to: Partial<Peer>): void {
  Object.assign(peer, to);
  node.version++;
}

function update(by: ModelNode, to: ModelNode, id: string, events: GossipEvents): void {
  const configEpoch = by.epochOf(id);
  const peer = to.peers.get(id);
  if (!peer || peer.configEpoch >= configEpoch) return;
  change(to, peer, { configEpoch, primaryId: null });
  take(to, { id, configEpoch, slots: slotsOf(by, id) }, events);
}

/** clusterUpdateSlotsConfigWith: the slots go to the claimant if nobody has them with as high an epoch. */
function take(node: ModelNode, { id, configEpoch, slots }: Claim, events: GossipEvents): void {
  const current = node.primaryId ?? node.id;
  const dirty: number[] = [];
  let lost = 0;
  for (const slot of slots) {
    const owner = node.owners[slot]!;
    if (owner === id) continue;
    // Only SETSLOT changes a slot that is being imported.
    if (node.importing.has(slot)) continue;
    if (owner !== null && node.epochOf(owner) >= configEpoch) continue;
    if (owner === node.id && node.keys.count(slot) > 0) dirty.push(slot);
    if (owner === current) lost++;
    node.setOwner(slot, id);
  }
  if (lost > 0 && node.slotCount(current) === 0 && id !== node.id) {
    // A failover always; a last slot that moved away only with cluster-allow-replica-migration.
    if (slots.length === lost || node.config.get('cluster-allow-replica-migration') !== 'no')
      return node.becomeReplicaOf(id);
  }
  for (const slot of dirty) {
    const keys = node.keys.in(slot);
    for (const key of keys) node.keys.delete(key);
    events.onKeysDeleted(node, slot, keys);
  }
}
