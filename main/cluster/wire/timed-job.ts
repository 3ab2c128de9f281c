/** Adds a timeout to a command, extended while a large reply arrives. */
import { ConnectionError } from './errors.ts';
import type { Job } from './job.ts';
import type { RawReply } from './raw-reply.ts';
import { silenceTimer } from './silence-timer.ts';

/** Factor by which the timeout is extended while bytes arrive. */
const EXTENSION = 10;

/**
 * Returns the same job with a timeout: after `timeout` milliseconds it is rejected, and `onLate` is called. `lastByteAt`
 * returns when bytes last arrived on the socket, by Date.now().
 */
export function timedJob(
  job: Job,
  timeout: number,
  lastByteAt: () => number,
  onLate: (error: ConnectionError) => void,
): Job {
  let isDone = false;
  const once =
    <T>(deliver: (value: T) => void) =>
    (value: T) => {
      stop();
      if (!isDone) deliver(value);
      isDone = true;
    };
  const reject = once((error: Error) => job.reject(error));
  const sentAt = Date.now();
  const onTime = () => {
    const silence = Date.now() - lastByteAt();
    // A large reply is arriving, to this command or to one before it.
    if (silence < timeout && Date.now() - sentAt < timeout * EXTENSION) {
      stop = silenceTimer(timeout - silence, onTime);
      return;
    }
    const late = new ConnectionError('timeout', `no answer within ${timeout} ms`, true);
    reject(late);
    onLate(late);
  };
  let stop = silenceTimer(timeout, onTime);
  return { ...job, resolve: once((reply: RawReply) => job.resolve(reply)), reject };
}
