/**
 * A TCP server that speaks RESP by a script, for what a real server will not do on demand: MOVED loops, TRYAGAIN, half
 * replies, silence, cut connections.
 *
 *     const node = new ScriptedNode(([name]) => (name === 'GET' ? '-MOVED 1 127.0.0.1:7001\r\n' : undefined));
 *     const port = await node.listen();      // a free port of 127.0.0.1
 *     … await node.until(() => node.received.length > 2) … node.cut() …
 *     await node.close();
 *
 * The script gets each command (words as Latin-1, case as sent) and answers with the bytes to write; null leaves the
 * command unanswered (`socket` is there to do something else: `destroy()`, `end('$10\r\nhalf')`); undefined gives the
 * usual answer: PONG to PING, HELLO's fields to HELLO, OK to anything else.
 * What a client says to connect (HELLO, AUTH, SELECT, CLIENT, a first PING) is answered without asking the script and
 * kept apart in `handshakes`; pass `handshake` to script that too, `raw` to speak something other than RESP.
 */
import net from 'node:net';

export interface ScriptedConnection {
  /** 1 and up, in the order of connecting. */
  number: number;
  /** Commands of the script's received on this connection, the present one included. */
  commands: number;
}

export type NodeScript = (
  words: string[],
  socket: net.Socket,
  connection: ScriptedConnection,
) => string | Buffer | null | undefined;

export interface ScriptedNodeOptions {
  /** 127.0.0.1 where not given; `::1` is the other. */
  host?: string;
  handshake?: NodeScript;
  /** Gets the bytes as they come, and the script nothing. An empty chunk stands for the connecting itself. */
  raw?: (chunk: Buffer, socket: net.Socket) => void;
  /** Called with each new connection, before anything arrives on it. */
  greet?: (socket: net.Socket) => void;
}

const HANDSHAKE = new Set(['HELLO', 'AUTH', 'SELECT', 'CLIENT']);
const HELLO_FIELDS = ['server', 'redis', 'version', '7.0.15', 'mode', 'standalone', 'role', 'master'];

export class ScriptedNode {
  /** Commands given to the script, of all connections, in order. */
  readonly received: string[][] = [];
  readonly handshakes: string[][] = [];
  /** How many connections were made, ended ones included. */
  connections = 0;
  port = 0;
  private readonly script: NodeScript;
  private readonly options: ScriptedNodeOptions;
  private readonly server = net.createServer((socket) => this.accept(socket));
  private readonly sockets = new Set<net.Socket>();
  private watchers: (() => void)[] = [];

  constructor(script: NodeScript = () => undefined, options: ScriptedNodeOptions = {}) {
    this.script = script;
    this.options = options;
  }

  /** Resolves with the port; rejects where it is taken. */
  listen(port = this.port): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, this.options.host ?? '127.0.0.1', () => {
        this.server.removeListener('error', reject);
        this.port = (this.server.address() as net.AddressInfo).port;
        resolve(this.port);
      });
    });
  }

  /** Connections that are open now. */
  get open(): number {
    return this.sockets.size;
  }

  /** How often a command of this name (upper case) was received. */
  count(name: string): number {
    return this.received.filter((words) => words[0]?.toUpperCase() === name).length;
  }

  /** Resolves as soon as `condition` holds; it is asked again at everything that happens here. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = () => {
        if (!condition()) return;
        this.watchers = this.watchers.filter((other) => other !== watch);
        resolve();
      };
      this.watchers.push(watch);
      watch();
    });
  }

  /** Writes bytes on every open connection, unasked. */
  say(bytes: string | Buffer): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  /** Ends every connection at once; new ones are accepted. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.cut();
    });
  }

  private accept(socket: net.Socket): void {
    const connection: ScriptedConnection = { number: ++this.connections, commands: 0 };
    let rest: Buffer = Buffer.alloc(0);
    let first = true;
    this.sockets.add(socket);
    socket.on('error', () => {}); // a client that goes away is part of the play
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.happened();
    });
    const { raw, greet } = this.options;
    raw?.(Buffer.alloc(0), socket);
    greet?.(socket);
    socket.on('data', (chunk: Buffer) => {
      if (raw) raw(chunk, socket);
      else {
        rest = Buffer.concat([rest, chunk]);
        for (let command = parseCommand(rest); command; command = parseCommand(rest)) {
          rest = rest.subarray(command.end);
          this.answer(command.words, socket, connection, first);
          first = false;
        }
      }
      this.happened();
    });
    this.happened();
  }

  private answer(
    words: string[],
    socket: net.Socket,
    connection: ScriptedConnection,
    isFirst: boolean,
  ): void {
    const name = words[0]!.toUpperCase();
    let reply: string | Buffer | null | undefined;
    if (HANDSHAKE.has(name) || (isFirst && name === 'PING' && words.length === 1)) {
      this.handshakes.push(words);
      reply = this.options.handshake?.(words, socket, connection);
    } else {
      this.received.push(words);
      connection.commands++;
      reply = this.script(words, socket, connection);
    }
    if (reply !== null && !socket.destroyed) socket.write(reply ?? usual(name, words));
  }

  private happened(): void {
    for (const watch of [...this.watchers]) watch();
  }
}

function usual(name: string, words: readonly string[]): string {
  if (name === 'PING') return '+PONG\r\n';
  if (name !== 'HELLO') return '+OK\r\n';
  const fields = HELLO_FIELDS.map((field) => `$${field.length}\r\n${field}\r\n`).join('');
  return (words[1] === '3' ? `%${HELLO_FIELDS.length / 2}\r\n` : `*${HELLO_FIELDS.length}\r\n`) + fields;
}

/** The first whole command in `bytes`, an array of bulk strings, and where it ends; null where it is not whole. */
export function parseCommand(bytes: Buffer): { words: string[]; end: number } | null {
  let at = 0;
  // An empty line is no command: --pipe sends one.
  while (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at += 2;
  const size = (type: string): number | null => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return null;
    const line = bytes.toString('latin1', at, end);
    if (line[0] !== type) throw new Error(`not a command: ${JSON.stringify(line.slice(0, 64))}`);
    at = end + 2;
    return Number(line.slice(1));
  };
  const count = size('*');
  if (count === null) return null;
  const words: string[] = [];
  while (words.length < count) {
    const length = size('$');
    if (length === null || at + length + 2 > bytes.length) return null;
    words.push(bytes.toString('latin1', at, at + length));
    at += length + 2;
  }
  return { words, end: at };
}
