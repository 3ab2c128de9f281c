/** The facts about this program: for About, and for a report of a problem, which only the user sends. */
import { release } from 'node:os';
import { app } from 'electron';
import type { AboutFacts } from '../../shared/session/about.ts';
import { DEFAULT_SETTINGS, type SettingName } from '../../shared/session/settings.ts';
import type { Log } from '../storage/log.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { Desktop } from '../workspace/desktop.ts';
import { openPath } from './open-path.ts';

/** The short hash of the commit that was built; empty if the build had no git. The build puts it in. */
declare const COMMIT: string;

const LOG_LINES = 200;

export const aboutFacts = (): AboutFacts => ({
  version: app.getVersion(),
  commit: COMMIT,
  electron: process.versions.electron!,
  chromium: process.versions['chrome']!,
  node: process.versions.node,
  system: `${process.platform} ${release()} ${process.arch}`,
});

export const createAbout = (
  log: Log,
  settings: SettingsFile,
): Pick<Desktop, 'about' | 'report' | 'openLogs'> => ({
  about: aboutFacts,
  report: () => reportText(log, settings),
  openLogs: () => openPath(log.directory),
});

function reportText(log: Log, { settings, problems }: SettingsFile): string {
  const changed = (Object.keys(settings) as SettingName[]).filter(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(DEFAULT_SETTINGS[name]),
  );
  return [
    ...Object.entries(aboutFacts()).map(([name, value]) => `${name}: ${value || 'unknown'}`),
    '',
    'Settings that differ from the defaults:',
    ...(changed.length > 0 ? changed.map((name) => `${name}: ${JSON.stringify(settings[name])}`) : ['none']),
    ...(problems.length > 0 ? [`settings.json has ${problems.length} problems.`] : []),
    '',
    `The last lines of the log, at most ${LOG_LINES}:`,
    ...log.lastLines(LOG_LINES),
  ].join('\n');
}
