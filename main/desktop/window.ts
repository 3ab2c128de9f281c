/// <reference types="electron-vite/node" />
/** One window of the desktop: its size, its theme, its zoom, and the loading of its page. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import icon from '../../assets/icons/256x256.png?asset';
import type { Settings } from '../../shared/session/settings.ts';
import type { WindowBounds } from '../storage/settings-text.ts';
import { PAGE } from './app-scheme.ts';
import { lockDown } from './lock-down.ts';
import { fitBounds, SMALLEST, type Area } from './window-bounds.ts';

/** Colours of the page's ground, as in its style sheet. */
const GROUNDS = { dark: '#101217', light: '#ffffff', contrast: '#000000' };

function background(theme: Settings['theme']): string {
  if (theme === 'system') return nativeTheme.shouldUseDarkColors ? GROUNDS.dark : GROUNDS.light;
  return GROUNDS[theme];
}

/** Sets the page's `prefers-color-scheme`, the menus, and the colour that shows before the page has painted. */
export function applyTheme(theme: Settings['theme'], window: BrowserWindow | null): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'dark' : theme;
  window?.setBackgroundColor(background(theme));
}

const DEFAULT_SIZE = { width: 1440, height: 900 };

/** The usable area of each display, the primary one first. */
function displays(): [Area, ...Area[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

/** Chromium's zoom levels: each makes everything a fifth larger. */
const ZOOM = { step: 0.5, most: 4 };

export function zoom({ webContents }: BrowserWindow, direction: 'in' | 'out' | 'reset'): void {
  const steps = { in: ZOOM.step, out: -ZOOM.step };
  const level = direction === 'reset' ? 0 : webContents.getZoomLevel() + steps[direction];
  webContents.setZoomLevel(Math.min(ZOOM.most, Math.max(-ZOOM.most, level)));
}

/** Calls back with each new place of the window. */
export function rememberBounds(window: BrowserWindow, onBounds: (bounds: WindowBounds) => void): void {
  const report = () => {
    if (window.isMinimized() || window.isFullScreen()) return;
    onBounds({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  window.on('resize', report);
  window.on('move', report);
  window.on('maximize', report);
  window.on('unmaximize', report);
}

/** Loads a page again if its process dies, but not twice within a minute: it would only die again. */
const RELOAD_AFTER_MS = 60_000;

function reloadOnCrash(opened: OpenedWindow): void {
  let last = -Infinity;
  const { window } = opened;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    const reloaded = now - last > RELOAD_AFTER_MS;
    last = now;
    if (reloaded) window.webContents.reload();
    const text = `The window's process ended (${reason}); ${reloaded ? 'loaded again' : 'given up'}.`;
    console.error(text);
    opened.onGone(text);
  });
}

export interface OpenWindow {
  theme: Settings['theme'];
  bounds: WindowBounds | null;
  /** Path of the built preload script. */
  preload: string;
  /** The window is shown once this has resolved and its page is painted. */
  isReady?: Promise<unknown>;
}

/** A window, and where it is to be shown; null for the default. */
export interface OpenedWindow {
  readonly window: BrowserWindow;
  bounds: WindowBounds | null;
  /** Is told that the page's process ended. */
  onGone(text: string): void;
}

/** Gives a window that is not shown yet another place. */
export function placeWindow(opened: OpenedWindow, bounds: WindowBounds): void {
  const { maximized: _maximized, ...place } = fitBounds(bounds, displays());
  opened.bounds = bounds;
  opened.window.setBounds(place);
}

export function openWindow({ theme, bounds, preload, isReady }: OpenWindow): OpenedWindow {
  applyTheme(theme, null);
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
    backgroundColor: background(theme),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  lockDown(window.webContents);
  const opened: OpenedWindow = { window, bounds, onGone: () => undefined };
  reloadOnCrash(opened);
  const show = () => {
    if (window.isDestroyed()) return;
    if (opened.bounds?.maximized) window.maximize();
    window.show();
  };
  window.once('ready-to-show', () => void Promise.resolve(isReady).then(show));
  void window.loadURL(PAGE);
  return opened;
}
