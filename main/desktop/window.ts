/// <reference types="electron-vite/node" />
/** The window, the scheme its page comes by, and all that the page may not do. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, nativeTheme, protocol, screen, type Session } from 'electron';
import icon from '../../assets/icon.png?asset';
import type { Settings } from '../../shared/session/settings.ts';
import type { WindowBounds } from '../storage/settings.ts';
import { fitBounds, SMALLEST, type Area } from './window-bounds.ts';

const SCHEME = 'app';
const HOST = 'slotshell';
/** Where `npm run dev` serves the page from; a build for users does not know it. */
const DEV_SERVER = import.meta.env.DEV ? process.env['ELECTRON_RENDERER_URL'] : undefined;
const PAGE = DEV_SERVER ?? `${SCHEME}://${HOST}/index.html`;

/** Whether a frame shows the page that we serve. */
export const isOwnPage = (url: string): boolean => url.startsWith(DEV_SERVER ?? `${SCHEME}://${HOST}/`);

/** xterm and Monaco set inline styles; nothing else is given up. */
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

/** Before the app is ready: Electron takes schemes only until then. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, codeCache: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** The file a URL of ours names, or null for anything outside `directory`. */
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

/** Answers app://slotshell/… out of one directory. */
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
    return answer(200, TYPES[path.extname(file)] ?? 'application/octet-stream', bytes);
  });
}

/** The page needs nothing of the outside: no permission, no device, no download, no network. */
function closeSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  if (DEV_SERVER !== undefined) return;
  // The page is served by a scheme of our own. All else, WebRTC's TURN over TCP included, ends at a proxy that is not there.
  void session.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'socks5://127.0.0.1:0',
    proxyBypassRules: '<-loopback>',
  });
  const outside = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] };
  session.webRequest.onBeforeRequest(outside, (_details, answer) => answer({ cancel: true }));
}

function background(theme: Settings['theme']): string {
  const dark = theme === 'dark' || (theme === 'system' && nativeTheme.shouldUseDarkColors);
  return dark ? '#101217' : '#ffffff';
}

/** The page's `prefers-color-scheme`, the menus, and what shows before the page has painted. */
export function applyTheme(theme: Settings['theme'], window: BrowserWindow | null): void {
  nativeTheme.themeSource = theme;
  window?.setBackgroundColor(background(theme));
}

const DEFAULT_SIZE = { width: 1440, height: 900 };

/** The room on each display, the primary one's first. */
function displays(): [Area, ...Area[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

/** Chromium's levels: each makes everything a fifth larger. */
const ZOOM = { step: 0.5, most: 4 };

export function zoom({ webContents }: BrowserWindow, direction: 'in' | 'out' | 'reset'): void {
  const steps = { in: ZOOM.step, out: -ZOOM.step };
  const level = direction === 'reset' ? 0 : webContents.getZoomLevel() + steps[direction];
  webContents.setZoomLevel(Math.min(ZOOM.most, Math.max(-ZOOM.most, level)));
}

function rememberBounds(window: BrowserWindow, onBounds: (bounds: WindowBounds) => void): void {
  const report = () => {
    if (window.isMinimized() || window.isFullScreen()) return;
    onBounds({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  window.on('resize', report);
  window.on('move', report);
  window.on('maximize', report);
  window.on('unmaximize', report);
}

/** A page that dies is loaded again; one that dies twice within a minute would only go on dying. */
function survive(window: BrowserWindow, onGone: OpenWindow['onGone']): void {
  let last = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    const reloaded = now - last > 60_000;
    last = now;
    if (reloaded) window.webContents.reload();
    onGone(reason, reloaded);
  });
}

export interface OpenWindow {
  settings: Settings;
  bounds: WindowBounds | null;
  onBounds: (bounds: WindowBounds) => void;
  /** The page's process ended; `reloaded` says whether the page is being loaded again. */
  onGone: (reason: string, reloaded: boolean) => void;
  /** Path of the built preload script. */
  preload: string;
}

export function openWindow({ settings, bounds, onBounds, onGone, preload }: OpenWindow): BrowserWindow {
  applyTheme(settings.theme, null);
  const place = bounds && fitBounds(bounds, displays());
  const { x: _x, y: _y, ...size } = fitBounds({ x: 0, y: 0, ...DEFAULT_SIZE }, displays());
  const window = new BrowserWindow({
    ...size,
    ...(place && { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Slotshell',
    icon,
    backgroundColor: background(settings.theme),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const contents = window.webContents;
  closeSession(contents.session);
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // A page can open sockets by WebRTC without asking anybody: UDP is off, and TCP goes to the proxy of closeSession.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  survive(window, onGone);
  rememberBounds(window, onBounds);
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize();
    window.show();
  });
  void window.loadURL(PAGE);
  return window;
}
