/** The clipboard, for a window that has the focus: a page in the background must not read or replace it. */
import { clipboard, type BrowserWindow } from 'electron';
import { FailureError } from '../../shared/failure.ts';
import type { Desktop } from '../workspace/desktop.ts';

export function createClipboard(
  getWindow: () => BrowserWindow | null,
): Pick<Desktop, 'copyText' | 'pasteText'> {
  const requireFocus = () => {
    if (!getWindow()?.isFocused())
      throw new FailureError(
        'refused',
        'Slotshell uses the clipboard only while its window has the focus.',
        'Click into the window and try again.',
      );
  };
  // Electron's clipboard is synchronous up to version 44, and returns promises since.
  return {
    copyText: async (text) => {
      requireFocus();
      await clipboard.writeText(text);
    },
    pasteText: async () => {
      requireFocus();
      return clipboard.readText();
    },
  };
}
