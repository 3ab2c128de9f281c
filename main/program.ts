/** The program behind the windows: what is made, in which order, and what ends with it. Loaded beside the first page. */
import path from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { Emit } from '../shared/ipc.ts';
import { MOST_WINDOWS } from '../shared/limits.ts';
import { languageOf, systemLanguage } from '../shared/language/language.ts';
import { environment, IGNORED_TLS_SETTING } from './connections/environment.ts';
import { maskArguments } from './connections/hidden-arguments.ts';
import { defaultsIn, parseLaunch, type Launch } from './connections/launch-options.ts';
import { aboutFacts } from './desktop/about.ts';
import { askAboutLink } from './desktop/ask-about-link.ts';
import { AppWindows, type AppWindow } from './desktop/app-windows.ts';
import { answerCalls, type AnswerCall } from './desktop/ipc.ts';
import { menuIn } from './desktop/menu.ts';
import { Notifier } from './desktop/notifier.ts';
import type { SecondStarts } from './desktop/one-program.ts';
import { openLast } from './desktop/open-last.ts';
import type { OpenedLinks } from './desktop/opened-links.ts';
import { Quit } from './desktop/quit.ts';
import { readMessage } from './desktop/read-second-start.ts';
import type { SecondStart } from './desktop/second-start.ts';
import { openConnections } from './desktop/saved-connections.ts';
import { showSettings, showWindow, type Program } from './desktop/show-window.ts';
import { kindOf } from './desktop/update-feed.ts';
import { Updates } from './desktop/updates.ts';
import { watchForWake } from './desktop/wake-watch.ts';
import type { OpenedWindow } from './desktop/window.ts';
import { WindowMemory } from './desktop/window-memory.ts';
import { LessonProgressFile } from './lesson/progress-file.ts';
import { LocalClusters } from './local/local-clusters.ts';
import { HistoryFiles } from './storage/history.ts';
import { Log } from './storage/log.ts';
import { openSettings } from './storage/settings.ts';
import { SnippetFile } from './storage/snippets.ts';
import { EventLog } from './workspace/event-log.ts';
import { attempt, openLaunch } from './workspace/launch.ts';
import { newsOf } from './workspace/news.ts';
import { refuseMore } from './workspace/refuse-more.ts';

const VISIBLE_PASSWORD =
  'Every user of this computer could read the password among the arguments, in the list of processes. Slotshell has removed it from its own entry; the program that started it (npm, a script) may still show it. REDISCLI_AUTH or a saved connection keeps a password out of the list.';
const NOT_UNDERSTOOD =
  'Slotshell was started again, and what that start asked for cannot be understood: it may be of another version. Quit this one, then start again.';

export interface Start {
  /** The user's data directory. */
  directory: string;
  args: readonly string[];
  /** True if a password among them could be read by others. */
  wasVisible: boolean;
  links: OpenedLinks;
  seconds: SecondStarts;
  /** The first window. */
  opened: OpenedWindow;
  /** Path of the built preload script. */
  preload: string;
}

export interface RunningProgram {
  answer: AnswerCall;
  /** Logs an error that nothing handled, and shows it in every window. */
  unexpected(error: Error): void;
  /** Resolves once what the program was started with is open. */
  launched: Promise<unknown>;
}

/** Once the app is ready. */
export async function runProgram(start: Start): Promise<RunningProgram> {
  const { directory, args, links, seconds, preload } = start;
  const windows = new AppWindows();
  /** Sends a choice in the menu to the window that has the focus. */
  const emitFocused: Emit = (name, payload) => {
    const focused = BrowserWindow.getFocusedWindow();
    if (focused) windows.withContents(focused.webContents)?.emit(name, payload);
  };
  const log = new Log(path.join(directory, 'logs'));
  const { version, commit, electron, system } = aboutFacts();
  log.info(`Slotshell ${version} ${commit} on Electron ${electron}, ${system}`);
  /** In all windows and in the log. */
  const warn = (text: string): void => {
    log.warn(text);
    windows.warn(text);
  };
  const settings = await openSettings(directory, { onProblem: warn });
  const histories = new HistoryFiles(path.join(directory, 'history'), { onProblem: warn });
  const first = windows.add(settings);
  settings.problems.forEach(warn);
  if (start.wasVisible) first.emit('notice', { tone: 'bad', text: VISIBLE_PASSWORD });
  if (IGNORED_TLS_SETTING) first.emit('notice', { tone: 'info', text: IGNORED_TLS_SETTING });
  const memory = new WindowMemory(directory, windows, settings);
  // Connecting runs beside the reading of files and the page's own start; the page asks for the state once it is loaded.
  const launch = await attempt(first.workspace, () =>
    parseLaunch(args, environment, { defaults: defaultsIn(settings.settings) }),
  );
  const launched = attempt(first.workspace, () => launch && openLaunch(first.workspace, launch));
  const [lessons, snippets, connections, locals] = await Promise.all([
    LessonProgressFile.open(directory, warn),
    SnippetFile.open(directory, warn),
    openConnections(directory, histories, windows),
    LocalClusters.open(path.join(directory, 'local-clusters'), { onProblem: warn }),
  ]);
  const quit = new Quit(windows, [settings, histories, lessons, snippets, memory, connections, locals]);
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
  await connections.bindOldSecrets();
  quit.watchShutdown();
  watchForWake(windows.wake);
  const preferred = systemLanguage(app.getPreferredSystemLanguages());
  const showMenu = menuIn(
    () => ({
      language: languageOf(settings.settings.language, preferred),
      settings: settings.settings,
    }),
    { act: (name) => emitFocused('action', name), set: (change) => emitFocused('set', change) },
  );
  showMenu();
  const notifier = new Notifier(settings, () => languageOf(settings.settings.language, preferred));
  const updates = new Updates(windows, settings, quit, {
    kind: kindOf(process.platform, process.env),
    // A copy that is being developed has no resources of its own.
    file: path.join(app.isPackaged ? process.resourcesPath : directory, 'app-update.yml'),
  });
  updates.begin();
  const program: Program = {
    windows,
    log,
    data: { settings, histories, connections, lessons, locals, snippets },
    quit,
    memory,
    notifier,
    updates,
    opened: start.opened,
    preload,
    systemLanguage: preferred,
    settingsChanged: (except) => {
      showMenu();
      updates.follow();
      showSettings(windows, settings.settings, except);
    },
  };
  const eventLogs = new WeakMap<AppWindow, EventLog>();
  const eventLogOf = (from: AppWindow): EventLog => {
    const { operations } = from.workspace;
    const found =
      eventLogs.get(from) ??
      new EventLog({
        info: (text) => log.info(text),
        error: (doing, error) => log.error(doing, error),
        interrupted: () => operations.interrupted(),
      });
    eventLogs.set(from, found);
    return found;
  };
  // The first window may have connected by now.
  const { shells, topology } = first.workspace;
  for (const state of shells.states) eventLogOf(first).take(['session', state]);
  if (topology) eventLogOf(first).take(['topology', topology]);
  windows.onEvent = (from, event) => {
    if (event[0] === 'session') memory.changed();
    eventLogOf(from).take(event);
    const news = newsOf(event);
    if (news) notifier.tell(from, news);
  };
  const last = launch?.kind === 'first-run' ? await openLast(directory, first, program) : null;
  if (last === null) showWindow(first, program);
  await settings.watch(() => {
    program.settingsChanged(null);
    settings.problems.forEach(warn);
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
  const openSecond = async (second: SecondStart) => {
    const next = addWindow();
    const { workspace } = next;
    if (maskArguments(second.args)) next.emit('notice', { tone: 'bad', text: VISIBLE_PASSWORD });
    const launch = await attempt(workspace, () =>
      parseLaunch(second.args, second.environment, {
        directory: second.directory,
        defaults: defaultsIn(settings.settings),
      }),
    );
    const opened = attempt(workspace, () => launch && openLaunch(workspace, launch));
    const { done } = await begin(next, launch);
    showWindow(next, program);
    await Promise.all([opened, done]);
  };
  const failed = ({ message }: Error) => warn(message);
  links.onLink((url) => void openLink(url).catch(failed));
  seconds.onStart((message) => {
    const second = readMessage(message);
    if (second) void openSecond(second).catch(failed);
    else warn(NOT_UNDERSTOOD);
  });
  return {
    answer: answerCalls(
      (contents) => windows.withContents(contents),
      (call, error) => log.error(`The call ${call} failed by our mistake`, error),
    ),
    unexpected: (error) => {
      log.error('Unexpected error', error);
      warn(`Something unexpected went wrong in Slotshell: ${error.message}. Restart it if it behaves oddly.`);
    },
    launched: Promise.all([launched, done, ...(last ?? [])]),
  };
}
