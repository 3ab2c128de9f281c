/**
 * The settings of the app, one row each. The type, the check of the file, the page, the palette, part of the menu and
 * docs/settings.md are made from the rows. Plain data, because the window has no zod. To add a setting, add a row here, its
 * Chinese in settings-words.zh-Hans.ts, and the code that it governs.
 */
import type { LanguageChoice } from '../language/language.ts';
import type { RedirectMode } from './session.ts';
import type { Shortcuts } from './shortcuts.ts';

/** The sections of the page, in their order. */
export const SETTING_GROUPS = {
  look: 'Appearance',
  shell: 'Shell',
  connections: 'Connections',
  program: 'Program',
  keys: 'Shortcuts',
} as const;
export type SettingGroup = keyof typeof SETTING_GROUPS;

/** Each as it is written after a number. */
export const UNITS = {
  pixels: 'pixels',
  lines: 'lines',
  milliseconds: 'milliseconds',
  seconds: 'seconds',
} as const;

/** `first` is the default. A choice has its values with their labels. */
type Kind =
  | { readonly values: { readonly [value: string]: string }; readonly first: string }
  /** Whole numbers, bounds included. */
  | { readonly min: number; readonly max: number; readonly unit: keyof typeof UNITS; readonly first: number }
  /** Text, lengths in characters. */
  | { readonly shortest: number; readonly longest: number; readonly first: string }
  /** Keys by action. */
  | { readonly keys: true; readonly first: Shortcuts }
  | { readonly first: boolean };

/** A row without a group is a part of the window's layout, which is remembered and has no place on the page. */
type Place =
  | {
      readonly group: SettingGroup;
      readonly title: string;
      /** A sentence or two. Says when a change takes effect, unless that is at once. */
      readonly about: string;
      /** The menu that offers the values too. */
      readonly menu?: 'Edit' | 'View';
    }
  | { readonly group?: never };

export type SettingRow = Kind & Place;

/** How strings in replies are shown: as readable text, or with every byte as redis-cli prints it. */
export const ESCAPES = ['readable', 'redis-cli'] as const;
export type Escape = (typeof ESCAPES)[number];

export const SETTINGS = {
  theme: {
    values: { system: 'as the system', dark: 'dark', light: 'light', contrast: 'high contrast' },
    first: 'system',
    group: 'look',
    title: 'Theme',
    about: 'The colours of the window and of the shell.',
    menu: 'View',
  },
  language: {
    values: {
      system: 'as the system',
      en: 'English',
      'zh-Hans': '简体中文 (Simplified Chinese)',
    } satisfies { [choice in LanguageChoice]: string },
    first: 'system',
    group: 'look',
    title: 'Language',
    about: 'Explanations, menus and views. Commands, replies and errors stay as the server sends them.',
    menu: 'View',
  },
  font: {
    shortest: 0,
    longest: 100,
    first: '',
    group: 'look',
    title: 'Font of shell and editor',
    about:
      'The name of a font with characters of one width. If it is empty, or not installed, JetBrains Mono is used.',
  },
  fontSize: {
    min: 8,
    max: 32,
    unit: 'pixels',
    first: 13,
    group: 'look',
    title: 'Font size of shell and editor',
    about: 'Larger and Smaller in the menu View change everything in the window instead.',
  },
  escape: {
    values: { readable: 'readable', 'redis-cli': 'as redis-cli prints them' } satisfies {
      [escape in Escape]: string;
    },
    first: 'readable',
    group: 'shell',
    title: 'Strings in replies',
    about:
      'As text where they are text, or with every other byte escaped. Replies that are on the screen change too.',
    menu: 'View',
  },
  mode: {
    values: {
      direct: 'direct (the slot cache picks the node)',
      follow: 'follow (as redis-cli -c)',
      off: 'off (as redis-cli without -c)',
    } satisfies { [mode in RedirectMode]: string },
    first: 'direct',
    group: 'shell',
    title: 'Redirects of new shells',
    about:
      'For shells that are opened from now on; a saved connection has a mode of its own. The toolbar changes that of the open shell, and is remembered here.',
  },
  pasteConfirm: {
    values: {
      writes: 'confirm lines that write',
      always: 'confirm any lines',
      never: 'run lines at once',
    },
    first: 'writes',
    group: 'shell',
    title: 'Pasting',
    about: 'When several pasted lines are confirmed before they run. On production they always are.',
    menu: 'Edit',
  },
  scrollback: {
    min: 1000,
    max: 200_000,
    unit: 'lines',
    first: 100_000,
    group: 'shell',
    title: 'Lines kept above the prompt',
    about: 'Of each shell. Fewer lines take less memory; lines beyond the number are gone at once.',
  },
  history: {
    first: true,
    group: 'shell',
    title: 'Keep the history on disk',
    about:
      'Lines that were run, without passwords, for later starts. Off: nothing more is written, and what is there stays until it is deleted by “Delete the history of this connection”.',
  },
  monitorOwn: {
    first: false,
    group: 'shell',
    title: 'MONITOR with Slotshell’s own commands',
    about: 'Whether MONITOR also shows what Slotshell asks the servers for its map and its panels.',
    menu: 'View',
  },
  connectTimeout: {
    min: 100,
    max: 600_000,
    unit: 'milliseconds',
    first: 5000,
    group: 'connections',
    title: 'Time to connect',
    about:
      'For dialling, TLS and the handshake. For addresses that are typed and for new saved connections; a saved connection keeps its own.',
  },
  keepAlive: {
    min: 0,
    max: 86_400,
    unit: 'seconds',
    first: 30,
    group: 'connections',
    title: 'Keep-alive',
    about:
      'Silence before the system asks whether the other side is still there; 0 for never. For the next connection to a typed address and for new saved connections.',
  },
  separator: {
    shortest: 1,
    longest: 20,
    first: ':',
    group: 'connections',
    title: 'Key separator',
    about:
      'Between the parts of a key, for the prefixes in Hash tags. For the next connection to a typed address and for new saved connections.',
  },
  restoreWindows: {
    first: true,
    group: 'program',
    title: 'Open the last windows at start',
    about:
      'A start without arguments opens the windows and shells of the last one and connects them. For production, or if a password is not kept, it only offers to connect.',
  },
  updates: {
    values: { off: 'off', notify: 'say so', automatic: 'download, install at quit' },
    first: 'off',
    group: 'program',
    title: 'Updates',
    about:
      'Once a day, the list of releases is read. Off: nothing is asked of the network. Where a package manager or a store installs Slotshell, it is only said that there is a newer version.',
  },
  notify: {
    first: false,
    group: 'program',
    title: 'Notifications',
    about:
      'The system shows when a long command or an operation ends, or a replica takes over, while the window is in the background. Only the names of command and connection are in them.',
  },
  notifyAfter: {
    min: 1,
    max: 3600,
    unit: 'seconds',
    first: 10,
    group: 'program',
    title: 'A command is long after',
    about: 'Only commands that took longer are notified of.',
  },
  shortcuts: {
    keys: true,
    first: {} as Shortcuts,
    group: 'keys',
    title: 'Keys',
    about: 'Choose Change, then press the new keys. In the shell its own keys come first.',
  },
  nodesWidth: { min: 160, max: 480, unit: 'pixels', first: 272 },
  inspectorWidth: { min: 240, max: 640, unit: 'pixels', first: 344 },
  nodesShown: { first: true },
  inspectorShown: { first: true },
  editorShown: { first: false },
  editorHeight: { min: 120, max: 4000, unit: 'pixels', first: 280 },
} as const satisfies { readonly [name: string]: SettingRow };

type ValueOf<R> = R extends { values: infer V }
  ? keyof V
  : R extends { min: number }
    ? number
    : R extends { longest: number }
      ? string
      : R extends { keys: true }
        ? Shortcuts
        : boolean;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { -readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]> };

/** A setting and a value for it. */
export type SettingChange = { [N in SettingName]: { name: N; value: Settings[N] } }[SettingName];

/** A setting that the page shows. */
export type ShownSetting = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { group: string } ? N : never;
}[SettingName];

/** In the order of the rows, which is that of the page. */
export const SHOWN_SETTINGS = (Object.keys(SETTINGS) as SettingName[]).filter(
  (name): name is ShownSetting => 'group' in SETTINGS[name],
);

export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { first }]) => [name, first]),
) as unknown as Settings;

export type NumberName = { [N in SettingName]: Settings[N] extends number ? N : never }[SettingName];

/** The nearest whole number that the setting may have. */
export function clampSize(name: NumberName, size: number): number {
  const { min, max } = SETTINGS[name];
  return Math.round(Math.min(max, Math.max(min, size)));
}
