/** Watches a modelled cluster, and takes down whatever must never happen: keys lost, slots without an owner, values overwritten. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { ModelCluster } from './model-cluster.ts';
import type { StoredValue } from './model-node.ts';

export class Witness {
  /** One sentence each. */
  readonly violations: string[] = [];
  /** What clients have written and not deleted. */
  readonly expected = new Map<string, StoredValue>();
  private readonly cluster: ModelCluster;
  /** By slot: nodes that own it in their own map, whether or not they run. */
  private readonly owners = new Uint8Array(SLOT_COUNT);
  private ownerless = SLOT_COUNT;
  /** Slots that may be without an owner: fewer and fewer. */
  private allowed = SLOT_COUNT;
  private lastVersions = '';

  constructor(cluster: ModelCluster) {
    this.cluster = cluster;
    for (const node of cluster.nodes) {
      for (let slot = 0; slot < SLOT_COUNT; slot++) if (node.owns(slot)) this.count(slot, true);
      node.onOwner = (slot, isMine) => this.count(slot, isMine);
      if (node.isPrimary) for (const [key, value] of node.keys.values) this.expected.set(key, value);
    }
    cluster.events = {
      onKeysDeleted: (node, slot, keys) => {
        const gone = keys.filter((key) => this.expected.has(key) && this.holders(key).length === 0);
        if (gone.length > 0)
          this.violations.push(
            `${node.name} deleted ${gone.length} keys of slot ${slot}, which nobody else has.`,
          );
      },
      onWritten: (_, key, value) => {
        if (value) this.expected.set(key, value);
        else this.expected.delete(key);
      },
      onOverwritten: (node, key, old, by) => {
        if (old.value !== by.value)
          this.violations.push(`${old.value} of ${key} at ${node.name} was overwritten by ${by.value}.`);
      },
    };
  }

  /** Names of primaries that have the key with the value that was written last. */
  holders(key: string): string[] {
    const { value } = this.expected.get(key)!;
    return this.cluster.nodes
      .filter((node) => node.isPrimary && node.keys.values.get(key)?.value === value)
      .map(({ name }) => name);
  }

  /** Between two commands. `after` names the first of them. */
  look(after: string): void {
    if (this.ownerless > this.allowed)
      this.violations.push(`${this.ownerless - this.allowed} slots have no owner after ${after}.`);
    this.allowed = Math.min(this.allowed, this.ownerless);
    const versions = this.cluster.nodes.map(({ keys }) => keys.version).join();
    if (versions === this.lastVersions) return;
    this.lastVersions = versions;
    for (const key of this.expected.keys())
      if (this.holders(key).length === 0) {
        this.violations.push(`${key} is lost after ${after}.`);
        this.expected.delete(key);
      }
  }

  /** Whatever is not as it must be once an operation has ended and all nodes have heard of it; `members` by name. */
  faultsAtRest(members: readonly string[]): string[] {
    const faults = [...this.violations];
    const nodes = members.map((name) => this.cluster.node(name));
    for (const { name, migrating, importing } of nodes)
      for (const [slot] of [...migrating, ...importing]) faults.push(`${name} has slot ${slot} open.`);
    for (const { name, owners, peers } of nodes) {
      const wrong = owners.findIndex((id, slot) =>
        id === null ? this.owners[slot] !== 0 : this.cluster.byId(id)?.owns(slot) !== true,
      );
      if (wrong >= 0) faults.push(`${name} names an owner of slot ${wrong} that does not own it.`);
      if (peers.size !== members.length - 1) faults.push(`${name} knows ${peers.size} other nodes.`);
    }
    const twice = this.owners.findIndex((count) => count > 1);
    if (this.ownerless > this.allowed) faults.push(`${this.ownerless - this.allowed} slots have no owner.`);
    if (twice >= 0) faults.push(`Slot ${twice} has ${this.owners[twice]} owners.`);
    for (const node of this.cluster.nodes.filter(({ isPrimary }) => isPrimary))
      for (const [key, { value }] of node.keys.values) {
        const expected = this.expected.get(key)?.value;
        if (expected !== value) faults.push(`${node.name} has ${value} of ${key}; ${expected} was written.`);
      }
    for (const [key] of this.expected) {
      const holders = this.holders(key);
      const owner = this.cluster.nodes.find((node) => node.isPrimary && node.ownsKey(key))?.name;
      if (holders.join() !== owner) faults.push(`${key} is at ${holders.join()}; its owner is ${owner}.`);
    }
    return faults;
  }

  private count(slot: number, isMine: boolean): void {
    if (isMine && this.owners[slot]!++ === 0) this.ownerless--;
    else if (!isMine && --this.owners[slot]! === 0) this.ownerless++;
  }
}
