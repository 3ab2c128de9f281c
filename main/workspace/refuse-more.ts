/** Limits what a page may open. */
import { FailureError } from '../../shared/failure.ts';

/** Throws a FailureError if `open` has reached `most`. */
export function refuseMore(open: number, most: number, what: string): void {
  if (open >= most)
    throw new FailureError('refused', `${most} ${what} are open, which is the limit.`, 'Close one first.');
}
