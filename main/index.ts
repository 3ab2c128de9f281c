/** The program: what is made, in which order, and what ends with it. */
import path from 'node:path';
import { app, clipboard, dialog, powerMonitor, type BrowserWindow } from 'electron';
import { FailureError } from './cluster/failure.ts';
import { cleanUpLeftovers } from './demo/leftovers.ts';
import { Connections } from './connections.ts';
import { createHandlers } from './handlers.ts';
import { HistoryFiles } from './history.ts';
import { makeEmitter, serveCalls } from './ipc.ts';
import { parseLaunch } from './launch-options.ts';
import { programArguments } from './program-arguments.ts';
import { installMenu } from './menu.ts';
import { ProfileFile } from './profiles/profile-file.ts';
import { SecretBox } from './profiles/secret-box.ts';
import { systemSealer } from './secrets.ts';
import { openSettings } from './settings.ts';
import { applyTheme, openWindow, registerAppScheme, serveAppFiles } from './window.ts';
import { Workspace } from './workspace.ts';

registerAppScheme();

let window: BrowserWindow | null = null;
const emit = makeEmitter(() => window);

async function start(): Promise<void> {
  const settings = await openSettings(app.getPath('userData'));
  const workspace = new Workspace(emit, settings);
  const histories = new HistoryFiles(path.join(app.getPath('userData'), 'history'), {
    onProblem: (text) => emit('notice', { tone: 'bad', text }),
  });
  // Connecting and Chromium's own start take their time side by side; the window asks for the state when it is there.
  const launched = launch(workspace);
  await app.whenReady();
  const tell = (text: string) => emit('notice', { tone: 'bad', text });
  const [profiles, secrets] = await Promise.all([
    ProfileFile.open(app.getPath('userData'), { onProblem: tell }),
    SecretBox.open(app.getPath('userData'), systemSealer, tell),
  ]);
  serveAppFiles(path.join(__dirname, '../renderer'));
  // Sockets may have died in the computer's sleep without a word.
  powerMonitor.on('resume', () => void workspace.session?.cluster.wake());
  installMenu((name) => emit('action', name));
  const handlers = createHandlers(
    workspace,
    settings,
    histories,
    new Connections(profiles, secrets, workspace),
    {
      version: app.getVersion(),
      chooseFile: async (suggestion) => {
        const chosen = await dialog.showSaveDialog(window!, {
          defaultPath: path.join(app.getPath('documents'), suggestion),
        });
        return chosen.canceled ? null : chosen.filePath!;
      },
      chooseFileToOpen: async () => {
        const chosen = await dialog.showOpenDialog(window!, { properties: ['openFile'] });
        return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
      },
      // Synchronous up to Electron 44, promises since.
      copyText: async (text) => clipboard.writeText(text),
      pasteText: async () => clipboard.readText(),
      onSettings: () => applyTheme(settings.settings.theme, window),
    },
  );
  serveCalls(handlers, () => window);
  window = openWindow({
    settings: settings.settings,
    bounds: settings.bounds,
    onBounds: (bounds) => settings.saveBounds(bounds),
    onGone: (reason, reloaded) =>
      console.error(`The window's process ended (${reason}); ${reloaded ? 'loaded again' : 'given up'}.`),
    preload: path.join(__dirname, '../preload/preload.cjs'),
  });
  window.on('closed', () => (window = null));
  endWith(workspace, async () => void (await Promise.all([settings.flush(), histories.flush()])));
  await launched;
}

async function launch(workspace: Workspace): Promise<void> {
  try {
    const wanted = parseLaunch(
      programArguments(process.argv, process.defaultApp ? app.getAppPath() : null),
      process.env,
    );
    // The demo's start cleans up before it looks for ports; otherwise it can wait until the window is there.
    if (wanted.kind !== 'demo') setTimeout(cleanUpLeftovers, 3000).unref();
    if (wanted.kind === 'demo') await workspace.startDemo();
    if (wanted.kind === 'connect') await workspace.connect(wanted.target);
  } catch (error) {
    if (!(error instanceof FailureError) && !(error instanceof Error && 'failure' in error)) throw error;
    // The session's state or the demo's carries it to the window; the terminal it was started from hears it too.
    console.error(error.message);
    workspace.reportFailure((error as FailureError).failure);
  }
}

/** However the app ends, the demo cluster ends before it. */
function endWith(workspace: Workspace, flush: () => Promise<void>): void {
  let ended = false;
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void Promise.allSettled([workspace.close(), flush()]).then(() => {
      ended = true;
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

app.on('window-all-closed', () => app.quit());

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
