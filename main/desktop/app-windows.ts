/** The windows of the program, each with a workspace of its own. */
import type { BrowserWindow, WebContents } from 'electron';
import type { Emit, Handlers, NamedEvent } from '../../shared/ipc.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { WindowBounds } from '../storage/settings-text.ts';
import { Workspace } from '../workspace/workspace.ts';
import { makeEmitter } from './emitter.ts';

export interface AppWindow {
  /** Null before it is shown and after it is closed. */
  window: BrowserWindow | null;
  readonly workspace: Workspace;
  readonly emit: Emit;
  readonly takeNotices: () => Notice[];
  handlers: Handlers | null;
  /** Null until they are known. */
  bounds: WindowBounds | null;
  /** True once nothing would be lost by closing it, or the user has agreed to lose it. */
  mayClose: boolean;
}

export class AppWindows {
  private readonly all = new Set<AppWindow>();
  /** Called with each event of a window's work. */
  onEvent: (from: AppWindow, event: NamedEvent) => void = () => undefined;

  get list(): AppWindow[] {
    return [...this.all];
  }

  add(settings: SettingsFile): AppWindow {
    const { emit, takeNotices } = makeEmitter(() => added.window);
    const workspace: Workspace = new Workspace((...event) => {
      emit(...event);
      this.onEvent(added, event as NamedEvent);
    }, settings);
    const added: AppWindow = {
      ...{ window: null, emit, takeNotices, workspace, handlers: null, bounds: null },
      mayClose: false,
    };
    this.all.add(added);
    return added;
  }

  delete(one: AppWindow): void {
    this.all.delete(one);
  }

  /** The window that shows this page; null if it is not ours. */
  withContents(contents: WebContents): AppWindow | null {
    return this.list.find(({ window }) => window?.webContents === contents) ?? null;
  }

  /** To all windows. */
  readonly emit: Emit = (name, payload) => this.all.forEach((one) => one.emit(name, payload));

  readonly warn = (text: string): void => this.emit('notice', { tone: 'bad', text });

  /** After sleep, or on another network. */
  readonly wake = (): void => this.all.forEach(({ workspace }) => void workspace.wake());
}
