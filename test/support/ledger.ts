/**
 * Clients that write to a cluster without a pause and remember what was acknowledged: counters that go up, and keys that are new.
 * They follow MOVED and ASK as clients do. A write without an answer counts as one that may have run.
 */
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';

interface Entry {
  acknowledged: number;
  /** Sent without an answer. */
  open: number;
}

const HOPS = 200;

export class Ledger {
  readonly counters = new Map<string, Entry>();
  /** New keys that were acknowledged. */
  readonly keys: string[] = [];
  private readonly nodes: OperationNodes;
  private readonly seed: string;
  private readonly names: readonly string[];
  private running = true;
  private readonly writers: Promise<void>[];

  /** `names` are the counters; new keys get their names with a number behind. */
  constructor(nodes: OperationNodes, seed: string, names: readonly string[], writers = 4) {
    this.nodes = new OperationNodes(nodes.settings);
    this.seed = seed;
    this.names = names;
    this.writers = Array.from({ length: writers }, (_, i) => this.write(i));
  }

  /** Resolves once the last write is answered. Rejects with the first error that no client would repeat. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.writers).finally(() => this.nodes.close());
  }

  get writes(): number {
    let sum = this.keys.length;
    for (const { acknowledged } of this.counters.values()) sum += acknowledged;
    return sum;
  }

  private async write(writer: number): Promise<void> {
    for (let i = 0; this.running; i++) {
      const name = this.names[(i * 7 + writer) % this.names.length]!;
      const entry = this.counters.get(name) ?? { acknowledged: 0, open: 0 };
      this.counters.set(name, entry);
      if (await this.send(name, ['INCR', name])) entry.acknowledged++;
      else entry.open++;
      if (i % 4 !== 0) continue;
      const key = `${name}/${writer}/${i}`;
      if (await this.send(name, ['SET', key, key])) this.keys.push(key);
    }
  }

  /** False if no answer came. */
  private async send(name: string, command: string[]): Promise<boolean> {
    let at = this.places.get(name) ?? this.seed;
    let asking = false;
    for (let hop = 0; hop < HOPS; hop++) {
      const answer = await this.nodes.ask(at, command, { asking });
      asking = false;
      if (answer.kind === 'reply') return true;
      if (answer.kind === 'unknown') return false;
      const [kind, , place] = answer.says.split(' ');
      if (kind === 'MOVED' || kind === 'ASK') {
        at = place!;
        asking = kind === 'ASK';
        if (!asking) this.places.set(name, at);
        continue;
      }
      const passes = ['TRYAGAIN', 'CLUSTERDOWN', 'LOADING', 'MASTERDOWN'].includes(kind!);
      if (answer.kind === 'refused' && !passes) throw new Error(`${command.join(' ')}: ${answer.says}`);
      at = this.seed;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${command.join(' ')} found no owner in ${HOPS} attempts.`);
  }

  private readonly places = new Map<string, string>();
}
