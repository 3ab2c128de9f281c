/** One command for a socket, and what becomes of it. */
import { encodeCommand } from './command-frame.ts';
import type { SendOptions } from './link-options.ts';
import type { RawReply } from './raw-reply.ts';

export interface Job {
  args: readonly Uint8Array[];
  options: SendOptions;
  resolve(reply: RawReply): void;
  /** With a ConnectionError, or with what was thrown before anything was written. */
  reject(error: Error): void;
}

/** Words that cannot be encoded are an error of their own command, and of none that waits behind it: null then. */
export function encodeJob(job: Job): Buffer | null {
  try {
    return encodeCommand(job.args);
  } catch (error) {
    job.reject(error as Error);
    return null;
  }
}
