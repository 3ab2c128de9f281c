/** The program: what is made, in which order, and what ends with it. */
import path from 'node:path';
import { app, BrowserWindow, clipboard, dialog, powerMonitor } from 'electron';
import type { Emit, Handlers } from '../shared/ipc.ts';
import { MOST_WINDOWS } from '../shared/limits.ts';
import type { Notice } from '../shared/session/notice.ts';
import { FailureError } from '../shared/failure.ts';
import { cleanUpLeftovers } from './demo/leftovers.ts';
import { Connections } from './connections/connections.ts';
import { environment, IGNORED_TLS_SETTING } from './connections/environment.ts';
import type { Desktop } from './workspace/desktop.ts';
import { createHandlers } from './workspace/handlers.ts';
import { HistoryFiles } from './storage/history.ts';
import { makeEmitter, serveCalls } from './desktop/ipc.ts';
import { parseLaunch, type Launch } from './connections/launch-options.ts';
import { oneAtATime } from './desktop/one-dialog.ts';
import { hideSecrets } from './connections/hidden-arguments.ts';
import { programArguments } from './desktop/program-arguments.ts';
import { installMenu } from './desktop/menu.ts';
import { watchNetwork } from './desktop/network-watch.ts';
import { ProfileFile } from './connections/profile-file.ts';
import { SecretBox } from './connections/secret-box.ts';
import { systemSealer } from './desktop/key-store.ts';
import { refuseMore } from './workspace/refuse-more.ts';
import { openSettings, type SettingsFile } from './storage/settings.ts';
import { applyTheme, openWindow, registerAppScheme, serveAppFiles, zoom } from './desktop/window.ts';
import { besideOf } from './desktop/window-bounds.ts';
import { Workspace } from './workspace/workspace.ts';

/** The version of Electron that package.json names; put in by the build. */
declare const ELECTRON_WANTED: string;

registerAppScheme();

/** A window and what it works on: a cluster of its own. Settings, histories and saved connections are the program's. */
interface Place {
  window: BrowserWindow | null;
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly takeNotices: () => Notice[];
  handlers: Handlers | null;
  /** The user was asked, or there is nothing to ask. */
  mayEnd: boolean;
}
const places = new Set<Place>();
const emitToAll: Emit = (name, payload) => places.forEach((place) => place.emit(name, payload));
const tell = (text: string) => emitToAll('notice', { tone: 'bad', text });

function makePlace(settings: SettingsFile): Place {
  const { emit, takeNotices } = makeEmitter(() => place.window);
  const workspace = new Workspace(emit, settings);
  const place: Place = { window: null, emit, takeNotices, workspace, handlers: null, mayEnd: false };
  places.add(place);
  return place;
}

async function start(): Promise<void> {
  const settings = await openSettings(app.getPath('userData'));
  const histories = new HistoryFiles(path.join(app.getPath('userData'), 'history'), { onProblem: tell });
  const first = makePlace(settings);
  if (wasVisible) first.emit('notice', { tone: 'bad', text: VISIBLE });
  if (IGNORED_TLS_SETTING) first.emit('notice', { tone: 'info', text: IGNORED_TLS_SETTING });
  const kept: { flush(): Promise<void> }[] = [settings, histories];
  const endUnasked = endWith(kept);
  // Connecting and Chromium's own start take their time side by side; the window asks for the state when it is there.
  const launch = await attempt(first.workspace, readArguments);
  const launched = attempt(first.workspace, () => launch && begin(first.workspace, launch));
  await app.whenReady();
  const [profiles, secrets] = await Promise.all([
    ProfileFile.open(app.getPath('userData'), { onProblem: tell }),
    SecretBox.open(app.getPath('userData'), systemSealer, tell),
  ]);
  const connections = new Connections(profiles, secrets, {
    onChange: (saved) => emitToAll('connections', saved),
    onProblem: tell,
    onGone: (id) =>
      histories.clear(id).catch((error: Error) => tell(`Its history is still there: ${error.message}`)),
  });
  if (launch?.kind === 'saved')
    await attempt(first.workspace, () => first.workspace.beginWith(connections.named(launch.name).id));
  kept.push(connections);
  await connections.bindOldSecrets();
  // Sockets may have died in the computer's sleep without a word.
  // Unlocking tells of a sleep that the system did not (Windows' modern standby); waking twice costs a PING a socket.
  const wake = () => places.forEach(({ workspace }) => void workspace.wake());
  // Who shuts the system down waits for no answer.
  powerMonitor.on('shutdown', endUnasked);
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  watchNetwork(wake);
  serveAppFiles(path.join(__dirname, '../renderer'));
  installMenu((name) => {
    const window = BrowserWindow.getFocusedWindow();
    [...places].find((place) => place.window === window)?.emit('action', name);
  });
  serveCalls((contents) => [...places].find(({ window }) => window?.webContents === contents) ?? null);

  const open = (place: Place) => {
    const { workspace, emit } = place;
    const desktop: Desktop = {
      ...makeDesktop(place),
      onSettings: () => {
        for (const { window } of places) applyTheme(settings.settings.theme, window);
        for (const other of places) if (other !== place) other.emit('settings', settings.settings);
      },
      newWindow: () => {
        refuseMore(places.size, MOST_WINDOWS, 'windows');
        open(makePlace(settings));
      },
    };
    place.handlers = createHandlers(workspace, { settings, histories, connections }, desktop, emit);
    const { bounds } = settings;
    const window = openWindow({
      settings: settings.settings,
      bounds: bounds && places.size > 1 ? besideOf(bounds) : bounds,
      onBounds: (next) => settings.saveBounds(next),
      onGone: (reason, reloaded) =>
        console.error(`The window's process ended (${reason}); ${reloaded ? 'loaded again' : 'given up'}.`),
      preload: path.join(__dirname, '../preload/preload.cjs'),
    });
    place.window = window;
    window.on('close', (event) => {
      if (place.mayEnd) return;
      event.preventDefault();
      void mayEnd([place], 'Close this window?', 'Close').then((may) => may && window.close());
    });
    window.on('closed', () => {
      place.window = null;
      // The last one's work ends with the program.
      if (places.size > 1) void workspace.close().finally(() => places.delete(place));
    });
  };
  open(first);
  await launched;
}

function makeDesktop(place: Place): Omit<Desktop, 'onSettings' | 'newWindow'> {
  const alone = oneAtATime();
  const needsFocus = () => {
    if (!place.window?.isFocused())
      throw new FailureError(
        'refused',
        'The clipboard is left alone while this window is not in front.',
        'Click into the window and do it again.',
      );
  };
  return {
    version: app.getVersion(),
    electron: { running: process.versions.electron!, wanted: ELECTRON_WANTED },
    takeNotices: place.takeNotices,
    chooseFile: async (suggestion) => {
      const defaultPath = path.join(app.getPath('documents'), suggestion);
      const chosen = await alone(() => dialog.showSaveDialog(place.window!, { defaultPath }));
      return chosen.canceled ? null : chosen.filePath!;
    },
    chooseFileToOpen: async () => {
      const chosen = await alone(() => dialog.showOpenDialog(place.window!, { properties: ['openFile'] }));
      return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
    },
    zoom: (direction) => place.window && zoom(place.window, direction),
    confirm: async ({ message, detail, button }) => {
      const options = { type: 'warning' as const, message, detail, buttons: ['Cancel', button], cancelId: 0 };
      const { response } = await alone(() =>
        dialog.showMessageBox(place.window!, {
          ...options,
          defaultId: 0,
          noLink: true,
        }),
      );
      return response === 1;
    },
    // Synchronous up to Electron 44, promises since.
    copyText: async (text) => {
      needsFocus();
      await clipboard.writeText(text);
    },
    pasteText: async () => {
      needsFocus();
      return clipboard.readText();
    },
  };
}

const ownArguments = programArguments(process.argv, process.defaultApp ? app.getAppPath() : null);
// At once: every user of the computer can read them.
const wasVisible = hideSecrets('slotshell', ownArguments);
const VISIBLE =
  'Every user of this computer could read the password among the arguments, in the list of processes. Slotshell has taken it out of its own; what started it (npm, a script) may show it still. REDISCLI_AUTH or a saved connection passes a password unseen.';

const readArguments = (): Promise<Launch> => parseLaunch(ownArguments, environment);

async function begin(workspace: Workspace, launch: Launch): Promise<void> {
  // The demo's start cleans up before it looks for ports; otherwise it can wait until the window is there.
  if (launch.kind !== 'demo') setTimeout(cleanUpLeftovers, 3000).unref();
  if (launch.kind === 'demo') await workspace.demo.start();
  if (launch.kind === 'connect') await workspace.connect(launch.target);
}

/** The session's state or the demo's carries a failure to the window; the terminal it was started from hears it too. */
async function attempt<T>(workspace: Workspace, act: () => T | Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof FailureError) && !(error instanceof Error && 'failure' in error)) throw error;
    const { failure } = error as FailureError;
    console.error(`${failure.message} ${failure.advice}`.trim());
    workspace.reportFailure(failure);
    return null;
  }
}

let asked: Promise<unknown> = Promise.resolve();

/** Asks where something would be lost; one question at a time. */
function mayEnd(ending: readonly Place[], message: string, yes: string): Promise<boolean> {
  const answer = asked.then(() =>
    askToEnd(
      ending.filter((place) => !place.mayEnd),
      message,
      yes,
    ),
  );
  asked = answer.catch(() => undefined);
  return answer;
}

async function askToEnd(ending: readonly Place[], message: string, yes: string): Promise<boolean> {
  const lost = (await Promise.all(ending.map(({ workspace }) => workspace.lossesOnClose()))).flat();
  const window = ending.find((place) => place.window)?.window;
  if (lost.length > 0 && window) {
    const detail = lost.join('\n');
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message,
      detail,
      buttons: [yes, 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    if (response !== 0) return false;
  }
  for (const place of ending) place.mayEnd = true;
  return true;
}

/** However the app ends, the demo clusters end before it, and what is kept is on disk. Gives the way to end it unasked. */
function endWith(kept: readonly { flush(): Promise<void> }[]): () => void {
  let ending: Promise<void> | null = null;
  let ended = false;
  const end = async () => {
    const work = [...places].map(({ workspace }) => workspace.close());
    await Promise.allSettled([...work, ...kept.map((one) => one.flush())]);
    for (const place of places) place.mayEnd = true;
    ended = true;
    app.quit();
  };
  const endUnasked = () => void (ending ??= end());
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void mayEnd([...places], 'Quit Slotshell?', 'Quit').then((may) => may && endUnasked());
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endUnasked);
  return endUnasked;
}

app.on('window-all-closed', () => app.quit());

// Electron would stop everything behind a box of its own, and an app that is quitting would never end.
process.on('uncaughtException', (error) => {
  console.error('Unexpected error:', error);
  tell(`Something unexpected went wrong in Slotshell: ${error.message}. Start it anew if it behaves oddly.`);
});

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
