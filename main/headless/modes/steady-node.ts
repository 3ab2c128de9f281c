/** A node that is asked over and over, for reads only: a lost connection is opened again, as redis-cli's measuring modes do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { Flags } from '../flags.ts';
import { ModeNode } from './mode-node.ts';

const PAUSE_MS = 1000;

export class SteadyNode {
  readonly address: NodeAddress;
  private readonly flags: Flags;
  private readonly print: (text: string) => void;
  private node: ModeNode;

  constructor(node: ModeNode, flags: Flags, print: (text: string) => void) {
    this.node = node;
    this.address = node.address;
    this.flags = flags;
    this.print = print;
  }

  /** Resolves when there is an answer, however often it takes. */
  async ask(args: readonly Uint8Array[]): Promise<Reply> {
    for (let tries = 0; ; await sleep(PAUSE_MS)) {
      try {
        const reply = await this.node.ask(args);
        if (tries > 0) this.print('\r\x1b[0K');
        return reply;
      } catch {
        this.print(`\r\x1b[0KReconnecting... ${++tries}\r`);
        this.node.close();
        this.node = new ModeNode(this.address, this.flags, () => {});
      }
    }
  }
}
