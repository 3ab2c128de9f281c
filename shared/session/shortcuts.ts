/** The keys of actions: those of the table, and the user's own in their place. Pure. */
import { ACTIONS, type Action, type ActionName } from '../actions.ts';
import { EDITOR_KEYS, SHELL_KEYS } from './shell-keys.ts';

/** The user's own keys by action, as `CmdOrCtrl+Shift+N`; empty for an action that has none any more. */
export type Shortcuts = { readonly [name in ActionName]?: string };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Further keys of actions: where people from editors look for the palette and the split, and + on all keyboards. */
export const FURTHER_KEYS: readonly (readonly [keys: string, name: ActionName])[] = [
  ['CmdOrCtrl+Shift+P', 'palette'],
  ['CmdOrCtrl+\\', 'split-right'],
  // On the number pad, and on keyboards where + is a key of its own or wants Shift.
  ['CmdOrCtrl+Plus', 'zoom-in'],
  ['CmdOrCtrl+Shift+Plus', 'zoom-in'],
];

const KEYS =
  /^(?:CmdOrCtrl\+)?(?:Alt\+)?(?:Shift\+)?(?:[A-Z0-9,./;'[\]\\`=-]|Plus|Space|F(?:[1-9]|1\d|2[0-4])|PageUp|PageDown|Home|End|Insert|Delete|Enter|Arrow(?:Up|Down|Left|Right))$/;

/** Whether an action may have these keys: a character alone, or with Shift, is text. */
export const isShortcut = (keys: string): boolean =>
  KEYS.test(keys) && (/^(?:CmdOrCtrl|Alt)\+/.test(keys) || /^(?:Shift\+)?F\d+$/.test(keys));

/** The keys that are pressed, as in the table; null for those that no action may have. */
export function keysOf(press: KeyPress, mac: boolean): string | null {
  const command = mac ? press.metaKey : press.ctrlKey;
  if (mac ? press.ctrlKey : press.metaKey) return null;
  const key = { '+': 'Plus', ' ': 'Space' }[press.key] ?? press.key;
  const marks = [command && 'CmdOrCtrl', press.altKey && 'Alt', press.shiftKey && 'Shift'];
  const keys = [...marks.filter(Boolean), key.length === 1 ? key.toUpperCase() : key].join('+');
  return isShortcut(keys) ? keys : null;
}

const OWN = new Map<ActionName, string>(
  ACTIONS.map((action: Action) => [action.name as ActionName, action.shortcut ?? '']),
);

/** The keys of an action in the table; empty if it has none. */
export const firstShortcut = (name: ActionName): string => OWN.get(name)!;

/** The keys of an action; empty if it has none. */
export const shortcutOf = (name: ActionName, own: Shortcuts): string => own[name] ?? firstShortcut(name);

/** The actions with these keys, the one that they do first. The user's own come before those of the table. */
export function actionsOf(keys: string, own: Shortcuts): ActionName[] {
  const having = ACTIONS.map(({ name }) => name).filter((name) => shortcutOf(name, own) === keys);
  const chosen = having.filter((name) => own[name] !== undefined);
  const rest = having.filter((name) => own[name] === undefined);
  return [...chosen, ...rest, ...FURTHER_KEYS.flatMap(([further, name]) => (further === keys ? [name] : []))];
}

/** Keys that the system's menus and text fields have; on macOS Ctrl is not Cmd, and the shell's own keys remain. */
const OTHERS = [
  ['CmdOrCtrl+C', 'fields', 'copy'],
  ['CmdOrCtrl+X', 'fields', 'cut'],
  ['CmdOrCtrl+V', 'fields', 'paste'],
  ['CmdOrCtrl+A', 'fields', 'selectAll'],
  ['CmdOrCtrl+Z', 'fields', 'undo'],
  ['CmdOrCtrl+Shift+Z', 'fields', 'redo'],
  ['CmdOrCtrl+Q', 'system', 'quit'],
  ['Alt+F4', 'system', 'close'],
  ['F11', 'system', 'fullScreen'],
] as const;

const LISTS: readonly ['shell' | 'editor', typeof SHELL_KEYS][] = [
  ['shell', SHELL_KEYS],
  ['editor', EDITOR_KEYS],
];

/** Where keys mean something else, whatever the actions have. */
export type OtherUse =
  /** A row of the list of keys. */
  | { place: 'shell' | 'editor'; chords: string; does: string }
  | { place: 'fields' | 'system'; does: (typeof OTHERS)[number][2] };

/** What else the keys do: in the shell, which takes readline's keys first, in the editor, in text fields, and in the system. */
export function otherUses(keys: string, mac: boolean): OtherUse[] {
  const there = (chord: string) => (mac ? chord : chord.replace(/^Ctrl\+/, 'CmdOrCtrl+'));
  return [
    ...LISTS.flatMap(([place, list]) =>
      list.flatMap(([chords, does]) =>
        chords.split(', ').some((chord) => there(chord) === keys) ? [{ place, chords, does }] : [],
      ),
    ),
    ...OTHERS.flatMap(([other, place, does]) => (other === keys ? [{ place, does }] : [])),
  ];
}
