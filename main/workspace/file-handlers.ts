/** The calls about files that the user chooses, and about the clipboard. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { fileCalls } from '../../shared/calls/file.ts';
import { readText, writeText } from '../storage/text-file.ts';
import type { Desktop } from './desktop.ts';

export const createFileHandlers = (desktop: Desktop): HandlersOf<typeof fileCalls> => ({
  copyText: ({ text }) => desktop.copyText(text),
  pasteText: () => desktop.pasteText(),
  chooseFile: () => desktop.chooseFileToOpen(),
  openText: async () => {
    const path = await desktop.chooseFileToOpen();
    return path === null ? null : readText(path);
  },
  saveText: async ({ suggestion, text }) => {
    const path = await desktop.chooseFile(suggestion);
    if (path !== null) await writeText(path, text);
    return path;
  },
});
