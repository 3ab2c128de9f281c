/** A window shows one dialog of the system at a time: a page that asks for more is refused, instead of burying the screen. */
import { FailureError } from '../../shared/failure.ts';

export function oneAtATime(): <T>(show: () => Promise<T>) => Promise<T> {
  let isOpen = false;
  return async (show) => {
    if (isOpen)
      throw new FailureError('refused', 'A dialog of this window is open already.', 'Answer that one first.');
    isOpen = true;
    try {
      return await show();
    } finally {
      isOpen = false;
    }
  };
}
