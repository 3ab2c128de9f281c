/** The program: what is made, in which order, and what ends with it. */
import path from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { Emit } from '../shared/ipc.ts';
import { MOST_WINDOWS } from '../shared/limits.ts';
import { languageOf, systemLanguage } from '../shared/language/language.ts';
import { environment, IGNORED_TLS_SETTING } from './connections/environment.ts';
import { hideSecrets, maskArguments } from './connections/hidden-arguments.ts';
import { defaultsIn, parseLaunch, type Launch } from './connections/launch-options.ts';
import { askAboutLink } from './desktop/ask-about-link.ts';
import { registerAppScheme, serveAppFiles } from './desktop/app-scheme.ts';
import { AppWindows, type AppWindow } from './desktop/app-windows.ts';
import { endSecond } from './desktop/hand-over.ts';
import { serveCalls } from './desktop/ipc.ts';
import { menuIn } from './desktop/menu.ts';
import { Notifier } from './desktop/notifier.ts';
import { SecondStarts, takePlace } from './desktop/one-program.ts';
import { openLast } from './desktop/open-last.ts';
import { OpenedLinks } from './desktop/opened-links.ts';
import { programArguments } from './desktop/program-arguments.ts';
import { Quit } from './desktop/quit.ts';
import type { SecondStart } from './desktop/second-start.ts';
import { openConnections } from './desktop/saved-connections.ts';
import { showSettings, showWindow, type Program } from './desktop/show-window.ts';
import { watchForWake } from './desktop/wake-watch.ts';
import { WindowMemory } from './desktop/window-memory.ts';
import { LessonProgressFile } from './lesson/progress-file.ts';
import { LocalClusters } from './local/local-clusters.ts';
import { HistoryFiles } from './storage/history.ts';
import { openSettings } from './storage/settings.ts';
import { SnippetFile } from './storage/snippets.ts';
import { attempt, openLaunch } from './workspace/launch.ts';
import { newsOf } from './workspace/news.ts';
import { refuseMore } from './workspace/refuse-more.ts';
import { isLateShutdown } from './cluster/wire/late-shutdown.ts';

const VISIBLE_PASSWORD =
  'Every user of this computer could read the password among the arguments, in the list of processes. Slotshell has removed it from its own entry; the program that started it (npm, a script) may still show it. REDISCLI_AUTH or a saved connection keeps a password out of the list.';
const NOT_UNDERSTOOD =
  'Slotshell was started again, and what that start asked for cannot be understood: it may be of another version. Quit this one, then start again.';

registerAppScheme();
// The installer's shortcut has the same: Windows groups windows and notifications by it.
if (process.platform === 'win32') app.setAppUserModelId('dev.slotshell.app');
const args = programArguments(process.argv, process.defaultApp ? app.getAppPath() : null);
// At once: every user of the computer can read them.
const wasVisible = hideSecrets('slotshell', args);
const windows = new AppWindows();

/** Sends a choice in the menu to the window that has the focus. */
const emitFocused: Emit = (name, payload) => {
  const focused = BrowserWindow.getFocusedWindow();
  if (focused) windows.withContents(focused.webContents)?.emit(name, payload);
};

async function start(): Promise<void> {
  const links = new OpenedLinks();
  const seconds = new SecondStarts();
  const directory = app.getPath('userData');
  const settings = await openSettings(directory, { onProblem: windows.warn });
  const histories = new HistoryFiles(path.join(directory, 'history'), { onProblem: windows.warn });
  const lessons = await LessonProgressFile.open(directory, windows.warn);
  const snippets = await SnippetFile.open(directory, windows.warn);
  const first = windows.add(settings);
  settings.problems.forEach(windows.warn);
  if (wasVisible) first.emit('notice', { tone: 'bad', text: VISIBLE_PASSWORD });
  if (IGNORED_TLS_SETTING) first.emit('notice', { tone: 'info', text: IGNORED_TLS_SETTING });
  const memory = new WindowMemory(directory, windows, settings);
  const quit = new Quit(windows, [settings, histories, lessons, snippets, memory]);
  // Connecting runs beside Chromium's own start; the window asks for the state once its page is loaded.
  const launch = await attempt(first.workspace, () =>
    parseLaunch(args, environment, { defaults: defaultsIn(settings.settings) }),
  );
  const launched = attempt(first.workspace, () => launch && openLaunch(first.workspace, launch));
  await app.whenReady();
  const connections = await openConnections(directory, histories, windows);
  quit.flushAlso(connections);
  /** The launches that need the saved connections. Resolves with the connection that a link makes. */
  const begin = async ({ workspace }: AppWindow, launch: Launch | null) => {
    if (launch?.kind === 'saved')
      await attempt(workspace, () => workspace.beginWith({ connect: connections.named(launch.name).id }));
    if (launch?.kind !== 'link') return { done: null };
    const profiles = connections.saved.list.map(({ profile }) => profile);
    const target = await attempt(workspace, () =>
      askAboutLink(launch.url, profiles, defaultsIn(settings.settings)),
    );
    return { done: target && attempt(workspace, () => workspace.connect(target)) };
  };
  const { done } = await begin(first, launch);
  const locals = await LocalClusters.open(path.join(directory, 'local-clusters'), {
    onProblem: windows.warn,
  });
  quit.flushAlso(locals);
  await connections.bindOldSecrets();
  quit.watchShutdown();
  watchForWake(windows.wake);
  serveAppFiles(path.join(__dirname, '../renderer'));
  const preferred = systemLanguage(app.getPreferredSystemLanguages());
  const showMenu = menuIn(
    () => ({
      language: languageOf(settings.settings.language, preferred),
      settings: settings.settings,
    }),
    { act: (name) => emitFocused('action', name), set: (change) => emitFocused('set', change) },
  );
  showMenu();
  serveCalls((contents) => windows.withContents(contents));
  const notifier = new Notifier(settings, () => languageOf(settings.settings.language, preferred));
  const program: Program = {
    windows,
    data: { settings, histories, connections, lessons, locals, snippets },
    quit,
    memory,
    notifier,
    preload: path.join(__dirname, '../preload/preload.cjs'),
    systemLanguage: preferred,
    settingsChanged: (except) => {
      showMenu();
      showSettings(windows, settings.settings, except);
    },
  };
  windows.onEvent = (from, event) => {
    if (event[0] === 'session') memory.changed();
    const news = newsOf(event);
    if (news) notifier.tell(from, news);
  };
  const last = launch?.kind === 'first-run' ? await openLast(directory, first, program) : null;
  if (last === null) showWindow(first, program);
  await settings.watch(() => {
    program.settingsChanged(null);
    settings.problems.forEach(windows.warn);
  });
  const addWindow = () => {
    refuseMore(windows.list.length, MOST_WINDOWS, 'windows');
    return windows.add(settings);
  };
  const openLink = async (url: string) => {
    const next = addWindow();
    await begin(next, { kind: 'link', url });
    showWindow(next, program);
  };
  const openSecond = async (start: SecondStart) => {
    const next = addWindow();
    const { workspace } = next;
    if (maskArguments(start.args)) next.emit('notice', { tone: 'bad', text: VISIBLE_PASSWORD });
    const launch = await attempt(workspace, () =>
      parseLaunch(start.args, start.environment, {
        directory: start.directory,
        defaults: defaultsIn(settings.settings),
      }),
    );
    const opened = attempt(workspace, () => launch && openLaunch(workspace, launch));
    const { done } = await begin(next, launch);
    showWindow(next, program);
    await Promise.all([opened, done]);
  };
  const failed = ({ message }: Error) => windows.warn(message);
  links.onLink((url) => void openLink(url).catch(failed));
  seconds.onStart((start) => (start ? void openSecond(start).catch(failed) : windows.warn(NOT_UNDERSTOOD)));
  await Promise.all([launched, done, ...(last ?? [])]);
}

app.on('window-all-closed', () => app.quit());

// Electron would stop everything behind a box of its own, and an app that is quitting would never end.
process.on('uncaughtException', (error) => {
  if (isLateShutdown(error)) return;
  console.error('Unexpected error:', error);
  windows.warn(
    `Something unexpected went wrong in Slotshell: ${error.message}. Restart it if it behaves oddly.`,
  );
});

const place = takePlace(args, environment);
(place === 'first' ? start() : endSecond(place, args, environment)).catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
