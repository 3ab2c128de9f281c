/**
 * What the machine can do: commands over one plain socket a node, RESP written and read by hand. No reply is decoded,
 * nothing is recorded, and nothing that goes wrong is handled.
 */
import { connect, type Socket } from 'node:net';
import { keySlot } from '../../../shared/slots/slots.ts';

const CR = 13;
const DOLLAR = 0x24;
const MINUS = 0x2d;

/** Skips one status, error, integer or string, and returns where it ends; -1 if it is not whole. */
function endOf(bytes: Buffer, at: number): number {
  const line = bytes.indexOf(CR, at);
  if (line < 0 || line + 2 > bytes.length) return -1;
  if (bytes[at] !== DOLLAR || bytes[at + 1] === MINUS) return line + 2;
  let size = 0;
  for (let i = at + 1; i < line; i++) size = size * 10 + bytes[i]! - 48;
  const end = line + 2 + size + 2;
  return end > bytes.length ? -1 : end;
}

/** One socket: what was written is answered in order. */
export class PlainSocket {
  private readonly socket: Socket;
  private rest: Buffer | null = null;
  private readonly waiting: ((reply: Buffer) => void)[] = [];
  private next = 0;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
  }

  /** Calls `done` with the reply's frame; several commands of one turn are written together. */
  send(command: string, done: (reply: Buffer) => void): void {
    this.waiting.push(done);
    if (this.socket.writableCorked === 0) {
      this.socket.cork();
      process.nextTick(() => this.socket.uncork());
    }
    this.socket.write(command);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    while (at < bytes.length) {
      const end = endOf(bytes, at);
      if (end < 0) break;
      const done = this.waiting[this.next++]!;
      if (this.next === this.waiting.length) this.next = this.waiting.length = 0;
      done(bytes.subarray(at, end));
      at = end;
    }
    this.rest = at < bytes.length ? bytes.subarray(at) : null;
  }
}

/** Encodes a line of plain words. */
export function encodeLine(line: string): string {
  const words = line.split(' ');
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** A socket to each port, and who owns a slot. */
export class PlainCluster {
  private readonly sockets = new Map<number, PlainSocket>();
  private readonly owners: Uint16Array;

  /** `owners`: the port of each slot. */
  constructor(owners: Uint16Array) {
    this.owners = owners;
    for (const port of new Set(owners)) this.sockets.set(port, new PlainSocket(port));
  }

  /** Sends a line of plain words, whose second is its key, to the key's owner. */
  send(line: string, done: (reply: Buffer) => void): void {
    this.at(this.ownerOf(line)).send(encodeLine(line), done);
  }

  ownerOf(line: string): number {
    return this.owners[keySlot(Buffer.from(line.split(' ', 2)[1]!))]!;
  }

  at(port: number): PlainSocket {
    return this.sockets.get(port)!;
  }

  close(): void {
    for (const socket of this.sockets.values()) socket.close();
  }
}

/** Milliseconds for the lines one by one, each to the owner of its key. */
export async function oneByOne(cluster: PlainCluster, lines: readonly string[]): Promise<number> {
  const start = performance.now();
  for (const line of lines) await new Promise((resolve) => cluster.send(line, resolve));
  return performance.now() - start;
}

/** Milliseconds for the lines one by one as a client without a map sends them: to the node of the last answer, then where MOVED points. */
export async function oneByOneFollowing(cluster: PlainCluster, lines: readonly string[]): Promise<number> {
  let port = cluster.ownerOf(lines[0]!);
  const start = performance.now();
  for (const line of lines) {
    const command = encodeLine(line);
    let reply = await new Promise<Buffer>((resolve) => cluster.at(port).send(command, resolve));
    if (reply[0] !== MINUS) continue;
    const text = reply.toString('latin1');
    port = Number(text.slice(text.lastIndexOf(':') + 1));
    reply = await new Promise<Buffer>((resolve) => cluster.at(port).send(command, resolve));
  }
  return performance.now() - start;
}

/** Milliseconds for all lines, as redis-benchmark pipelines them: as many on their way as the server takes. */
export function pipelined(cluster: PlainCluster, lines: readonly string[], depth = 500): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    let [sent, answered] = [0, 0];
    const more = () => {
      for (const end = Math.min(lines.length, answered + depth); sent < end; sent++)
        cluster.send(lines[sent]!, () => {
          answered++;
          if (answered === lines.length) resolve(performance.now() - start);
          else if (answered === sent) more();
        });
    };
    more();
  });
}
