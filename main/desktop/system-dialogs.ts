/** The dialogs of the operating system that a window may show. */
import path from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Desktop } from '../workspace/desktop.ts';
import { oneAtATime } from './one-dialog.ts';

type Dialogs = Pick<Desktop, 'chooseFile' | 'chooseFileToOpen' | 'confirm'>;

export function createDialogs(getWindow: () => BrowserWindow | null): Dialogs {
  const alone = oneAtATime();
  return {
    chooseFile: async (suggestion) => {
      const defaultPath = path.join(app.getPath('documents'), suggestion);
      const chosen = await alone(() => dialog.showSaveDialog(getWindow()!, { defaultPath }));
      return chosen.canceled ? null : chosen.filePath!;
    },
    chooseFileToOpen: async () => {
      const chosen = await alone(() => dialog.showOpenDialog(getWindow()!, { properties: ['openFile'] }));
      return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
    },
    confirm: async ({ message, detail, button }) => {
      const { response } = await alone(() =>
        dialog.showMessageBox(getWindow()!, {
          type: 'warning',
          message,
          detail,
          buttons: ['Cancel', button],
          defaultId: 0,
          cancelId: 0,
          noLink: true,
        }),
      );
      return response === 1;
    },
  };
}
