/**
 * Servers of a cluster without processes: Redis 7.0 as its cluster.c has it, within this process, so that
 * the order of everything that happens is the test's own. test/cluster/operations/model-cluster.test.ts compares it with real
 * servers.
 *
 * Gossip is delivered when the test says so: `settle()` for all of it, `gossip()` for one ping.
 */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { carryOut } from './server-commands.ts';
import { newClient, type ClientState } from './data-commands.ts';
import { deliver, type GossipEvents } from './gossip.ts';
import { HOST, ModelNode, type StoredValue } from './model-node.ts';
import { Refused, type ModelReply } from './reply.ts';

/** What a witness is told. */
export interface ModelEvents extends GossipEvents {
  /** A client's own write or deletion (null). */
  onWritten(node: ModelNode, key: string, value: StoredValue | null): void;
  onOverwritten(node: ModelNode, key: string, old: StoredValue, by: StoredValue): void;
}

const NO_EVENTS: ModelEvents = {
  onKeysDeleted: () => undefined,
  onWritten: () => undefined,
  onOverwritten: () => undefined,
};

/** Keys of a MIGRATE that go wrong: not sent, or copied and not deleted at the source. */
export type Mishap = (
  source: ModelNode,
  target: ModelNode,
  keys: string[],
) => Map<string, 'copied' | 'not-sent'>;

/** One that is up again after `die`: what it was sent while it was frozen is in `later`. */
export class LivingNode extends ModelNode {
  later: (() => unknown)[] = [];
}

const FIRST_PORT = 7001;
const MAX_ROUNDS = 40;

export class ModelCluster {
  readonly nodes: LivingNode[] = [];
  readonly password: string | undefined;
  events: ModelEvents = NO_EVENTS;
  /** Taken by the next MIGRATE. */
  mishap: Mishap | null = null;
  private readonly ids = new Map<string, LivingNode>();
  private readonly seen = new Map<string, string>();
  private lastId = 0;

  constructor(names: readonly string[], password?: string) {
    this.password = password;
    for (const name of names) this.add(name);
  }

  /** Nodes that know each other and agree, with the slots given by name; they serve although slots are missing. Replicas are named by `name: primary`. */
  static of(
    slots: Record<string, readonly [first: number, last: number][]>,
    replicas: Record<string, string> = {},
    password?: string,
  ): ModelCluster {
    const cluster = new ModelCluster([...Object.keys(slots), ...Object.keys(replicas)], password);
    const { nodes } = cluster;
    for (const [i, node] of nodes.entries()) {
      node.config.set('cluster-require-full-coverage', 'no');
      node.configEpoch = i + 1;
      for (const [first, last] of slots[node.name] ?? [])
        for (let slot = first; slot <= last; slot++) node.setOwner(slot, node.id);
      if (i > 0) cluster.ask(node.name, 'CLUSTER', 'MEET', HOST, String(nodes[0]!.port));
    }
    cluster.settle();
    for (const [name, primary] of Object.entries(replicas))
      cluster.ask(name, 'CLUSTER', 'REPLICATE', cluster.node(primary).id);
    cluster.settle();
    return cluster;
  }

  add(name: string): LivingNode {
    const node = new LivingNode(name, FIRST_PORT + this.nodes.length, this.newId());
    node.config.set('cluster-allow-replica-migration', 'yes');
    this.nodes.push(node);
    this.ids.set(node.id, node);
    return node;
  }

  node(name: string): LivingNode {
    const node = this.nodes.find((one) => one.name === name);
    if (!node) throw new Error(`No node is called ${name}.`);
    return node;
  }

  at(port: number): LivingNode | undefined {
    return this.nodes.find((node) => node.port === port);
  }

  byId(id: string): LivingNode | undefined {
    return this.ids.get(id);
  }

  /** RESET HARD. */
  rename(node: ModelNode): void {
    this.ids.delete(node.id);
    node.id = this.newId();
    this.ids.set(node.id, node as LivingNode);
  }

  address(name: string): string {
    return `${HOST}:${this.node(name).port}`;
  }

  /** One command as a client of its own; an error reply is its text. */
  ask(name: string, ...words: string[]): ModelReply | { error: string } {
    return this.askAs(newClient(), name, ...words);
  }

  askAs(client: ClientState, name: string, ...words: string[]): ModelReply | { error: string } {
    try {
      return this.command(this.node(name), words, client);
    } catch (error) {
      if (error instanceof Refused) return { error: error.message };
      throw error;
    }
  }

  command(node: ModelNode, words: string[], client: ClientState): ModelReply {
    const reply = carryOut(node, words, client, this);
    this.replicate();
    return reply;
  }

  /** Replicas have what their primary has, at once. */
  replicate(): void {
    for (const node of this.nodes) {
      if (node.primaryId === null || node.state !== 'up') continue;
      const primary = this.ids.get(node.primaryId);
      if (primary?.state !== 'up' || !primary.isPrimary) continue;
      const state = `${primary.keys.version}`;
      if (this.seen.get(`keys ${node.name} ${primary.id}`) === state) continue;
      node.keys.copyFrom(primary.keys);
      this.seen.set(`keys ${node.name} ${primary.id}`, state);
    }
  }

  /** One ping; false if nothing can have changed since the last one. */
  gossip(from: LivingNode, to: LivingNode): boolean {
    if (from === to || from.state !== 'up' || to.state !== 'up') return false;
    this.meet(from, to);
    const pair = `${from.name} ${to.name}`;
    const before = `${from.version} ${to.version}`;
    if (this.seen.get(pair) === before) return false;
    deliver(from, to, this.ids, this.events);
    this.seen.set(pair, `${from.version} ${to.version}`);
    return true;
  }

  /** All gossip, until nobody learns anything. */
  settle(): void {
    for (let round = 0; ; round++) {
      const before = this.nodes.map(({ version }) => version).join();
      for (const from of this.nodes) for (const to of this.nodes) this.gossip(from, to);
      this.replicate();
      if (this.nodes.map(({ version }) => version).join() === before) return;
      if (round > MAX_ROUNDS) throw new Error('The nodes never agree.');
    }
  }

  /** Two nodes of which one was told to meet the other know each other now. */
  private meet(from: LivingNode, to: LivingNode): void {
    if (!from.meeting.delete(to.port)) return;
    for (const [node, other] of [
      [from, to],
      [to, from],
    ] as const) {
      node.version++;
      if (node.peers.has(other.id)) continue;
      const { id, port, primaryId, configEpoch } = other;
      node.peers.set(id, { id, port, primaryId, configEpoch, failed: false });
    }
  }

  /** cluster_state (clusterUpdateState of cluster.c). */
  isServing(node: ModelNode): boolean {
    const reaches = (id: string) => id === node.id || node.peers.get(id)?.failed === false;
    const owners = new Set(node.owners);
    if (node.config.get('cluster-require-full-coverage') !== 'no')
      for (const id of owners) if (id === null || !reaches(id)) return false;
    owners.delete(null);
    const reached = [...owners].filter((id) => id !== null && reaches(id)).length;
    return reached > owners.size / 2 || owners.size === 0;
  }

  /**
   * A replica takes over: with the votes of a majority, or without. An election takes longer than a ping, so all that is up
   * has heard of everything before it. False if the votes are too few.
   */
  failover(replica: ModelNode, withoutVotes: boolean): boolean {
    if (!withoutVotes) this.settle();
    const old = replica.primaryId;
    if (old === null) return false;
    const voters = this.nodes.filter((node) => node.isPrimary && node.slotCount() > 0);
    const voting = voters.filter((node) => this.votes(node, replica, old));
    if (!withoutVotes && voting.length <= voters.length / 2) return false;
    if (!withoutVotes)
      replica.currentEpoch = Math.max(
        replica.currentEpoch,
        ...voting.map(({ currentEpoch }) => currentEpoch),
      );
    replica.currentEpoch++;
    replica.configEpoch = replica.currentEpoch;
    if (!withoutVotes) for (const node of voting) node.currentEpoch = replica.currentEpoch;
    replica.becomePrimary();
    for (let slot = 0; slot < SLOT_COUNT; slot++)
      if (replica.owners[slot] === old) replica.setOwner(slot, replica.id);
    // A primary that hands over holds writes back until it knows.
    const primary = this.ids.get(old);
    if (primary && !withoutVotes) this.gossip(replica as LivingNode, primary);
    return true;
  }

  /** Not for a replica that it does not know as one, nor for slots that another has with a higher epoch since. */
  private votes({ state, peers, owners, ...voter }: LivingNode, replica: ModelNode, old: string): boolean {
    if (state !== 'up' || peers.get(replica.id)?.primaryId !== old) return false;
    const epoch = replica.epochOf(old);
    const epochOf = (id: string) => (id === voter.id ? voter.configEpoch : (peers.get(id)?.configEpoch ?? 0));
    return replica.owners.every((id, slot) => {
      const owner = owners[slot];
      return id !== old || typeof owner !== 'string' || epochOf(owner) <= epoch;
    });
  }

  /** The process is gone; what it has is on its disk. */
  die(node: LivingNode): void {
    node.state = 'dead';
    node.later = [];
  }

  freeze(node: LivingNode): void {
    node.state = 'frozen';
  }

  thaw(node: LivingNode): void {
    node.state = 'up';
    for (const work of node.later.splice(0)) work();
    this.replicate();
  }

  /** With its data and its nodes.conf: keys of a slot that its map gives to another node open that slot. */
  restart(node: LivingNode): void {
    node.state = 'up';
    if (!node.isPrimary) return this.replicate();
    for (const slot of node.keys.slots()) {
      const owner = node.owners[slot];
      if (owner === node.id || node.importing.has(slot)) continue;
      if (typeof owner !== 'string') node.setOwner(slot, node.id);
      else node.importing.set(slot, owner);
    }
    node.version++;
  }

  /** The others have noticed that a node is gone; a replica of it takes over if there is one. */
  notice(node: LivingNode): void {
    for (const { peers } of this.nodes.filter(({ state }) => state === 'up')) {
      const peer = peers.get(node.id);
      if (peer) peer.failed = true;
    }
    for (const other of this.nodes) if (other.state === 'up') other.version++;
    const heir = this.nodes.find(({ state, primaryId }) => state === 'up' && primaryId === node.id);
    if (heir) this.failover(heir, false);
  }

  private newId(): string {
    return (++this.lastId).toString(16).padStart(2, '0').repeat(20);
  }
}
