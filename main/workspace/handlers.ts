/** One handler a call of shared/ipc.ts. */
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import type { Boot } from '../../shared/boot.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { Notice } from '../../shared/session/notice.ts';
import { packDetail } from '../../shared/slots/packed-detail.ts';
import { BUNDLED_DOCS } from '../cluster/commands/command-docs.ts';
import { readKeyFacts } from '../cluster/slots/key-facts.ts';
import { readSlotKeys } from '../cluster/slots/slot-keys.ts';
import { readSlotStats } from '../cluster/slots/slot-stats.ts';
import { createConnectionHandlers } from './connection-handlers.ts';
import type { Connections } from '../connections/connections.ts';
import { findRedisServer } from '../demo/find-redis-server.ts';
import { environment } from '../connections/environment.ts';
import type { HistoryFiles } from '../storage/history.ts';
import { parseTarget } from '../connections/launch-options.ts';
import { loadPreferences } from '../connections/redisclirc.ts';
import { runLines } from './run-lines.ts';
import { findRow, wholeText } from './reply-text.ts';
import { saveReply } from './save-reply.ts';
import type { SettingsFile } from '../storage/settings.ts';
import { readText, writeText } from '../storage/text-file.ts';
import type { Emit, Workspace } from './workspace.ts';

/** A question that the page cannot answer. */
export interface Confirmation {
  message: string;
  detail: string;
  /** Of the button that does it; the other one is Cancel. */
  button: string;
}

/** What only the desktop can do; given by main/index.ts. */
export interface Desktop {
  version: string;
  electron: Boot['electron'];
  /** What was to be told before there was a page to hear it. */
  takeNotices(): Notice[];
  /** Asks where to save; null where the user thought better. */
  chooseFile(suggestion: string): Promise<string | null>;
  /** Asks which file to open; null where the user thought better. */
  chooseFileToOpen(): Promise<string | null>;
  /** Asks in a dialog of the system's own. */
  confirm(question: Confirmation): Promise<boolean>;
  copyText(text: string): Promise<void>;
  pasteText(): Promise<string>;
  onSettings(): void;
  /** Opens a further window, with a cluster of its own. */
  newWindow(): void;
  zoom(direction: 'in' | 'out' | 'reset'): void;
}

export function createHandlers(
  workspace: Workspace,
  settings: SettingsFile,
  histories: HistoryFiles,
  connections: Connections,
  desktop: Desktop,
  emit: Emit,
): Handlers {
  let searches = 0;
  return {
    boot: async () => {
      // Only the first-run screen says it; looking costs a process.
      const server = workspace.sessionState.phase === 'disconnected' ? await findRedisServer() : null;
      return {
        version: desktop.version,
        electron: desktop.electron,
        settings: settings.settings,
        session: workspace.sessionState,
        shells: workspace.shellStates,
        topology: workspace.topology,
        changes: workspace.changes,
        scan: workspace.scanState,
        connections: connections.saved,
        begin: workspace.takeBeginning(),
        notices: desktop.takeNotices(),
        demo: workspace.demoStatus,
        redisServer: server
          ? `${server.name === 'Valkey' ? 'valkey' : 'redis'}-server ${server.version}`
          : null,
        preferences: await loadPreferences(process.env),
      };
    },
    run: ({ shell, lines, done, approval }) =>
      workspace.running.track(shell, runLines(lines, done, workspace.sessionOf(shell), approval)),
    cancel: ({ shell }) => workspace.sessionOf(shell)?.cancel(),
    stopStreams: ({ shell }) => workspace.sessionOf(shell)?.stopStreams() ?? false,
    openShell: () => workspace.openShell(),
    closeShell: ({ shell }) => workspace.closeShell(shell),
    connect: async ({ target, production, readOnly }) => {
      const parsed = await parseTarget(target, environment);
      return workspace.connect({
        ...parsed,
        environment: production ? 'production' : parsed.environment,
        readOnly: readOnly || parsed.readOnly,
      });
    },
    ...createConnectionHandlers(workspace, connections, desktop, emit),
    newWindow: () => desktop.newWindow(),
    zoom: (direction) => desktop.zoom(direction),
    disconnect: () => workspace.disconnect(),
    networkChanged: () => workspace.wake(),
    setMode: ({ shell, mode }) => workspace.setMode(shell, mode),
    setProtocol: ({ shell, protocol }) => workspace.setProtocol(shell, protocol),
    setCurrentNode: ({ shell, node }) => {
      (workspace.sessionOf(shell) ?? workspace.connected).setCurrentNode(node);
      return workspace.stateOf(shell);
    },
    refreshTopology: () => workspace.connected.refresh(),
    commandTable: () => workspace.session?.commands ?? BUNDLED_COMMANDS,
    commandDocs: () => workspace.session?.docs() ?? BUNDLED_DOCS,
    slotCounts: ({ database }) => workspace.countSlots(database),
    slotStats: () => readSlotStats(workspace.connected.cluster),
    slotDetail: async (question) => packDetail(await readSlotKeys(workspace.connected.cluster, question)),
    keyFacts: (question) => readKeyFacts(workspace.connected.cluster, question),
    startScan: (options) => workspace.startScan(options),
    pauseScan: () => workspace.scan.pause(),
    resumeScan: () => workspace.scan.resume(),
    stopScan: () => workspace.scan.stop(),
    scanTags: (query) => workspace.scan.tags(query),
    scanPrefixes: (query) => workspace.scan.prefixes(query),
    exportScan: async ({ form }) => {
      // Before the file is chosen: a scan that still runs refuses.
      const pieces = workspace.scan.export(form);
      const path = await desktop.chooseFile(`hash-tags.${form}`);
      if (path !== null) await writeText(path, pieces);
      return path;
    },
    replyPage: ({ id, from, count }) => workspace.connected.replies.page(id, from, count),
    replyText: ({ id, raw }) => wholeText(workspace.connected.replies, id, raw),
    findInReply: (search) => {
      const mine = ++searches;
      return findRow(workspace.connected.replies, search, () => searches !== mine);
    },
    saveReply: async ({ id }) => {
      const { replies } = workspace.connected;
      const path = await desktop.chooseFile(replies.size(id).isString ? 'reply.bin' : 'reply.txt');
      if (path !== null) await saveReply(replies, id, path);
      return path;
    },
    startDemo: () => workspace.startDemo(),
    stopDemo: () => workspace.stopDemo(),
    copyDemoCommand: () => desktop.copyText(workspace.demoCommand()),
    startDemoNode: ({ port }) => workspace.startDemoNode(port),
    stopDemoNode: ({ port }) => workspace.stopDemoNode(port),
    saveSettings: (next) => {
      settings.save(next);
      desktop.onSettings();
    },
    history: ({ shell }) => histories.load(workspace.historyOf(shell)),
    remember: async ({ shell, lines }) => {
      const connection = workspace.historyOf(shell);
      await Promise.all(lines.map((line) => histories.add(connection, line)));
    },
    clearHistory: ({ shell }) => histories.clear(workspace.historyOf(shell)),
    copyText: ({ text }) => desktop.copyText(text),
    pasteText: () => desktop.pasteText(),
    openText: async () => {
      const path = await desktop.chooseFileToOpen();
      return path === null ? null : readText(path);
    },
    saveText: async ({ suggestion, text }) => {
      const path = await desktop.chooseFile(suggestion);
      if (path !== null) await writeText(path, text);
      return path;
    },
  };
}
