/** The calls about the window itself. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { windowCalls } from '../../shared/calls/window.ts';
import { loadPreferences } from '../connections/redisclirc.ts';
import { findRedisServer } from '../demo/find-redis-server.ts';
import type { Desktop } from './desktop.ts';
import type { ProgramData } from './program-data.ts';
import type { Workspace } from './workspace.ts';

export function createWindowHandlers(
  workspace: Workspace,
  { settings, connections, lessons }: Pick<ProgramData, 'settings' | 'connections' | 'lessons'>,
  desktop: Desktop,
): HandlersOf<typeof windowCalls> {
  const { shells } = workspace;
  return {
    boot: async () => {
      // Only the first-run screen shows the server, and to find it takes a process.
      const redisServer = shells.firstState.phase === 'disconnected' ? await serverFound() : null;
      const preferences = await loadPreferences(process.env);
      // Last, and without a pause: what changes from here on reaches the page as an event.
      return {
        version: desktop.version,
        electron: desktop.electron,
        settings: settings.settings,
        systemLanguage: desktop.systemLanguage,
        session: shells.firstState,
        shells: shells.states,
        topology: workspace.topology,
        changes: workspace.changes,
        scan: workspace.scans.state,
        biggestKeys: workspace.scans.biggest,
        connections: connections.saved,
        begin: workspace.takeBeginning(),
        shown: workspace.shown,
        update: desktop.updates.status,
        notices: desktop.takeNotices(),
        demo: workspace.demo.status,
        lesson: workspace.lesson.status,
        lessonProgress: lessons.progress,
        learn: workspace.takeLearning(),
        redisServer,
        preferences,
      };
    },
    newWindow: () => desktop.newWindow(),
    zoom: (direction) => desktop.zoom(direction),
    shows: (shown) => {
      workspace.shown = shown;
      desktop.onShown();
    },
    saveSettings: (next) => {
      settings.save(next);
      desktop.onSettings();
    },
    about: () => desktop.about(),
    problemReport: () => desktop.report(),
    openLogs: () => desktop.openLogs(),
    settingsFile: () => ({ path: settings.path, problems: settings.problems }),
    openSettingsFile: async () => {
      await settings.ensureFile();
      await desktop.openFile(settings.path);
    },
  };
}

async function serverFound(): Promise<string | null> {
  const server = await findRedisServer();
  return server && `${server.name === 'Valkey' ? 'valkey' : 'redis'}-server ${server.version}`;
}
