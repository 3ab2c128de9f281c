/** The arguments meant for us: process.argv without Electron's, Chromium's and Node's own. */
import path from 'node:path';

const NOT_OURS =
  /^--(?:no-sandbox|user-data-dir|inspect|remote-|enable-|disable-|force-|ozone|password-store|lang|use-|js-flags|class|trace|log-|gtk-|no-zygote|in-process-|headless|test-type|allow-)/;

/** `appPath` is the folder that Electron was told to run; null in the packaged app. */
export function programArguments(argv: readonly string[], appPath: string | null): string[] {
  let first = 1;
  if (appPath !== null) {
    const at = argv.findIndex(
      (word, i) => i > 0 && !word.startsWith('-') && path.resolve(word) === path.resolve(appPath),
    );
    if (at > 0) first = at + 1;
  }
  return argv.slice(first).filter((word) => !NOT_OURS.test(word));
}
