/**
 * Sends thousands of CLUSTER COUNTKEYSINSLOT (3.0) to one node in few writes, with bytes prepared for many at once, and reads
 * replies straight from their frames. Sending each as a usual command costs ten times as much.
 */
import type { ConnectionOptions } from '../wire/link-options.ts';
import { Link } from '../wire/link.ts';
import { ConnectionError } from '../wire/errors.ts';
import { ServerError } from '../wire/read-reply.ts';
import { silenceWatch } from '../wire/silence-timer.ts';

/** Questions per write, so that neither side is busy for long. */
const AT_ONCE = 500;
/** Milliseconds without a reply after which the node is given up. */
const TIMEOUT_MS = 5000;

const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 48;
const CR = 13;

/**
 * Asks over a separate connection and closes it. Calls `onCount` once for each answered slot, in order. Rejects with a
 * ConnectionError, or with the ServerError of the first question that the node refuses.
 */
export async function askCounts(
  options: ConnectionOptions,
  slots: readonly number[],
  onCount: (slot: number, keys: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let written = 0;
  let answered = 0;
  let watch: ReturnType<typeof silenceWatch> | undefined;
  let take = (_frame: Uint8Array): void => {};
  let end = (_error: Error | null): void => {};
  const done = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  done.catch(() => {}); // reported below, or by open()
  const link = new Link(options, {
    onUnsolicited: (frame) => take(frame),
    onClosed: (reason) => end(new ConnectionError('lost', reason, true)),
  });
  const cancel = () => {
    end(new ConnectionError('cancelled', 'stopped', true));
    link.cancel('cancelled', 'stopped');
  };
  const write = () => {
    const next = slots.slice(written, written + AT_ONCE);
    written += next.length;
    link.postFrames(Buffer.from(next.map(question).join(''), 'latin1'));
  };
  take = (frame) => {
    const keys = readCount(frame);
    if (keys === null) return end(refusal(frame));
    const slot = slots[answered++];
    if (slot === undefined) return;
    onCount(slot, keys);
    if (answered === slots.length) end(null);
    else if (written < slots.length && written - answered <= AT_ONCE / 2) write();
    watch?.heard();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) cancel();
    else await link.open();
    if (slots.length === 0) return;
    watch = silenceWatch(TIMEOUT_MS, () =>
      end(new ConnectionError('timeout', `no answer within ${TIMEOUT_MS} ms`, true)),
    );
    if (link.writable) write();
    await done;
  } finally {
    watch?.stop();
    signal.removeEventListener('abort', cancel);
    link.cancel('cancelled', 'the questions are answered');
  }
}

function question(slot: number): string {
  const digits = String(slot);
  return `*3\r\n$7\r\nCLUSTER\r\n$15\r\nCOUNTKEYSINSLOT\r\n$${digits.length}\r\n${digits}\r\n`;
}

/** The error for a frame that is not a count: the server's own, or a protocol error. */
function refusal(frame: Uint8Array): Error {
  if (frame[0] !== MINUS)
    return new ConnectionError('protocol', 'a reply that is not a number of keys', true);
  return new ServerError(Buffer.from(frame.subarray(1, 200)).toString().trim());
}

/** `:123\r\n`, 0 to 4294967295; null for anything else. */
function readCount(frame: Uint8Array): number | null {
  if (frame[0] !== COLON || frame.length < 4) return null;
  let keys = 0;
  for (let at = 1; frame[at] !== CR; at++) {
    const digit = frame[at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return null;
    keys = keys * 10 + digit;
  }
  return keys <= 0xffffffff ? keys : null;
}
