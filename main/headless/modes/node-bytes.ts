/** The bytes of a connection that was handed over, at the pace of their reader. */
import type { Duplex } from 'node:stream';
import { ConnectionError } from '../../cluster/wire/errors.ts';
import type { NodeSocket } from '../stream/node-socket.ts';

/** Pieces of 64 KiB that wait for the reader; then the node waits. */
const MOST = 16;

export class NodeBytes implements AsyncIterator<Buffer, never> {
  private readonly socket: NodeSocket;
  private readonly duplex: Duplex | null;
  private readonly pieces: Buffer[] = [];
  private error: ConnectionError | null = null;
  private wake: () => void = () => {};

  constructor(socket: NodeSocket) {
    this.socket = socket;
    this.duplex = socket.take({
      receive: (chunk) => {
        this.pieces.push(Buffer.from(chunk));
        if (this.pieces.length >= MOST) socket.pause(true);
        this.wake();
      },
      ended: (error) => {
        this.error = error;
        this.wake();
      },
    });
    if (!this.duplex) this.error = new ConnectionError('lost', 'the node closed the connection', true);
  }

  write(bytes: Uint8Array): void {
    this.duplex?.write(bytes);
  }

  /** Rejects with a ConnectionError when the connection has ended and all of it was read. */
  async next(): Promise<IteratorYieldResult<Buffer>> {
    for (;;) {
      const value = this.pieces.shift();
      if (value) return { done: false, value };
      if (this.error) throw this.error;
      const more = new Promise<void>((resolve) => (this.wake = resolve));
      this.socket.pause(false);
      await more;
    }
  }
}
