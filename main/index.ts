/** The app's first steps: the window is opened, and the program behind it is loaded while the window loads its page. */
import path from 'node:path';
import { app, ipcMain, Menu } from 'electron';
import { CALL_CHANNEL } from '../shared/channels.ts';
import { environment } from './connections/environment.ts';
import { hideSecrets } from './connections/hidden-arguments.ts';
import { hasFirstFiles, registerAppScheme, serveAppFiles } from './desktop/app-scheme.ts';
import { SecondStarts, takePlace } from './desktop/one-program.ts';
import { OpenedLinks } from './desktop/opened-links.ts';
import { programArguments } from './desktop/program-arguments.ts';
import { keepHeapSmall } from './desktop/start-heap.ts';
import { openWindow } from './desktop/window.ts';
import { readFirstLook } from './storage/first-look.ts';
import { isLateShutdown } from './cluster/wire/late-shutdown.ts';
import type { RunningProgram } from './program.ts';

keepHeapSmall();
registerAppScheme();
// The installer's shortcut has the same: Windows groups windows and notifications by it.
if (process.platform === 'win32') app.setAppUserModelId('dev.slotshell.app');
const args = programArguments(process.argv, process.defaultApp ? app.getAppPath() : null);
// At once: every user of the computer can read them.
const wasVisible = hideSecrets('slotshell', args);

async function start(): Promise<RunningProgram> {
  const links = new OpenedLinks();
  const seconds = new SecondStarts();
  // A bar is there from the beginning, so that the page keeps its size when the program has made the menu. Without one,
  // Electron makes its own.
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: '' }]));
  const directory = app.getPath('userData');
  const reading = readFirstLook(directory);
  await app.whenReady();
  serveAppFiles(path.join(__dirname, '../renderer'));
  const preload = path.join(__dirname, '../preload/preload.cjs');
  const opened = openWindow({ ...(await reading), preload, isReady: running });
  // Loading the program stops main for as long as the page needs to compile its script.
  await hasFirstFiles(opened.window.webContents);
  const { runProgram } = await import('./program.ts');
  return runProgram({ directory, args, wasVisible, links, seconds, opened, preload });
}

/** Ends this process, whose arguments another one has taken, or would not take. */
async function end(place: Exclude<ReturnType<typeof takePlace>, 'first'>): Promise<never> {
  const { endSecond } = await import('./desktop/hand-over.ts');
  await endSecond(place, args, environment);
  return new Promise(() => undefined);
}

app.on('window-all-closed', () => app.quit());

const place = takePlace(args, environment);
const running = place === 'first' ? start() : end(place);

// The page may call before the program is loaded.
ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, argument: unknown) =>
  (await running).answer(event, name, argument),
);

// Electron would stop everything behind a box of its own, and an app that is quitting would never end.
process.on('uncaughtException', (error) => {
  if (isLateShutdown(error)) return;
  console.error('Unexpected error:', error);
  void running.then(({ unexpected }) => unexpected(error));
});

running
  .then(({ launched }) => launched)
  .catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
