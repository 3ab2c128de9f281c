/// <reference types="electron-vite/node" />
/** The scheme that the page comes by, and the policy that comes with it. */
import path from 'node:path';
import { protocol, type WebContents } from 'electron';

const SCHEME = 'app';
const HOST = 'slotshell';
/** Where `npm run dev` serves the page from; undefined in a build for users. */
export const DEV_SERVER = import.meta.env.DEV ? process.env['ELECTRON_RENDERER_URL'] : undefined;
export const PAGE = DEV_SERVER ?? `${SCHEME}://${HOST}/index.html`;

/** Whether a frame shows the page that we serve. */
export const isOwnPage = (url: string): boolean => url.startsWith(DEV_SERVER ?? `${SCHEME}://${HOST}/`);

/** xterm and Monaco need inline styles; nothing else is allowed. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Chromium's ERR_FILE_NOT_FOUND. */
const FILE_NOT_FOUND = -6;

/** Before the app is ready: Electron accepts schemes only until then. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, codeCache: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** The file that a URL names, or null if it is outside `directory` or of another host. */
function fileOf(url: string, directory: string): string | null {
  try {
    const { host, pathname } = new URL(url);
    // The URL parser resolves `..`; an encoded slash or backslash would bring it back.
    const file = path.resolve(directory, `.${decodeURIComponent(pathname)}`);
    return host === HOST && file.startsWith(directory + path.sep) ? file : null;
  } catch {
    return null;
  }
}

/**
 * Resolves once the first page has its script and its styles, or will not get them. Electron hands on the end of each answer
 * from main: a page waits while main is busy.
 */
export function hasFirstFiles(contents: WebContents): Promise<void> {
  const missing = new Set(['script', 'stylesheet']);
  const { webRequest } = contents.session;
  return new Promise((resolve) => {
    const end = () => {
      webRequest.onCompleted(null);
      webRequest.onErrorOccurred(null);
      resolve();
    };
    webRequest.onCompleted(({ resourceType }) => {
      missing.delete(resourceType);
      if (missing.size === 0) end();
    });
    webRequest.onErrorOccurred(end);
    contents.once('did-stop-loading', end);
  });
}

/** Serves app://slotshell/… from one directory. */
export function serveAppFiles(rendererDirectory: string): void {
  const directory = path.resolve(rendererDirectory);
  const headers = { 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'X-Content-Type-Options': 'nosniff' };
  protocol.registerFileProtocol(SCHEME, ({ method, url }, answer) => {
    const file = method === 'GET' ? fileOf(url, directory) : null;
    if (file === null) return answer({ error: FILE_NOT_FOUND });
    answer({ path: file, headers });
  });
}
