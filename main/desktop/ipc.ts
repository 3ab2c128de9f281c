/** The rim between main and the window: who may call, with what, and what crosses back. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent, type WebContents } from 'electron';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  calls,
  type Answer,
  type CallName,
  type Events,
  type Handlers,
} from '../../shared/ipc.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/session/notice.ts';
import { isOwnPage } from './window.ts';

type GetWindow = () => BrowserWindow | null;
/** Whose page it is, and who answers it. */
type FindPlace = (
  contents: WebContents,
) => { window: BrowserWindow | null; handlers: Handlers | null } | null;

const failed = (failure: Failure) => ({ ok: false as const, failure });

/** Only the page that we served to our own windows; not a frame in it, not another window. */
function isOurPage(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && isOwnPage(frame.url);
}

/** An error that carries its Failure crosses as that; of any other only main's own log gets to know the words. */
function failureOf(error: unknown): Failure {
  if (error instanceof Error && 'failure' in error) return error.failure as Failure;
  console.error(error instanceof Error ? error.stack : error);
  return {
    code: 'internal',
    message: 'Slotshell made a mistake and could not finish this.',
    advice: 'Try it once more. If it happens again, please report it with what you did.',
  };
}

const isCallName = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(calls, name);

export function serveCalls(findPlace: FindPlace): void {
  // One name's argument and handler belong together; TypeScript cannot follow that through an index.
  const handle = (handlers: Handlers, name: CallName, argument: unknown) =>
    (handlers[name] as (argument: unknown) => unknown)(argument);

  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, argument: unknown): Promise<Answer<CallName>> => {
    const place = findPlace(event.sender);
    if (!place?.handlers || !isOurPage(event, place.window)) {
      return failed({
        code: 'refused',
        message: 'This page may not call Slotshell.',
        advice: 'Only the window of Slotshell itself can.',
      });
    }
    if (!isCallName(name)) {
      return failed({
        code: 'bad-argument',
        message: `There is no call named ${JSON.stringify(String(name).slice(0, 100))}.`,
        advice: 'Restart Slotshell: its window and its main process are of different versions.',
      });
    }
    const parsed = calls[name].argument.safeParse(argument);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const place = issue && issue.path.length > 0 ? ` (${issue.path.join('.')})` : '';
      return failed({
        code: 'bad-argument',
        message: `${name} was given what it does not take${place}: ${issue?.message ?? 'unknown'}.`,
        advice: 'Correct the value and try again.',
      });
    }
    try {
      return { ok: true, value: (await handle(place.handlers, name, parsed.data)) as never };
    } catch (error) {
      return failed(failureOf(error));
    }
  });
}

/** Notices that are held for a window. */
const MOST_HELD = 50;

/**
 * News for the window; dropped where there is none to hear it. Only notices, which nothing else tells, are held until they
 * are taken: by the page's first call.
 */
export function makeEmitter(getWindow: GetWindow) {
  let held: Notice[] | null = [];
  const emit = <N extends keyof Events>(name: N, payload: Events[N]): void => {
    if (held && name === 'notice') {
      if (held.length < MOST_HELD) held.push(payload as Notice);
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
