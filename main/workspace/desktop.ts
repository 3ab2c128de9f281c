/** Services that only the desktop has; main/desktop implements them, so that handlers run without Electron. */
import type { Boot } from '../../shared/boot.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { News } from './news.ts';
import type { AboutFacts } from '../../shared/session/about.ts';
import type { UpdateStatus } from '../../shared/updates.ts';
import type { Notice } from '../../shared/session/notice.ts';

/** A question that the user answers outside the page, because the page may not answer it. */
export interface Confirmation {
  message: string;
  detail: string;
  /** The label of the button that says yes; the other one is Cancel. */
  button: string;
}

export interface Desktop {
  version: string;
  electron: Boot['electron'];
  /** The one of ours that the system prefers. */
  systemLanguage: LanguageName;
  /** Notices that were sent before the page could receive them. */
  takeNotices(): Notice[];
  /** Asks where to save; null if the user cancels. */
  chooseFile(suggestion: string): Promise<string | null>;
  /** Asks which file to open; null if the user cancels. */
  chooseFileToOpen(): Promise<string | null>;
  /** Asks in a dialog of the operating system. */
  confirm(question: Confirmation): Promise<boolean>;
  copyText(text: string): Promise<void>;
  pasteText(): Promise<string>;
  /** The window has changed the settings. */
  onSettings(): void;
  /** What the page shows has changed. */
  onShown(): void;
  /** Opens a file or a folder in the program that the system has for it. Rejects with a FailureError if there is none. */
  openFile(path: string): Promise<void>;
  /** Something has ended or happened that a user who looks elsewhere may want to know. */
  tell(news: News): void;
  updates: {
    readonly status: UpdateStatus;
    check(isAsked: boolean): Promise<void>;
    load(): Promise<void>;
    install(): Promise<void>;
    openReleases(): Promise<void>;
    hide(): void;
  };
  about(): AboutFacts;
  /** The text for a report of a problem, without secrets. */
  report(): string;
  openLogs(): Promise<void>;
  /** Opens another window, which has a cluster of its own. */
  newWindow(): void;
  zoom(direction: 'in' | 'out' | 'reset'): void;
}
