/** A connection to a server as it is: commands out, frames in, nothing in between. */
import net from 'node:net';
import { encodeCommand } from '../../main/cluster/wire/command-frame.ts';
import { FrameScanner } from '../../main/cluster/wire/frame-scanner.ts';
import { joinFrame } from '../../main/cluster/wire/raw-reply.ts';
import { argsOf } from '../../shared/resp/resp.ts';

const PUSH = 0x3e;

export class RawClient {
  private readonly socket: net.Socket;
  private readonly scanner: FrameScanner;
  private waiting: { push: boolean; resolve(frame: string): void; reject(error: Error): void } | null = null;

  private constructor(port: number) {
    this.scanner = new FrameScanner((reply) => {
      if (!this.waiting || (reply.type === PUSH && !this.waiting.push)) return;
      this.waiting.resolve(Buffer.from(joinFrame(reply)).toString('latin1'));
    });
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.on('data', (bytes: Buffer) => this.scanner.push(bytes));
    this.socket.on('close', () => this.waiting?.reject(new Error('closed')));
    this.socket.on('error', (error) => this.waiting?.reject(error));
  }

  static async connect(port: number): Promise<RawClient> {
    const client = new RawClient(port);
    await client.run('PING');
    return client;
  }

  /** The first frame of the answer, as Latin-1. */
  run(line: string): Promise<string> {
    const push = /^[ps]?(un)?subscribe/i.test(line);
    const answer = new Promise<string>((resolve, reject) => (this.waiting = { push, resolve, reject }));
    this.socket.write(encodeCommand(argsOf(...line.split(' '))));
    return answer.finally(() => (this.waiting = null));
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }
}
