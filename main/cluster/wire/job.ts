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

/** What goes to the socket, and whether the server hangs up after it. */
export interface EncodedJob {
  bytes: Buffer;
  quits: boolean;
}

/** Encodes the command; null if that fails, which rejects only this job and none behind it. */
export function encodeJob(job: Job): EncodedJob | null {
  try {
    return { bytes: encodeCommand(job.args), quits: isQuit(job.args) };
  } catch (error) {
    job.reject(error as Error);
    return null;
  }
}

const isQuit = (args: readonly Uint8Array[]) =>
  args[0]?.length === 4 && Buffer.from(args[0]).toString('latin1').toLowerCase() === 'quit';
