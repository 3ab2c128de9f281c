/** Asks the nodes of a map for their own view of it, and waits for none that is silent. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ViewReading } from './node-views.ts';

/** Milliseconds that the reading of a map waits for the views of others. */
const WAIT = 500;

export interface Views {
  readings: ViewReading[];
  /** Asked, now or before, and not answered yet. */
  silent: Set<NodeAddress>;
}

export class ViewsWatch {
  /** Questions on their way; a node is not asked again before it answers or is given up. */
  private readonly asked = new Set<NodeAddress>();
  /** Nodes that did not answer in time when they were asked last: asked, and not waited for. */
  private readonly late = new Set<NodeAddress>();
  private readonly ask: (node: NodeAddress) => Promise<ViewReading['lines']>;

  /** `ask` must end by itself, by rejecting where a node is silent for too long. */
  constructor(ask: (node: NodeAddress) => Promise<ViewReading['lines']>) {
    this.ask = ask;
  }

  /** What came within half a second, or at once where only nodes are left that were silent before. Never rejects. */
  read(nodes: readonly NodeAddress[]): Promise<Views> {
    for (const node of this.late) if (!nodes.includes(node)) this.late.delete(node);
    const readings: ViewReading[] = [];
    const silent = new Set(nodes);
    const awaited = new Set(nodes.filter((node) => !this.late.has(node)));
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const node of awaited) this.late.add(node);
        resolve({ readings, silent });
      }, WAIT);
      const heard = (node: NodeAddress) => {
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
            heard(node);
          });
      }
      if (awaited.size === 0) {
        clearTimeout(timer);
        resolve({ readings, silent });
      }
    });
  }
}
