/** A node of a cluster whose PING is timed over and over, until close(): a lost connection is opened again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { Flags } from '../flags.ts';
import { ModeNode } from './mode-node.ts';
import type { ModeNodes } from './mode-nodes.ts';

export const PING = argsOf('PING');
export const SAMPLE_MS = 10;
const REOPEN_MS = 1000;
/** Milliseconds for which the first answer of a node is waited for. */
const BEGIN_MS = 3000;

class LatencyProbe {
  readonly address: NodeAddress;
  /** Why there is no answer now; empty if none is known. */
  problem = '';
  /** Resolves with the first answer, or when it is known that there is none. */
  readonly begun: Promise<void>;
  private begin: () => void = () => {};
  private readonly flags: Flags;
  private readonly onSample: (milliseconds: number) => void;
  private node: ModeNode | null = null;
  private isClosed = false;

  /** `onSample` is called with the time of each PING. */
  constructor(address: NodeAddress, flags: Flags, onSample: (milliseconds: number) => void) {
    this.address = address;
    this.flags = flags;
    this.onSample = onSample;
    this.begun = new Promise((resolve) => (this.begin = resolve));
    void this.run();
  }

  close(): void {
    this.isClosed = true;
    this.node?.close();
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      this.problem = await this.sample();
      this.begin();
      this.node?.close();
      if (!this.isClosed) await sleep(REOPEN_MS, undefined, { ref: false });
    }
  }

  /** Resolves with the reason for which it cannot go on. */
  private async sample(): Promise<string> {
    let refusal = '';
    const node = new ModeNode(this.address, this.flags, (text) => (refusal = text.trimEnd()));
    this.node = node;
    try {
      const error = await node.opened;
      if (error || refusal !== '') return escapeForLine(error?.message ?? refusal);
      for (; !this.isClosed; await sleep(SAMPLE_MS)) {
        const start = performance.now();
        await node.ask(PING);
        this.problem = '';
        this.onSample(performance.now() - start);
        this.begin();
      }
      return '';
    } catch (error) {
      return escapeForLine(error instanceof Error ? error.message : String(error));
    }
  }
}

/** A probe for each node that the map has now, and what it has measured. */
export class ProbeSet<Measure> {
  private readonly nodes: ModeNodes;
  private readonly flags: Flags;
  private readonly begin: () => Measure;
  private readonly add: (measure: Measure, milliseconds: number) => void;
  private readonly probes = new Map<NodeAddress, { probe: LatencyProbe; measure: Measure }>();

  constructor(
    nodes: ModeNodes,
    flags: Flags,
    begin: () => Measure,
    add: (measure: Measure, milliseconds: number) => void,
  ) {
    this.nodes = nodes;
    this.flags = flags;
    this.begin = begin;
    this.add = add;
  }

  /** Measures for that long. Resolves with what each node has given since the last call. */
  async during(milliseconds: number): Promise<{ address: NodeAddress; problem: string; measure: Measure }[]> {
    const addresses = this.nodes.current();
    for (const [address, { probe }] of this.probes) {
      if (addresses.includes(address)) continue;
      probe.close();
      this.probes.delete(address);
    }
    const opened = addresses
      .filter((address) => !this.probes.has(address))
      .map((address) => this.open(address));
    // The time in which it connects is not a part of the first interval.
    if (opened.length > 0)
      await Promise.race([Promise.all(opened.map(({ begun }) => begun)), sleep(BEGIN_MS)]);
    await sleep(milliseconds);
    return addresses.map((address) => {
      const entry = this.probes.get(address)!;
      const { measure } = entry;
      entry.measure = this.begin();
      return { address, problem: entry.probe.problem, measure };
    });
  }

  close(): void {
    for (const { probe } of this.probes.values()) probe.close();
  }

  private open(address: NodeAddress): LatencyProbe {
    const onSample = (milliseconds: number) => this.add(entry.measure, milliseconds);
    const entry = { probe: new LatencyProbe(address, this.flags, onSample), measure: this.begin() };
    this.probes.set(address, entry);
    return entry.probe;
  }
}
