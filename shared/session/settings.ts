/** The settings of the app, one row each: allowed values and default. Plain data, because the window has no zod. */
import { LANGUAGE_CHOICES } from '../language/language.ts';
import { REDIRECT_MODES, type RedirectMode } from './session.ts';

/** How strings in replies are shown: as readable text, or with every byte as redis-cli prints it. */
export const ESCAPES = ['readable', 'redis-cli'] as const;
export type Escape = (typeof ESCAPES)[number];

/** `first` is the default. Sizes are whole pixels, bounds included. */
export const SETTINGS = {
  theme: { values: ['system', 'dark', 'light'], first: 'system' },
  language: { values: LANGUAGE_CHOICES, first: 'system' },
  nodesWidth: { min: 160, max: 480, first: 272 },
  inspectorWidth: { min: 240, max: 640, first: 344 },
  nodesShown: { first: true },
  inspectorShown: { first: true },
  editorShown: { first: false },
  editorHeight: { min: 120, max: 4000, first: 280 },
  mode: { values: REDIRECT_MODES, first: 'direct' satisfies RedirectMode },
  escape: { values: ESCAPES, first: 'readable' },
  /** When several pasted lines are confirmed first; on production they always are. */
  pasteConfirm: { values: ['writes', 'always', 'never'], first: 'writes' },
  /** Whether MONITOR shows the app's own questions. */
  monitorOwn: { first: false },
} as const satisfies { readonly [name: string]: SettingRow };

export type SettingRow =
  | { readonly values: readonly string[]; readonly first: string }
  | { readonly min: number; readonly max: number; readonly first: number }
  | { readonly first: boolean };

type ValueOf<R> = R extends { values: readonly (infer V)[] }
  ? V
  : R extends { min: number }
    ? number
    : boolean;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { -readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]> };

export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { first }]) => [name, first]),
) as unknown as Settings;

export type SizeName = { [N in SettingName]: Settings[N] extends number ? N : never }[SettingName];

/** The nearest whole size that the setting may have. */
export function clampSize(name: SizeName, size: number): number {
  const { min, max } = SETTINGS[name];
  return Math.round(Math.min(max, Math.max(min, size)));
}
