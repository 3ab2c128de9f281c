/** electron-updater, told what it may do. Loaded only if something is asked of it. */
import type { AppUpdater } from 'electron-updater';
import type { Kind } from './update-feed.ts';

/** `file` is electron-builder's `app-update.yml`. */
export async function makeUpdater(kind: Kind, file: string): Promise<AppUpdater> {
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater');
  const Updater = { appimage: AppImageUpdater, mac: MacUpdater, nsis: NsisUpdater, package: AppImageUpdater };
  const updater: AppUpdater = new Updater[kind]();
  updater.updateConfigPath = file;
  // Else a copy that cannot replace itself is not looked up either.
  updater.forceDevUpdateConfig = true;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  // A difference of two files saves little, and asks for many parts.
  updater.disableDifferentialDownload = true;
  // It would send a number that is the same at each check.
  updater.requestHeaders = { 'x-user-staging-id': '' };
  // The rejections say why it failed.
  updater.logger = null;
  updater.on('error', () => undefined);
  return updater;
}
