/** System notifications of a window in the background. A click shows the window, and in it what the notification is about. */
import { Notification } from 'electron';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { News } from '../workspace/news.ts';
import type { AppWindow } from './app-windows.ts';
import { notificationWords } from './notification-words.ts';

/** Notifications of ours that are on the screen; an older one goes. */
const MOST = 5;
const LONGEST_NAME = 100;

export class Notifier {
  private readonly settings: SettingsFile;
  private readonly language: () => LanguageName;
  /** For each window, the last end of an operation that it has notified. */
  private readonly told = new WeakMap<AppWindow, string>();
  /** Kept, for one that is collected loses its click. */
  private readonly shown: Notification[] = [];

  constructor(settings: SettingsFile, language: () => LanguageName) {
    this.settings = settings;
    this.language = language;
  }

  tell(from: AppWindow, news: News): void {
    const { notify, notifyAfter } = this.settings.settings;
    if (news.kind === 'command' && news.milliseconds <= notifyAfter * 1000) return;
    if (news.kind === 'operation') {
      if (this.told.get(from) === news.id) return;
      this.told.set(from, news.id);
    }
    const { window, workspace } = from;
    if (!notify || !window || window.isFocused() || !Notification.isSupported()) return;
    const body = textOf(news, this.language());
    const title = escapeForLine(workspace.shells.firstState.label.slice(0, LONGEST_NAME)) || 'Slotshell';
    const notification = new Notification({ title, body });
    notification.on('click', () => {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      showIn(from, news);
    });
    this.shown.push(notification);
    if (this.shown.length > MOST) this.shown.shift()!.close();
    notification.show();
  }
}

function showIn({ emit }: AppWindow, news: News): void {
  if (news.kind === 'command') emit('showShell', news.shell);
  else emit('action', news.kind === 'operation' ? 'show-operations' : 'show-timeline');
}

function textOf(news: News, language: LanguageName): string {
  const words = notificationWords(language);
  if (news.kind === 'failover')
    return words.failover({ count: news.shards.length, shards: news.shards.join(', ') });
  if (news.kind === 'operation') return words.operation[news.state];
  const command = news.name || words.unnamed;
  const seconds = Math.round(news.milliseconds / 1000);
  return news.isFailed ? words.failed({ command, seconds }) : words.ended({ command, seconds });
}
