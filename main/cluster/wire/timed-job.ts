/** A command that is not waited for longer than its time, but longer while a large answer arrives. */
import { ConnectionError } from './errors.ts';
import type { Job } from './job.ts';
import type { RawReply } from './raw-reply.ts';

/** How many times its own time a command is waited for while bytes arrive. */
const PATIENT = 10;

/**
 * The same job, which calls `onLate` after it was rejected for taking longer than `timeout` milliseconds. `heardAt`: when
 * bytes came last on its socket, by Date.now().
 */
export function timedJob(
  job: Job,
  timeout: number,
  heardAt: () => number,
  onLate: (error: ConnectionError) => void,
): Job {
  let isDone = false;
  const once =
    <T>(deliver: (value: T) => void) =>
    (value: T) => {
      clearTimeout(timer);
      if (!isDone) deliver(value);
      isDone = true;
    };
  const reject = once((error: Error) => job.reject(error));
  const sentAt = Date.now();
  const onTime = () => {
    const silence = Date.now() - heardAt();
    // A large answer is on its way: this command's, or that of one before it.
    if (silence < timeout && Date.now() - sentAt < timeout * PATIENT) {
      timer = setTimeout(onTime, timeout - silence);
      return;
    }
    const late = new ConnectionError('timeout', `no answer within ${timeout} ms`, true);
    reject(late);
    onLate(late);
  };
  let timer = setTimeout(onTime, timeout);
  return { ...job, resolve: once((reply: RawReply) => job.resolve(reply)), reject };
}
