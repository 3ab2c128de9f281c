/// <reference types="electron-vite/node" />
/** The scheme that the page comes by, and the policy that comes with it. */
import { readFile } from 'node:fs/promises';
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

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

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

let onScript: () => void = () => undefined;
const script = new Promise<void>((resolve) => (onScript = resolve));

/** Resolves once a page has been given its script, or will not ask for it. */
export const hasServedScript = (contents: WebContents): Promise<void> =>
  Promise.race([script, new Promise<void>((resolve) => contents.once('did-stop-loading', resolve))]);

/** Serves app://slotshell/… from one directory. */
export function serveAppFiles(rendererDirectory: string): void {
  const directory = path.resolve(rendererDirectory);
  protocol.handle(SCHEME, async (request) => {
    const answer = (status: number, type: string, body: Uint8Array<ArrayBuffer> | string) =>
      new Response(body, {
        status,
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    const file = request.method === 'GET' ? fileOf(request.url, directory) : null;
    const bytes = file === null ? null : await readFile(file).catch(() => null);
    if (file === null || bytes === null) return answer(404, 'text/plain; charset=utf-8', 'Not found');
    if (path.extname(file) === '.js') setImmediate(onScript);
    return answer(200, TYPES[path.extname(file)] ?? 'application/octet-stream', bytes);
  });
}
