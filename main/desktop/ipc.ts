/** The boundary between main and the window: who may call, with what argument, and what goes back. */
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { calls, type Answer, type CallName, type Handlers } from '../../shared/ipc.ts';
import type { Failure } from '../../shared/failure.ts';
import { isOwnPage } from './app-scheme.ts';
import type { AppWindow } from './app-windows.ts';

/** The answer to a call of a page. Never rejects. */
export type AnswerCall = (
  event: IpcMainInvokeEvent,
  name: unknown,
  argument: unknown,
) => Promise<Answer<CallName>>;

/** `findWindow` returns the window that shows a page, null if it is not ours. */
export function answerCalls(
  findWindow: (contents: WebContents) => AppWindow | null,
  onMistake: (call: string, error: unknown) => void,
): AnswerCall {
  return async (event, name, argument) => {
    const caller = findWindow(event.sender);
    if (!caller?.handlers || !isOurPage(event, caller)) return failed(NOT_OUR_PAGE);
    if (!isCallName(name)) return failed(unknownCall(name));
    const parsed = calls[name].argument.safeParse(argument);
    if (!parsed.success) return failed(badArgument(name, parsed.error.issues[0]));
    try {
      return { ok: true, value: (await handle(caller.handlers, name, parsed.data)) as never };
    } catch (error) {
      return failed(failureOf(error, (mistake) => onMistake(name, mistake)));
    }
  };
}

/** Only the page that we served to our own window: not a frame in it, not another window. */
function isOurPage(event: IpcMainInvokeEvent, { window }: AppWindow): boolean {
  if (window === null || window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame !== null && frame === window.webContents.mainFrame && isOwnPage(frame.url);
}

const isCallName = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(calls, name);

// The argument and the handler of one name belong together; TypeScript cannot follow that through an index.
const handle = (handlers: Handlers, name: CallName, argument: unknown) =>
  (handlers[name] as (argument: unknown) => unknown)(argument);

const failed = (failure: Failure) => ({ ok: false as const, failure });

const NOT_OUR_PAGE: Failure = {
  code: 'refused',
  message: 'This page may not call Slotshell.',
  advice: 'Only the window of Slotshell itself can.',
};

const unknownCall = (name: unknown): Failure => ({
  code: 'bad-argument',
  message: `There is no call named ${JSON.stringify(String(name).slice(0, 100))}.`,
  advice: 'Restart Slotshell: its window and its main process have different versions.',
});

function badArgument(name: CallName, issue?: { path: PropertyKey[]; message: string }): Failure {
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')})` : '';
  return {
    code: 'bad-argument',
    message: `${name} does not accept this value${where}: ${issue?.message ?? 'unknown'}.`,
    advice: 'Correct the value and try again.',
  };
}

/** The Failure that an error carries. Any other error may hold data of the user, so only main's own log shows its text. */
function failureOf(error: unknown, onMistake: (error: unknown) => void): Failure {
  if (error instanceof Error && 'failure' in error) return error.failure as Failure;
  console.error(error instanceof Error ? error.stack : error);
  onMistake(error);
  return {
    code: 'internal',
    message: 'Slotshell made a mistake and could not finish this.',
    advice: 'Try again. If it happens again, please report it with what you did.',
  };
}
