/** Looks for newer versions of the app as the settings say, downloads them, and installs them by a restart. */
import { powerMonitor, shell } from 'electron';
import type { AppUpdater } from 'electron-updater';
import { homepage } from '../../package.json';
import { FailureError } from '../../shared/failure.ts';
import type { UpdateStatus } from '../../shared/updates.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { AppWindows } from './app-windows.ts';
import type { Quit } from './quit.ts';
import { readFeed, type Kind } from './update-feed.ts';
import { makeUpdater } from './updater.ts';

/** The start has other things to do first. */
const FIRST_AFTER_MS = 10_000;
const EVERY_MS = 24 * 3_600_000;

export class Updates {
  status: UpdateStatus = { kind: 'quiet' };
  private readonly windows: AppWindows;
  private readonly settings: SettingsFile;
  private readonly quit: Quit;
  private readonly kind: Kind;
  private readonly file: string;
  private updater: AppUpdater | null = null;
  private timer: NodeJS.Timeout | null = null;
  private checking: Promise<void> | null = null;

  /** `file` is electron-builder's `app-update.yml`, which need not exist. */
  constructor(windows: AppWindows, settings: SettingsFile, quit: Quit, place: { kind: Kind; file: string }) {
    this.windows = windows;
    this.settings = settings;
    this.quit = quit;
    this.kind = place.kind;
    this.file = place.file;
  }

  /** Called once, when the app is ready. */
  begin(): void {
    // The system waits for nobody then.
    powerMonitor.on('shutdown', () => {
      if (this.updater) this.updater.autoInstallOnAppQuit = false;
    });
    this.follow();
  }

  /** Begins or ends looking by itself. Called when the settings have changed. */
  readonly follow = (): void => {
    const { updates } = this.settings.settings;
    const isOn = updates !== 'off';
    if (this.updater) this.updater.autoInstallOnAppQuit = updates === 'automatic';
    if (isOn === (this.timer !== null)) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (isOn) this.later(FIRST_AFTER_MS);
  };

  /** Never rejects. `isAsked`: the user waits for an answer, and a failure is shown. */
  check(isAsked: boolean): Promise<void> {
    this.checking ??= this.look(isAsked).finally(() => (this.checking = null));
    return this.checking;
  }

  /** Never rejects. */
  async load(): Promise<void> {
    const { status, updater } = this;
    if (status.kind !== 'there' || !status.installs || !updater) return;
    const { version } = status;
    this.tell({ kind: 'loading', version });
    updater.autoInstallOnAppQuit = this.settings.settings.updates === 'automatic';
    try {
      await updater.downloadUpdate();
      this.tell({ kind: 'ready', version });
    } catch (error) {
      this.tell({ kind: 'failed', text: refusalOf(error as Error, version) });
    }
  }

  /** Rejects with a FailureError while something runs. */
  async install(): Promise<void> {
    const { updater } = this;
    if (this.status.kind !== 'ready' || !updater) return;
    this.refuseWhileBusy();
    await this.quit.restart(() => updater.quitAndInstall(false, true));
  }

  openReleases(): Promise<void> {
    return shell.openExternal(`${homepage}/releases`);
  }

  hide(): void {
    this.tell({ kind: 'quiet' });
  }

  private later(ms: number): void {
    this.timer = setTimeout(() => {
      this.later(EVERY_MS);
      void this.check(false);
    }, ms).unref();
  }

  private async look(isAsked: boolean): Promise<void> {
    const { kind } = this.status;
    if (kind === 'loading' || kind === 'ready') return;
    if (isAsked) this.tell({ kind: 'checking' });
    try {
      if ((await readFeed(this.file)) === null) throw new Error('This build has no release feed.');
      this.updater ??= await makeUpdater(this.kind, this.file);
      const found = await this.updater.checkForUpdates();
      if (!found?.isUpdateAvailable) return this.tell({ kind: isAsked ? 'newest' : 'quiet' });
      const installs = this.kind !== 'package';
      this.tell({ kind: 'there', version: found.updateInfo.version, installs });
    } catch (error) {
      // Without a network there is nothing to say, unless somebody asked.
      return this.tell(isAsked ? { kind: 'failed', text: lookFailed(error as Error) } : { kind: 'quiet' });
    }
    if (this.settings.settings.updates === 'automatic') await this.load();
  }

  private refuseWhileBusy(): void {
    const isBusy = this.windows.list.some(({ workspace }) => workspace.isBusy);
    if (isBusy)
      throw new FailureError(
        'refused',
        'A command or an operation is running: the update is not installed.',
        'Wait until it has ended, then restart.',
      );
  }

  private tell(status: UpdateStatus): void {
    this.status = status;
    this.windows.emit('update', status);
  }
}

/** The first line: the rest is a stack, or the page that a server sent. */
const firstLine = ({ message }: Error) => message.split('\n', 1)[0]!.slice(0, 200);

const lookFailed = (error: Error) => `Slotshell could not look for updates: ${firstLine(error)}`;

function refusalOf(error: Error, version: string): string {
  return (error as NodeJS.ErrnoException).code === 'ERR_CHECKSUM_MISMATCH'
    ? `Slotshell ${version} was downloaded and refused: it is not the file that the feed names (its checksum differs).`
    : `Slotshell ${version} could not be downloaded: ${firstLine(error)}`;
}
