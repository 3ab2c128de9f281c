/**
 * One socket to the source of an import. WATCH holds for its socket only: on the next one the EXEC after it would delete
 * unseen, so every command is bound to the socket that was opened.
 */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { parseAddress } from '../../wire/address.ts';
import { NodeConnection, NOWHERE } from '../../wire/node-connection.ts';
import {
  answerOf,
  bytesOf,
  REPLY_TIMEOUT_MS,
  type Answer,
  type Arg,
  type OperationNodes,
} from '../reading/nodes.ts';

export class SourceLink {
  private readonly connection: NodeConnection;
  private link = 0;

  constructor({ settings }: OperationNodes, node: NodeAddress, database: number) {
    const place = parseAddress(node) ?? { host: node, port: NOWHERE };
    this.connection = new NodeConnection({ ...settings, ...place, database });
  }

  /** Opens a socket unless there is one. */
  async open(): Promise<Answer> {
    const answer = await answerOf(this.connection.send([Buffer.from('PING')], { timeout: REPLY_TIMEOUT_MS }));
    this.link = this.connection.linkNumber;
    return answer;
  }

  /** Resolves in every case: as `unreachable` once the socket has ended. */
  ask(args: readonly Arg[], timeoutMs: number = REPLY_TIMEOUT_MS): Promise<Answer> {
    return answerOf(this.connection.send(args.map(bytesOf), { timeout: timeoutMs, link: this.link }));
  }

  /** Sends all without waiting between them. */
  pipeline(commands: readonly (readonly Arg[])[], timeoutMs?: number): Promise<Answer[]> {
    return Promise.all(commands.map((args) => this.ask(args, timeoutMs)));
  }

  close(): void {
    this.connection.close();
  }
}
