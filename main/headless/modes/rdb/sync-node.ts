/** A node that is asked for its snapshot as a replica asks, with redis-cli's lines about it. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { argsOf, latin1 } from '../../../../shared/resp/resp.ts';
import { Incoming } from '../../../cluster/operations/transfer/incoming.ts';
import { rdbHeader, SILENCE_MS, type RdbHeader } from '../../../cluster/operations/transfer/receive-rdb.ts';
import { encodeCommand } from '../../../cluster/wire/command-frame.ts';
import { ServerError } from '../../../cluster/wire/read-reply.ts';
import type { Flags } from '../../flags.ts';
import { ModeEnd } from '../mode-end.ts';
import type { ModeNode } from '../mode-node.ts';
import type { NodeBytes } from '../node-bytes.ts';
import { askNode, openNode } from '../node-pages.ts';

const SYNC = Buffer.from('SYNC\r\n');

export class SyncNode {
  readonly address: NodeAddress;
  private readonly node: ModeNode;
  private readonly say: (text: string) => void;
  private bytes: NodeBytes | null = null;

  private constructor(address: NodeAddress, node: ModeNode, say: (text: string) => void) {
    this.address = address;
    this.node = node;
    this.say = say;
  }

  /** `say` is called with redis-cli's lines. Rejects with a ModeEnd, as the other functions do. */
  static async open(address: NodeAddress, flags: Flags, say: (text: string) => void): Promise<SyncNode> {
    return new SyncNode(address, await openNode(address, flags), say);
  }

  /** False if the node does not know the option. */
  async replconf(option: string, value: string): Promise<boolean> {
    this.say(`sending REPLCONF ${option} ${value}\n`);
    const reply = await askNode(this.node, argsOf('REPLCONF', option, value));
    if (reply.type === 'error') this.say(`REPLCONF ${option} error: ${latin1(reply.bytes)}\n`);
    return reply.type !== 'error';
  }

  /** Resolves when the snapshot begins. */
  async sync(): Promise<{ incoming: Incoming; header: RdbHeader }> {
    this.bytes = this.node.bytes();
    this.bytes.write(SYNC);
    const incoming = new Incoming(this.bytes, SILENCE_MS);
    try {
      return { incoming, header: await rdbHeader(incoming) };
    } catch (error) {
      // redis-cli leaves the CR of the server's line in it.
      if (error instanceof ServerError) throw new ModeEnd(`SYNC with master failed: -${error.message}\r\n`);
      throw new ModeEnd(`Error reading bulk length while SYNCing\n${reasonOf(error)}\n`);
    }
  }

  /** After sync(). No reply comes. */
  acknowledge(): void {
    this.bytes?.write(encodeCommand(argsOf('REPLCONF', 'ACK', '0')));
  }

  close(): void {
    this.node.close();
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How one of several nodes ended, in a line. */
export function lostText(node: NodeAddress, { message }: ModeEnd): string {
  const lines = message.split('\n').map((line) => line.trim());
  return `${node}: ${escapeForLine(lines.filter((line) => line !== '').join('. '))}\n`;
}
