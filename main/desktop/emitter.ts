/** Sends events to one window. */
import type { BrowserWindow } from 'electron';
import { EVENT_CHANNEL } from '../../shared/channels.ts';
import type { Emit } from '../../shared/ipc.ts';
import type { Notice } from '../../shared/session/notice.ts';

const MOST_HELD = 50;

/**
 * Events are dropped until the page has taken the state, which its first call does: one that was told before would be told
 * twice. Notices are part of no state, so they are held until that call takes them.
 */
export function makeEmitter(getWindow: () => BrowserWindow | null): { emit: Emit; takeNotices(): Notice[] } {
  let held: Notice[] | null = [];
  const emit: Emit = (name, payload) => {
    if (held) {
      if (name === 'notice' && held.length < MOST_HELD) held.push(payload as Notice);
      return;
    }
    const window = getWindow();
    if (window === null || window.isDestroyed() || window.webContents.isCrashed()) return;
    window.webContents.send(EVENT_CHANNEL, name, payload);
  };
  const takeNotices = () => {
    const taken = held ?? [];
    held = null;
    return taken;
  };
  return { emit, takeNotices };
}
