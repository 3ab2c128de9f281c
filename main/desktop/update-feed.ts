/** Where releases are looked for, and whether this copy of the app can replace itself. */
import { readFile } from 'node:fs/promises';

/** How the app was installed: those that the app may replace, and the others. */
export type Kind = 'appimage' | 'mac' | 'nsis' | 'package';

export function kindOf(
  platform: NodeJS.Platform,
  environment: { readonly [name: string]: string | undefined },
): Kind {
  if (platform === 'darwin') return 'mac';
  if (platform === 'win32') return environment['PORTABLE_EXECUTABLE_DIR'] ? 'package' : 'nsis';
  // A deb or rpm belongs to the package manager, a snap or flatpak to its store, an unpacked directory to the user.
  return environment['APPIMAGE'] && !environment['SNAP'] && !environment['FLATPAK_ID']
    ? 'appimage'
    : 'package';
}

/**
 * The URL in electron-builder's `app-update.yml`; null if there is none, or only the placeholder of a build without a feed.
 * HTTP is for this computer only: the checksum of a download comes by the same way.
 */
export async function readFeed(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return feedIn(text);
}

export function feedIn(text: string): string | null {
  const [, given] = /^url: *['"]?([^\s'"]+)['"]? *$/m.exec(text) ?? [];
  const url = urlOf(given);
  if (given === undefined || url === null) return null;
  const { protocol, hostname } = url;
  if (hostname.endsWith('.invalid')) return null;
  const isHere = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  return protocol === 'https:' || (protocol === 'http:' && isHere) ? given : null;
}

function urlOf(text = ''): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
