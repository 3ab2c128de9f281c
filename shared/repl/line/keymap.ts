/** Which key does what in the shell. A key that is not in the table is left to the window, printable ones to the terminal. */
import {
  deleteBack,
  deleteOn,
  killBlankWordBack,
  killToStart,
  killWordBack,
  killWordOn,
  moveEnd,
  moveHome,
  moveLeft,
  moveRight,
  moveWordLeft,
  moveWordRight,
  transpose,
  undo,
  yank,
  type Edit,
} from './line.ts';

export type Command =
  | 'enter'
  | 'interrupt'
  | 'kill-or-palette'
  | 'older'
  | 'newer'
  | 'search-older'
  | 'search-newer'
  | 'escape'
  | 'clear'
  | 'paste'
  | 'run-split'
  | 'open-reply'
  | 'open-value'
  | 'forward-or-find'
  | 'page-up'
  | 'page-down'
  | 'to-top'
  | 'to-bottom'
  | 'complete'
  | 'complete-back';

export type KeyAction = { edit: Edit } | { command: Command };

/** The part of a keydown event that matters here. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

const edit = (by: Edit): KeyAction => ({ edit: by });
const command = (name: Command): KeyAction => ({ command: name });

/** By `ctrl+`, `alt+`, `shift+` in this order, and the key in lower case. */
const KEYS: { readonly [chord: string]: KeyAction } = {
  arrowleft: edit(moveLeft),
  'ctrl+b': edit(moveLeft),
  arrowright: edit(moveRight),
  'ctrl+f': command('forward-or-find'),
  'ctrl+arrowleft': edit(moveWordLeft),
  'alt+arrowleft': edit(moveWordLeft),
  'alt+b': edit(moveWordLeft),
  'ctrl+arrowright': edit(moveWordRight),
  'alt+arrowright': edit(moveWordRight),
  'alt+f': edit(moveWordRight),
  home: edit(moveHome),
  'ctrl+a': edit(moveHome),
  end: edit(moveEnd),
  'ctrl+e': edit(moveEnd),
  backspace: edit(deleteBack),
  'shift+backspace': edit(deleteBack),
  'ctrl+h': edit(deleteBack),
  delete: edit(deleteOn),
  'ctrl+d': edit(deleteOn),
  'ctrl+w': edit(killBlankWordBack),
  'alt+backspace': edit(killWordBack),
  'ctrl+backspace': edit(killWordBack),
  'alt+d': edit(killWordOn),
  'ctrl+delete': edit(killWordOn),
  'ctrl+u': edit(killToStart),
  'ctrl+y': edit(yank),
  'ctrl+t': edit(transpose),
  // Ctrl+_ needs Shift on most keyboards; on others the key is the slash.
  'ctrl+_': edit(undo),
  'ctrl+shift+_': edit(undo),
  'ctrl+/': edit(undo),
  'ctrl+z': edit(undo),

  enter: command('enter'),
  'shift+enter': command('enter'),
  'ctrl+m': command('enter'),
  'ctrl+c': command('interrupt'),
  'ctrl+k': command('kill-or-palette'),
  arrowup: command('older'),
  'ctrl+p': command('older'),
  arrowdown: command('newer'),
  'ctrl+n': command('newer'),
  'ctrl+r': command('search-older'),
  'ctrl+s': command('search-newer'),
  'ctrl+g': command('escape'),
  escape: command('escape'),
  'ctrl+l': command('clear'),
  'ctrl+v': command('paste'),
  'shift+insert': command('paste'),
  'alt+s': command('run-split'),
  'alt+o': command('open-reply'),
  'alt+v': command('open-value'),
  pageup: command('page-up'),
  'shift+pageup': command('page-up'),
  pagedown: command('page-down'),
  'shift+pagedown': command('page-down'),
  'ctrl+home': command('to-top'),
  'ctrl+end': command('to-bottom'),
  // F6 leaves the line: Tab does not, even if there is nothing to complete.
  tab: command('complete'),
  'shift+tab': command('complete-back'),
};

/** The key's action; null for a key that is not the shell's. */
export function actionFor(press: KeyPress): KeyAction | null {
  if (press.metaKey) return null;
  const chord =
    (press.ctrlKey ? 'ctrl+' : '') +
    (press.altKey ? 'alt+' : '') +
    (press.shiftKey ? 'shift+' : '') +
    keyName(press);
  return Object.hasOwn(KEYS, chord) ? KEYS[chord]! : null;
}

// With Ctrl or Alt a letter of another script means the key it is on: Ctrl+С on a Russian keyboard is Ctrl+C.
function keyName({ key, code, ctrlKey, altKey }: KeyPress): string {
  const foreign = (ctrlKey || altKey) && key.length === 1 && key > '\x7f' && code.startsWith('Key');
  return (foreign ? code.slice(3) : key).toLowerCase();
}

/** True for a key that types text; `altTypes` if Alt does so too: AltGr, and Option on a Mac. */
export function isTyping({ key, ctrlKey, altKey, metaKey }: KeyPress, altTypes: boolean): boolean {
  return [...key].length === 1 && !metaKey && (altTypes || (!ctrlKey && !altKey));
}
