/** How long nodes take to answer a PING from this computer, over the last ten seconds: a server that is held up answers late. */
import { setTimeout as wait } from 'node:timers/promises';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { OperationNodes } from '../cluster/operations/reading/nodes.ts';

/** Milliseconds between an answer and the next PING. */
const EVERY_MS = 50;
/** Milliseconds that are looked back. */
const SPAN_MS = 10_000;
/** Fewer samples have no 99th percentile. */
const LEAST = 20;

interface Sample {
  /** Milliseconds, by the clock of `performance`. */
  at: number;
  ms: number;
}

/**
 * The PINGs that would have been sent while one waited count as well, each with the rest of the wait: otherwise a second of
 * silence would be one sample of many.
 */
export function samplesOf({ at, ms }: Sample): Sample[] {
  const samples: Sample[] = [];
  for (let left = ms; left > 0 && samples.length < SPAN_MS / EVERY_MS; left -= EVERY_MS)
    samples.push({ at, ms: left });
  return samples;
}

/** Milliseconds; null for too few samples. */
export function percentile99(samples: readonly Sample[]): number | null {
  if (samples.length < LEAST) return null;
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1]!;
}

export class RoundTrips {
  private readonly nodes: OperationNodes;
  private readonly samples = new Map<NodeAddress, Sample[]>();
  private watched: readonly NodeAddress[] = [];

  /** Connections of its own, so that a PING waits for its server and for nothing of ours. They are closed by `end`. */
  constructor(nodes: OperationNodes) {
    this.nodes = nodes;
  }

  /** Only these nodes from now on. */
  watch(addresses: readonly NodeAddress[]): void {
    const before = this.watched;
    this.watched = addresses;
    for (const address of addresses) if (!before.includes(address)) void this.follow(address);
  }

  /** Milliseconds by node; null for too few samples. */
  get p99(): Record<NodeAddress, number | null> {
    const since = performance.now() - SPAN_MS;
    return Object.fromEntries(
      this.watched.map((address) => {
        const recent = (this.samples.get(address) ?? []).filter(({ at }) => at >= since);
        return [address, percentile99(recent)];
      }),
    );
  }

  end(): void {
    this.watched = [];
    this.nodes.close();
  }

  private async follow(address: NodeAddress): Promise<void> {
    this.samples.set(address, []);
    // The first one opens the connection.
    for (let isFirst = true; this.watched.includes(address); isFirst = false) {
      const began = performance.now();
      const { kind } = await this.nodes.ask(address, ['PING']);
      const at = performance.now();
      // Without an answer it is known to take that long at least.
      if (!isFirst && kind !== 'unreachable') this.add(address, { at, ms: at - began });
      await wait(EVERY_MS, undefined, { ref: false });
    }
  }

  private add(address: NodeAddress, sample: Sample): void {
    const kept = (this.samples.get(address) ?? []).filter(({ at }) => at >= sample.at - SPAN_MS);
    this.samples.set(address, [...kept, ...samplesOf(sample)]);
  }
}
