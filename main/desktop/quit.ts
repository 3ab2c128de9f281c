/** Closes windows and quits: asks the user about possible losses, and ends all work before the program ends. */
import { app, dialog, powerMonitor } from 'electron';
import type { AppWindow, AppWindows } from './app-windows.ts';

interface Kept {
  flush(): Promise<void>;
  /** What would be lost although it is flushed, one sentence each. */
  lossesOnEnd?(): Promise<string[]>;
}

export class Quit {
  private readonly windows: AppWindows;
  private readonly kept: readonly Kept[];
  private question: Promise<unknown> = Promise.resolve();
  private ending: Promise<void> | null = null;
  private hasEnded = false;

  /** `kept` is flushed before the program ends. */
  constructor(windows: AppWindows, kept: readonly Kept[]) {
    this.windows = windows;
    this.kept = kept;
    app.on('before-quit', (event) => {
      if (this.hasEnded) return;
      event.preventDefault();
      void this.mayClose(windows.list, 'Quit Slotshell?', 'Quit').then((may) => may && this.unasked());
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.unasked);
  }

  /** Ends the program without a question. */
  readonly unasked = (): void => void (this.ending ??= this.end(() => app.quit()));

  /** Asks as at quitting, ends all work, and then calls `act`, which ends the program. */
  async restart(act: () => void): Promise<void> {
    const may = await this.mayClose(this.windows.list, 'Restart Slotshell?', 'Restart');
    if (may) await (this.ending ??= this.end(act));
  }

  /** Ends without a question at system shutdown, which waits for no answer. Call it once the app is ready. */
  watchShutdown(): void {
    powerMonitor.on('shutdown', this.unasked);
  }

  /** Asks only if something would be lost; one question at a time. */
  mayClose(closing: readonly AppWindow[], message: string, yes: string): Promise<boolean> {
    const answer = this.question.then(() =>
      ask(
        closing.filter((one) => !one.mayClose),
        closing.length === this.windows.list.length ? this.kept : [],
        message,
        yes,
      ),
    );
    this.question = answer.catch(() => undefined);
    return answer;
  }

  private async end(act: () => void): Promise<void> {
    // A start from now on is a program of its own: this one would take its arguments along.
    app.releaseSingleInstanceLock();
    const work = this.windows.list.map(({ workspace }) => workspace.close());
    await Promise.allSettled([...work, ...this.kept.map((one) => one.flush())]);
    for (const one of this.windows.list) one.mayClose = true;
    this.hasEnded = true;
    act();
  }
}

async function ask(
  closing: readonly AppWindow[],
  ending: readonly Kept[],
  message: string,
  yes: string,
): Promise<boolean> {
  const losses = await Promise.all([
    ...closing.map(({ workspace }) => workspace.lossesOnClose()),
    ...ending.map((one) => one.lossesOnEnd?.() ?? []),
  ]).then((all) => all.flat());
  const window = closing.find((one) => one.window)?.window;
  if (losses.length > 0 && window) {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message,
      detail: losses.join('\n'),
      buttons: [yes, 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    if (response !== 0) return false;
  }
  for (const one of closing) one.mayClose = true;
  return true;
}
