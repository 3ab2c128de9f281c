/** One program for each data directory: a second start hands its arguments to the first. */
import { app } from 'electron';
import { DEV_SERVER } from './app-scheme.ts';
import { lockOwner } from './lock-owner.ts';
import { messageOf } from './second-start.ts';

export type Place =
  /** This program opens the windows. */
  | 'first'
  /** The arguments were handed over. */
  | 'second'
  /** Nothing was handed over; the sentence says why. */
  | { refused: string };

/** Called once, before anything else is done in the data directory. */
export function takePlace(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Place {
  // It runs beside an installed one, which has another build.
  if (DEV_SERVER !== undefined) return 'first';
  const directory = app.getPath('userData');
  const message = messageOf(process.argv, args, environment, process.cwd());
  if (message === null) return { refused: 'The arguments are too long.' };
  const owner = lockOwner(directory);
  // Chromium would refuse to start until somebody deletes the lock.
  if (owner?.isHere === false) return 'first';
  // Chromium gives it 20 seconds to answer, and then ends it by force, whatever it is doing.
  if (owner?.isStopped)
    return {
      refused: `Slotshell runs already, but its process ${owner.pid} is stopped. Continue it (fg, or kill -CONT ${owner.pid}) and start again.`,
    };
  if (app.requestSingleInstanceLock(message)) return 'first';
  // Without a lock, the directory cannot be written: nobody has it.
  if (process.platform !== 'win32' && lockOwner(directory) === null) return 'first';
  return 'second';
}

/** The starts that were handed over, maybe before this program is ready for them. */
export class SecondStarts {
  private readonly waiting: unknown[] = [];
  private take: ((message: unknown) => void) | null = null;

  constructor() {
    app.on('second-instance', (_event, _argv, _directory, data) => {
      if (this.take) this.take(data);
      else this.waiting.push(data);
    });
  }

  /** `take` is called with the messages as they came: any program of the user can send one. */
  onStart(take: (message: unknown) => void): void {
    this.take = take;
    for (const message of this.waiting.splice(0)) take(message);
  }
}
