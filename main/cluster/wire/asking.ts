/**
 * Sends ASKING and its command on one socket. The command follows once the server has accepted ASKING, and is not sent if the
 * server refuses. Everything else for the socket waits meanwhile, because ASKING applies to whichever command comes next.
 */
import type { Job } from './job.ts';
import { ConnectionError } from './errors.ts';
import { isError, type RawReply } from './raw-reply.ts';

type Ask = (onReply: (reply: RawReply) => void, onError: (error: ConnectionError) => void) => void;

export class AskingGate {
  private readonly write: (job: Job) => void;
  private readonly ask: Ask;
  /** Jobs that wait for ASKING's reply; null if none is in flight. */
  private behind: Job[] | null = null;

  constructor(write: (job: Job) => void, ask: Ask) {
    this.write = write;
    this.ask = ask;
  }

  /** Whether this job can skip the queue: no ASKING is in flight, and the job needs none. */
  isOpenFor(job: Job): boolean {
    return this.behind === null && job.options.asking !== true;
  }

  send(job: Job): void {
    if (this.behind) this.behind.push(job);
    else if (job.options.asking === true) this.askFirst(job);
    else this.write(job);
  }

  private askFirst(job: Job): void {
    const behind: Job[] = (this.behind = []);
    this.ask(
      (reply) => {
        this.behind = null;
        if (isError(reply)) job.resolve(reply);
        else this.write(job);
        for (const next of behind) this.send(next);
      },
      ({ kind, message }) => {
        this.behind = null;
        for (const one of [job, ...behind]) one.reject(new ConnectionError(kind, message, false));
      },
    );
  }
}
