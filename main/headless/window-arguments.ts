/** Which arguments of `slotshell` are for the window, where the window and the command are installed together. Pure. */
import path from 'node:path';
import { flagOf } from '../connections/cli-flags.ts';
import { isUrl } from '../connections/connection-url.ts';

/** The window's program, seen from the folder `command` among the app's resources. */
const WINDOWS: Partial<Record<NodeJS.Platform, string>> = {
  linux: '../../slotshell',
  win32: '../../Slotshell.exe',
  darwin: '../../MacOS/Slotshell',
};

/** The path at which the window would be, installed with the command `program`; null if the command came alone. */
export function windowBeside(program: string, platform: NodeJS.Platform): string | null {
  const { basename, dirname, join } = platform === 'win32' ? path.win32 : path.posix;
  const folder = dirname(program);
  const isInstalled = basename(folder) === 'command' && /^resources$/i.test(basename(dirname(folder)));
  const place = WINDOWS[platform];
  return isInstalled && place !== undefined ? join(folder, place) : null;
}

/**
 * The arguments for the window; null if they are the command's. `isAlone` says whether a call without arguments is for
 * the window: nothing is piped to it, and there is a display.
 */
export function windowArguments(argv: readonly string[], isAlone: () => boolean): string[] | null {
  if (argv.length === 0) return isAlone() ? [] : null;
  if (argv.length === 1 && isUrl(argv[0]!)) return [...argv];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    const row = arg.startsWith('-') ? flagOf(arg) : null;
    if (row === null) return null;
    // The window knows itself by other flags, and would refuse this one.
    if (row.headless === 'window')
      return row.flag === '--window' ? argv.filter((_, at) => at !== i) : [...argv];
    if (row.value !== undefined) i++;
  }
  return null;
}
