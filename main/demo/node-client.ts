import { decode, type Reply } from '../../shared/resp/resp.ts';
import { joinFrame } from '../cluster/wire/raw-reply.ts';
import type { ConnectionOptions } from '../cluster/wire/link-options.ts';
import { NodeConnection } from '../cluster/wire/node-connection.ts';

/** How our own connections log in to a server that we started. */
export type NodeAccess = Pick<ConnectionOptions, 'password' | 'tls'>;

/** A RESP2 reply as plain values; a status and a string are alike. */
export type PlainReply = string | number | null | PlainReply[];

/** An error reply. */
export class ReplyError extends Error {
  override name = 'ReplyError';
}

const COMMAND_TIMEOUT = 5000;

/** Asks one node simple things, and connects again at the next question after a connection was lost. */
export class NodeClient {
  private readonly options: ConnectionOptions;
  private connection: NodeConnection | null = null;

  constructor(port: number, access: NodeAccess = {}) {
    const base = { host: '127.0.0.1', port, database: 0, protocol: 2, connectTimeout: 2000 } as const;
    this.options = { ...base, ...access };
  }

  /**
   * One command and its reply. Rejects with ReplyError for an error reply, with ConnectionError otherwise.
   * Words given as text are sent as UTF-8; `encoding` is how strings in the reply are read.
   */
  async ask(args: readonly (string | Uint8Array)[], encoding: BufferEncoding = 'utf8'): Promise<PlainReply> {
    const connection = (this.connection ??= new NodeConnection(this.options));
    const bytes = args.map((arg) => (typeof arg === 'string' ? Buffer.from(arg) : arg));
    let frame: Uint8Array;
    try {
      frame = joinFrame(await connection.send(bytes, { timeout: COMMAND_TIMEOUT }));
    } catch (error) {
      connection.close();
      if (this.connection === connection) this.connection = null;
      throw error;
    }
    const reply = decode(frame);
    if (reply.type === 'error') throw new ReplyError(Buffer.from(reply.bytes).toString());
    return plain(reply, encoding);
  }

  /** A command whose reply is text, split at spaces: `text('CLUSTER NODES')`. */
  async text(command: string): Promise<string> {
    return String(await this.ask(command.split(' ')));
  }

  close(): void {
    this.connection?.close();
    this.connection = null;
  }
}

function plain(reply: Reply, encoding: BufferEncoding): PlainReply {
  switch (reply.type) {
    case 'status':
    case 'string':
    case 'error':
      return Buffer.from(reply.bytes).toString(encoding);
    case 'integer':
      return Number(reply.digits);
    case 'null':
      return null;
    case 'array':
      return reply.items.map((item) => plain(item, encoding));
    default:
      throw new Error(`A ${reply.type} is no RESP2 reply.`);
  }
}
