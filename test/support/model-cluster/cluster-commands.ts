/** The subcommands of CLUSTER, as cluster.c of Redis 7.0 carries them out. */
import keySlot from 'cluster-key-slot';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { ModelCluster } from './model-cluster.ts';
import { HOST, type ModelNode, type Peer } from './model-node.ts';
import { OK, Refused, type ModelReply } from './reply.ts';

const BAN_MS = 60_000;
export const BUS_PORT = 10_000;

type Subcommand = (node: ModelNode, args: string[], cluster: ModelCluster) => ModelReply;

export function clusterCommand(node: ModelNode, args: string[], cluster: ModelCluster): ModelReply {
  const [name = '', ...rest] = args;
  const subcommand = SUBCOMMANDS[name.toUpperCase()];
  if (!subcommand) throw new Refused(`ERR unknown subcommand '${name}'. Try CLUSTER HELP.`);
  return subcommand(node, rest, cluster);
}

function slotOf(text: string | undefined): number {
  const slot = Number(text);
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOT_COUNT)
    throw new Refused('ERR Invalid or out of range slot');
  return slot;
}

const SUBCOMMANDS: Record<string, Subcommand> = {
  MYID: (node) => node.id,
  KEYSLOT: (_, [key = '']) => keySlot(key),
  COUNTKEYSINSLOT: (node, [slot]) => node.keys.count(slotOf(slot)),
  GETKEYSINSLOT: (node, [slot, count]) => node.keys.in(slotOf(slot)).slice(0, Number(count)),
  NODES: (node, _, cluster) => nodesText(node, cluster),
  INFO: (node, _, cluster) => infoText(node, cluster),
  SETSLOT: setSlot,
  ADDSLOTS: (node, args) => {
    const slots = args.map(slotOf);
    for (const slot of slots)
      if (node.owners[slot] !== null) throw new Refused(`ERR Slot ${slot} is already busy`);
    for (const slot of slots) {
      node.importing.delete(slot);
      node.setOwner(slot, node.id);
    }
    return OK;
  },
  DELSLOTS: (node, args) => {
    const slots = args.map(slotOf);
    for (const slot of slots)
      if (node.owners[slot] === null) throw new Refused(`ERR Slot ${slot} is already unassigned`);
    for (const slot of slots) node.setOwner(slot, null);
    return OK;
  },
  BUMPEPOCH: (node) => {
    const isRaised = node.bumpEpoch();
    return { status: `${isRaised ? 'BUMPED' : 'STILL'} ${node.configEpoch}` };
  },
  'SET-CONFIG-EPOCH': (node, [text]) => {
    const epoch = Number(text);
    if (node.peers.size > 0)
      throw new Refused(
        'ERR The user can assign a config epoch only when the node does not know any other node.',
      );
    if (node.configEpoch !== 0) throw new Refused('ERR Node config epoch is already non-zero');
    node.configEpoch = epoch;
    node.currentEpoch = Math.max(node.currentEpoch, epoch);
    node.version++;
    return OK;
  },
  MEET: (node, [host = '', port = '']) => {
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(host))
      throw new Refused(`ERR Invalid node address specified: ${host}:${port}`);
    node.meeting.add(Number(port));
    node.version++;
    return OK;
  },
  FORGET: (node, [id = '']) => {
    if (id === node.id) throw new Refused("ERR I tried hard but I can't forget myself...");
    if (!node.peers.has(id)) throw new Refused(`ERR Unknown node ${id}`);
    if (node.primaryId === id) throw new Refused("ERR Can't forget my master!");
    node.banned.set(id, Date.now() + BAN_MS);
    node.forget(id);
    return OK;
  },
  REPLICATE: (node, [id = ''], cluster) => {
    if (id === node.id) throw new Refused("ERR Can't replicate myself");
    const peer = peerOf(node, id, 'ERR Unknown node ');
    if (peer.primaryId !== null) throw new Refused('ERR I can only replicate a master, not a replica.');
    if (node.isPrimary && (node.slotCount() > 0 || node.keys.values.size > 0))
      throw new Refused('ERR To set a master the node must be empty and without assigned slots.');
    node.becomeReplicaOf(id);
    cluster.replicate();
    return OK;
  },
  RESET: (node, [how = 'SOFT'], cluster) => {
    if (node.isPrimary && node.keys.values.size > 0)
      throw new Refused("ERR CLUSTER RESET can't be called with master nodes containing keys");
    if (!node.isPrimary) {
      node.becomePrimary();
      node.keys.clear();
    }
    node.migrating.clear();
    node.importing.clear();
    for (let slot = 0; slot < SLOT_COUNT; slot++) node.setOwner(slot, null);
    node.peers.clear();
    if (how.toUpperCase() === 'HARD') {
      node.currentEpoch = node.configEpoch = 0;
      cluster.rename(node);
    }
    node.version++;
    return OK;
  },
  FAILOVER: (node, [how], cluster) => {
    if (node.primaryId === null) throw new Refused('ERR You should send CLUSTER FAILOVER to a replica');
    const primary = cluster.byId(node.primaryId);
    if (how === undefined && (node.peers.get(node.primaryId)?.failed || primary?.state !== 'up'))
      throw new Refused('ERR Master is down or failed, please use CLUSTER FAILOVER FORCE');
    cluster.failover(node, how?.toUpperCase() === 'TAKEOVER');
    return OK;
  },
};

function peerOf(node: ModelNode, id: string, unknown: string): Pick<Peer, 'primaryId'> {
  const peer = id === node.id ? node : node.peers.get(id);
  if (!peer) throw new Refused(`${unknown}${id}`);
  return peer;
}

function setSlot(node: ModelNode, [text, state = '', id = '']: string[]): ModelReply {
  if (!node.isPrimary) throw new Refused('ERR Please use SETSLOT only with masters.');
  const slot = slotOf(text);
  switch (state.toUpperCase()) {
    case 'MIGRATING':
      if (!node.owns(slot)) throw new Refused(`ERR I'm not the owner of hash slot ${slot}`);
      node.migrating.set(slot, primaryOf(node, id, "ERR I don't know about node "));
      break;
    case 'IMPORTING':
      if (node.owns(slot)) throw new Refused(`ERR I'm already the owner of hash slot ${slot}`);
      node.importing.set(slot, primaryOf(node, id, "ERR I don't know about node "));
      break;
    case 'STABLE':
      node.migrating.delete(slot);
      node.importing.delete(slot);
      break;
    case 'NODE':
      assign(node, slot, primaryOf(node, id, 'ERR Unknown node '));
      break;
    default:
      throw new Refused(`ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP`);
  }
  node.version++;
  return OK;
}

function primaryOf(node: ModelNode, id: string, unknown: string): string {
  if (peerOf(node, id, unknown).primaryId !== null) throw new Refused('ERR Target node is not a master');
  return id;
}

function assign(node: ModelNode, slot: number, id: string): void {
  const isMine = node.owns(slot);
  if (isMine && id !== node.id && node.keys.count(slot) > 0)
    throw new Refused(
      `ERR Can't assign hashslot ${slot} to a different node while I still hold keys for this hash slot.`,
    );
  if (node.keys.count(slot) === 0) node.migrating.delete(slot);
  node.setOwner(slot, id);
  if (
    isMine &&
    id !== node.id &&
    node.slotCount() === 0 &&
    node.config.get('cluster-allow-replica-migration') !== 'no'
  )
    node.becomeReplicaOf(id);
  if (id === node.id && node.importing.has(slot)) {
    node.bumpEpoch();
    node.importing.delete(slot);
  }
}

function nodesText(node: ModelNode, cluster: ModelCluster): string {
  const ranges = rangesById(node);
  const line = ({ id, port, primaryId, configEpoch }: Peer, flags: string[], link: string, marks = '') =>
    [
      id,
      `${HOST}:${port}@${port + BUS_PORT}`,
      [...flags, primaryId === null ? 'master' : 'slave'].join(','),
      ...[primaryId ?? '-', 0, 0, configEpoch, link],
      ...(ranges.get(id) ?? []),
    ].join(' ') + marks;
  const marks = [
    ...[...node.migrating].map(([slot, id]) => ` [${slot}->-${id}]`),
    ...[...node.importing].map(([slot, id]) => ` [${slot}-<-${id}]`),
  ].join('');
  const { id, port, primaryId } = node;
  const configEpoch = primaryId === null ? node.configEpoch : node.epochOf(primaryId);
  const lines = [line({ id, port, primaryId, configEpoch, failed: false }, ['myself'], 'connected', marks)];
  for (const peer of node.peers.values()) {
    const isUp = cluster.byId(peer.id)?.state === 'up';
    const epoch = peer.primaryId === null ? peer.configEpoch : node.epochOf(peer.primaryId);
    lines.push(
      line({ ...peer, configEpoch: epoch }, peer.failed ? ['fail'] : [], isUp ? 'connected' : 'disconnected'),
    );
  }
  for (const met of node.meeting)
    lines.push(
      `${String(met).padStart(40, 'f')} ${HOST}:${met}@${met + BUS_PORT} handshake - 0 0 0 disconnected`,
    );
  return lines.map((text) => `${text}\n`).join('');
}

function rangesById(node: ModelNode): Map<string, string[]> {
  const ranges = new Map<string, string[]>();
  let first = 0;
  for (let slot = 1; slot <= SLOT_COUNT; slot++) {
    if (slot < SLOT_COUNT && node.owners[slot] === node.owners[first]) continue;
    const id = node.owners[first];
    const text = first === slot - 1 ? `${first}` : `${first}-${slot - 1}`;
    if (typeof id === 'string') ranges.set(id, [...(ranges.get(id) ?? []), text]);
    first = slot;
  }
  return ranges;
}

function infoText(node: ModelNode, cluster: ModelCluster): string {
  const size = [node, ...node.peers.values()].filter(({ id }) => node.slotCount(id) > 0).length;
  return [
    `cluster_state:${cluster.isServing(node) ? 'ok' : 'fail'}`,
    `cluster_slots_assigned:${node.owners.filter((id) => id !== null).length}`,
    `cluster_known_nodes:${node.peers.size + 1}`,
    `cluster_size:${size}`,
    `cluster_current_epoch:${node.currentEpoch}`,
    `cluster_my_epoch:${node.configEpoch}`,
    '',
  ].join('\r\n');
}
