/** Questions to servers about themselves and their cluster: bounded in time and size, and not asked again once refused. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { isDenied, readReply, textOf, type ServerError } from '../wire/read-reply.ts';

/** Milliseconds that a node may take to answer. */
const TIMEOUT_MS = 2000;
/** Bytes of one answer that are parsed: more than 20,000 nodes need, and less than half a second's work. */
const MOST_BYTES = 8 * 2 ** 20;

export class Questions {
  private readonly pool: NodePool;
  /** Refusals of questions that the user may not ask, by node and question. */
  private readonly denied = new Map<string, ServerError>();

  constructor(pool: NodePool) {
    this.pool = pool;
  }

  /** Rejects with the earlier refusal if there was one: each further question would be an entry in ACL LOG. */
  async reply(address: NodeAddress, ...text: string[]): Promise<Reply> {
    const question = [address, ...text.slice(0, 2)].join(' ');
    const refusal = this.denied.get(question);
    if (refusal) throw refusal;
    try {
      const reply = await this.pool.get(address).send(argsOf(...text), { timeout: TIMEOUT_MS });
      if (reply.bytes > MOST_BYTES)
        throw new Error(`its answer to ${text.join(' ')} has more than ${MOST_BYTES / 2 ** 20} MB`);
      return readReply(reply);
    } catch (error) {
      if (isDenied(error)) this.denied.set(question, error);
      throw error;
    }
  }

  async text(address: NodeAddress, ...text: string[]): Promise<string> {
    return textOf(await this.reply(address, ...text));
  }

  /** Allows refused questions to be asked again. */
  forgetRefusals(): void {
    this.denied.clear();
  }

  isConnected(address: NodeAddress): boolean {
    return this.pool.get(address).state === 'ready';
  }
}
