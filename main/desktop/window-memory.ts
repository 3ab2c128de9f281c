/** Keeps which windows are open, and what they show, for the next start. */
import type { LateWrite } from '../storage/late-write.ts';
import { writeWindows } from '../storage/windows-file.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { AppWindows } from './app-windows.ts';

export class WindowMemory {
  private readonly file: LateWrite;
  private isOn = false;

  constructor(directory: string, windows: AppWindows, settings: SettingsFile) {
    this.file = writeWindows(directory, () =>
      // Nothing stays of what the user does not want back.
      settings.settings.restoreWindows
        ? windows.list.map(({ bounds, workspace }) => ({ bounds, ...workspace.lasting }))
        : [],
    );
  }

  /** From here on changes are kept: a start with arguments leaves what the last one without them has kept. */
  begin(): void {
    this.isOn = true;
  }

  readonly changed = (): void => {
    if (this.isOn) this.file.change();
  };

  /** Writes what is open now. The windows that close from here on belong to the end of the program. */
  flush(): Promise<void> {
    this.changed();
    this.isOn = false;
    return this.file.flush();
  }
}
