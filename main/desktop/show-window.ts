/** Shows a window of the program: its page, the handlers of its calls, and its end. */
import { app } from 'electron';
import { languageOf, type LanguageName } from '../../shared/language/language.ts';
import type { Settings } from '../../shared/session/settings.ts';
import { MOST_WINDOWS } from '../../shared/limits.ts';
import type { Desktop } from '../workspace/desktop.ts';
import { createHandlers } from '../workspace/handlers.ts';
import type { ProgramData } from '../workspace/program-data.ts';
import { refuseMore } from '../workspace/refuse-more.ts';
import { createAbout } from './about.ts';
import type { Log } from '../storage/log.ts';
import type { AppWindow, AppWindows } from './app-windows.ts';
import { offerFieldMenu } from './field-menu.ts';
import { createClipboard } from './focused-clipboard.ts';
import { openPath } from './open-path.ts';
import type { Notifier } from './notifier.ts';
import type { Quit } from './quit.ts';
import { createDialogs } from './system-dialogs.ts';
import { besideOf } from './window-bounds.ts';
import type { Updates } from './updates.ts';
import type { WindowMemory } from './window-memory.ts';
import { applyTheme, openWindow, placeWindow, rememberBounds, zoom, type OpenedWindow } from './window.ts';

/** The version of Electron that package.json names; the build puts it in. */
declare const ELECTRON_WANTED: string;

export interface Program {
  windows: AppWindows;
  log: Log;
  data: ProgramData;
  quit: Quit;
  memory: WindowMemory;
  notifier: Notifier;
  updates: Updates;
  /** A window that is open already; the first that is shown takes it, and its page waits for the handlers. */
  opened: OpenedWindow | null;
  /** Path of the built preload script. */
  preload: string;
  /** The one of ours that the system prefers. */
  systemLanguage: LanguageName;
  /** Called when the settings have changed; `except` is the window that has changed them, null if none has. */
  settingsChanged: (except: AppWindow | null) => void;
}

export function showWindow(shown: AppWindow, program: Program): void {
  const { windows, data, quit, memory, preload } = program;
  const { workspace, emit } = shown;
  const { settings } = data;
  shown.handlers = createHandlers(workspace, data, desktopOf(shown, program), emit);
  const { bounds } = settings;
  const { opened: first } = program;
  program.opened = null;
  if (first && shown.bounds) placeWindow(first, shown.bounds);
  const place = shown.bounds ?? (bounds && windows.list.length > 1 ? besideOf(bounds) : bounds);
  const opened = first ?? openWindow({ theme: settings.settings.theme, bounds: place, preload });
  opened.onGone = (text) => program.log.warn(text);
  const { window } = opened;
  rememberBounds(window, (next) => {
    shown.bounds = next;
    settings.saveBounds(next);
    memory.changed();
  });
  shown.window = window;
  offerFieldMenu(window.webContents, () => languageOf(settings.settings.language, program.systemLanguage));
  window.on('close', (event) => {
    if (shown.mayClose) return;
    event.preventDefault();
    void quit.mayClose([shown], 'Close this window?', 'Close').then((may) => may && window.close());
  });
  window.on('closed', () => {
    shown.window = null;
    // The last one's work ends with the program.
    if (windows.list.length > 1)
      void workspace.close().finally(() => {
        windows.delete(shown);
        memory.changed();
      });
  });
  memory.changed();
}

/** In all windows; `except` has them already. */
export function showSettings(windows: AppWindows, settings: Settings, except: AppWindow | null): void {
  for (const { window } of windows.list) applyTheme(settings.theme, window);
  for (const one of windows.list) if (one !== except) one.emit('settings', settings);
}

function desktopOf(shown: AppWindow, program: Program): Desktop {
  const { windows, data } = program;
  const { settings } = data;
  const getWindow = () => shown.window;
  return {
    version: app.getVersion(),
    electron: { running: process.versions.electron!, wanted: ELECTRON_WANTED },
    systemLanguage: program.systemLanguage,
    takeNotices: shown.takeNotices,
    ...createDialogs(getWindow),
    ...createClipboard(getWindow),
    ...createAbout(program.log, settings),
    zoom: (direction) => shown.window && zoom(shown.window, direction),
    onSettings: () => program.settingsChanged(shown),
    openFile: openPath,
    onShown: program.memory.changed,
    updates: program.updates,
    tell: (news) => program.notifier.tell(shown, news),
    newWindow: () => {
      refuseMore(windows.list.length, MOST_WINDOWS, 'windows');
      showWindow(windows.add(settings), program);
    },
  };
}
