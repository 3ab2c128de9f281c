/** One command for a socket, with the callbacks for its outcome. */
import { encodeCommand } from './command-frame.ts';
import type { SendOptions } from './link-options.ts';
import type { RawReply } from './raw-reply.ts';

export interface Job {
  args: readonly Uint8Array[];
  options: SendOptions;
  resolve(reply: RawReply): void;
  /** Called with a ConnectionError, or with an error thrown before anything was written. */
  reject(error: Error): void;
}

/** Encodes the command; null if that fails, which rejects only this job and none behind it. */
export function encodeJob(job: Job): Buffer | null {
  try {
    return encodeCommand(job.args);
  } catch (error) {
    job.reject(error as Error);
    return null;
  }
}
