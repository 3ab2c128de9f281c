/** The limit of what a page may open. */
import { FailureError } from '../../shared/failure.ts';

/** Throws a FailureError if `open` of them are the most there may be. */
export function refuseMore(open: number, most: number, what: string): void {
  if (open >= most)
    throw new FailureError(
      'refused',
      `${most} ${what} are open, and no more are opened.`,
      'Close one first.',
    );
}
