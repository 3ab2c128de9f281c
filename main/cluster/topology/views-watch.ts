/** Asks the nodes of a map for their own view, without waiting for silent ones. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ViewReading } from './node-views.ts';

/** Milliseconds that reading a map waits for the other nodes' views. */
const WAIT_MS = 500;

export interface Views {
  readings: ViewReading[];
  /** Nodes asked now or before that have not answered yet. */
  silent: Set<NodeAddress>;
}

export class ViewsWatch {
  /** Nodes with a question in flight; a node is not asked again before it answers or times out. */
  private readonly asked = new Set<NodeAddress>();
  /** Nodes that missed the last deadline: they are asked but not waited for. */
  private readonly late = new Set<NodeAddress>();
  private readonly ask: (node: NodeAddress) => Promise<ViewReading['lines']>;

  /** `ask` must settle by itself: it rejects if a node is silent for too long. */
  constructor(ask: (node: NodeAddress) => Promise<ViewReading['lines']>) {
    this.ask = ask;
  }

  /** Returns the views that arrive within half a second, or as soon as only previously silent nodes are missing. Never rejects. */
  read(nodes: readonly NodeAddress[]): Promise<Views> {
    for (const node of this.late) if (!nodes.includes(node)) this.late.delete(node);
    const readings: ViewReading[] = [];
    const silent = new Set(nodes);
    const awaited = new Set(nodes.filter((node) => !this.late.has(node)));
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const node of awaited) this.late.add(node);
        resolve({ readings, silent });
      }, WAIT_MS);
      const settled = (node: NodeAddress) => {
        awaited.delete(node);
        if (awaited.size > 0) return;
        clearTimeout(timer);
        resolve({ readings, silent });
      };
      for (const node of nodes) {
        if (this.asked.has(node)) {
          this.late.add(node);
          awaited.delete(node);
          continue;
        }
        this.asked.add(node);
        void this.ask(node)
          .then(
            (lines) => {
              this.late.delete(node);
              silent.delete(node);
              readings.push({ node, lines });
            },
            () => void this.late.add(node),
          )
          .finally(() => {
            this.asked.delete(node);
            settled(node);
          });
      }
      if (awaited.size === 0) {
        clearTimeout(timer);
        resolve({ readings, silent });
      }
    });
  }
}
