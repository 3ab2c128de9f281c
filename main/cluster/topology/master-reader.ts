/** Reads the map of a server behind Sentinels: the master's own, while it answers as a master. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { standaloneTopology } from './building.ts';
import type { Questions } from './questions.ts';
import { readRole } from './role.ts';

/** Milliseconds after which Sentinels are asked again even if the master answers: it may be cut off from them. */
const RECHECK_MS = 10_000;

export class MasterReader {
  private readonly questions: Questions;
  private readonly findMaster: () => Promise<NodeAddress>;
  private foundAt = -Infinity;

  /** `findMaster` asks Sentinels where the master is; rejects with a FailureError. */
  constructor(questions: Questions, findMaster: () => Promise<NodeAddress>) {
    this.questions = questions;
    this.findMaster = findMaster;
  }

  /** The map from the master while it answers as a master; otherwise from the server that Sentinels name. */
  async read(cause: Topology['cause'], before: Topology | null): Promise<Topology> {
    const known = before?.source;
    const current = known === undefined ? null : await this.readAt(known, cause, before).catch(() => null);
    const isDue = performance.now() - this.foundAt >= RECHECK_MS;
    if (current && !isDue) return current;
    try {
      const master = await this.findMaster();
      this.foundAt = performance.now();
      return master === known && current ? current : await this.readAt(master, cause, before);
    } catch (error) {
      // If all Sentinels are gone, a master that answers is kept.
      if (!current) throw error;
      this.foundAt = performance.now();
      return current;
    }
  }

  private async readAt(
    address: NodeAddress,
    cause: Topology['cause'],
    before: Topology | null,
  ): Promise<Topology> {
    const readAt = Date.now();
    const { role, replicas } = await readRole(this.questions, address);
    if (role === 'replica') throw new Error(`${address} is a replica now`);
    return { ...standaloneTopology(address, role, readAt, replicas, before), cause };
  }
}
