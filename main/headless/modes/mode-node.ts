/** The connection of a mode to one node: a question, its reply. Nothing is sent twice. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { ConnectionError } from '../../cluster/wire/errors.ts';
import type { Flags } from '../flags.ts';
import { handshakeOf } from '../stream/handshake.ts';
import { NodeSocket, Question } from '../stream/node-socket.ts';
import { NodeBytes } from './node-bytes.ts';

export class ModeNode {
  readonly address: NodeAddress;
  private readonly socket: NodeSocket;

  /** `onRefusal` is called with redis-cli's line about a step of the handshake that the server refused. */
  constructor(address: NodeAddress, flags: Flags, onRefusal: (text: string) => void) {
    this.address = address;
    this.socket = new NodeSocket(address, {
      connection: flags.target.connection,
      handshake: handshakeOf(flags, flags.target.connection.database),
      onRefusal,
      onChunk: () => {},
      onPush: () => {},
    });
  }

  /** Resolves when it can be used; with the reason if it cannot. */
  get opened(): Promise<ConnectionError | null> {
    return this.socket.opened;
  }

  /** Rejects with a ConnectionError if no reply comes. An error of the server is a reply. */
  async ask(args: readonly Uint8Array[]): Promise<Reply> {
    return (await this.askTwo(args, () => false))[0];
  }

  /** As ask. If `hasSecond` says so of the reply, the server sends another one, which is waited for. */
  askTwo(
    args: readonly Uint8Array[],
    hasSecond: (first: Reply) => boolean,
  ): Promise<[first: Reply, second: Reply | null]> {
    return new Promise((resolve, reject) => {
      const whole = (take: (value: Reply) => void) => (value: Reply | null) =>
        value === null ? reject(new ConnectionError('lost', 'its reply was not whole', true)) : take(value);
      const answered = (first: Reply) => {
        if (!hasSecond(first)) return resolve([first, null]);
        const second = whole((value) => resolve([first, value]));
        this.socket.expect(new Question([], reject, second));
      };
      this.socket.send(new Question(args, reject, whole(answered)));
    });
  }

  /** Hands the connection over, for what is not a question and its reply. */
  bytes(): NodeBytes {
    return new NodeBytes(this.socket);
  }

  close(): void {
    this.socket.close();
  }
}
