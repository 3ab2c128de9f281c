/** Writes to a file descriptor until all is written, however slow its reader is. */
import { writeSync } from 'node:fs';

const TURN = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds to wait for a reader whose pipe is full. */
const WAIT_MS = 2;

/** Returns false if the reader is gone. */
export function writeAll(descriptor: 1 | 2, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at, bytes.length - at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(TURN, 0, 0, WAIT_MS);
      else if (code === 'EPIPE') return false;
      else throw error;
    }
  }
  return true;
}
