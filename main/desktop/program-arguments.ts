/** The arguments of the program: process.argv without those of Electron, Chromium and Node. */
import path from 'node:path';

const NOT_OURS =
  /^--(?:no-sandbox|user-data-dir|inspect|remote-|enable-|disable-|force-|ozone|password-store|lang|use-|js-flags|class|trace|log-|gtk-|no-zygote|in-process-|headless|test-type|allow-)/;

/** `appPath` is the folder that Electron runs; null in the packaged app. */
export function programArguments(argv: readonly string[], appPath: string | null): string[] {
  let first = 1;
  if (appPath !== null) {
    const at = argv.findIndex(
      (arg, i) => i > 0 && !arg.startsWith('-') && path.resolve(arg) === path.resolve(appPath),
    );
    if (at > 0) first = at + 1;
  }
  return argv.slice(first).filter((arg) => !NOT_OURS.test(arg));
}
