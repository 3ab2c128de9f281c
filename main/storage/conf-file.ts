/** Reads a server's conf file. */
import { readText } from './text-file.ts';

/** Null if it cannot be read: it is not there, too large, or not text. */
export const readConfFile = (path: string): Promise<string | null> =>
  readText(path).then(
    ({ text }) => text,
    () => null,
  );
