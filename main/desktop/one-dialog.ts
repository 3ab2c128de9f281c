/** A window shows one system dialog at a time: a page that asks for more is refused, so it cannot bury the screen. */
import { FailureError } from '../../shared/failure.ts';

export function oneAtATime(): <T>(show: () => Promise<T>) => Promise<T> {
  let isOpen = false;
  return async (show) => {
    if (isOpen)
      throw new FailureError('refused', 'This window already shows a dialog.', 'Answer that one first.');
    isOpen = true;
    try {
      return await show();
    } finally {
      isOpen = false;
    }
  };
}
