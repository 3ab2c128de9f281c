/** The text of settings.json: what it says, and a sentence for each thing that is wrong in it. Pure. */
import { z } from 'zod';
import { escapeForLine } from '../../shared/format/escape.ts';
import {
  DEFAULT_SETTINGS,
  SETTINGS,
  type SettingName,
  type SettingRow,
  type Settings,
} from '../../shared/session/settings.ts';
import { forgivingSettingsSchema, settingsSchema } from '../../shared/session/settings-schema.ts';

const position = z.int().min(-100_000).max(100_000);
const extent = z.int().min(1).max(100_000);
export const boundsSchema = z.object({
  x: position,
  y: position,
  width: extent,
  height: extent,
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;
const forgivingBounds = boundsSchema.nullable().catch(null);

export interface ReadSettings {
  settings: Settings;
  bounds: WindowBounds | null;
  /** A sentence each. */
  problems: string[];
}

/** Characters of a file that is read. */
const MOST = 1 << 20;
const MOST_PROBLEMS = 10;
const MOST_SHOWN = 60;

/** `before` holds if the text says nothing at all. */
export function readSettings(text: string, before: ReadSettings): ReadSettings {
  const whole = (problem: string): ReadSettings => ({
    ...before,
    problems: [`${problem}, so nothing in it holds.`],
  });
  if (text.length > MOST) return whole('settings.json is larger than 1 MiB');
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch (error) {
    return whole(`settings.json is not valid JSON${placeOf(error as Error, text)}`);
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    return whole('settings.json holds no object, as in {"theme": "dark"}');
  const { bounds, ...named } = said as { [name: string]: unknown };
  const problems = Object.keys(named).flatMap((name) => problemOf(name, named[name]) ?? []);
  if (bounds !== undefined && !boundsSchema.nullable().safeParse(bounds).success)
    problems.push('settings.json: “bounds” is no place of a window; it opens where it would without one.');
  return {
    settings: forgivingSettingsSchema.parse(named),
    bounds: forgivingBounds.parse(bounds ?? null),
    problems: [
      ...problems.slice(0, MOST_PROBLEMS),
      ...(problems.length > MOST_PROBLEMS
        ? [`${problems.length - MOST_PROBLEMS} more settings are wrong.`]
        : []),
    ],
  };
}

const isSetting = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

function problemOf(name: string, value: unknown): string | null {
  if (!isSetting(name)) return `settings.json: “${shown(name)}” is no setting of this version of Slotshell.`;
  if (settingsSchema.shape[name].safeParse(value).success) return null;
  const first = JSON.stringify(DEFAULT_SETTINGS[name]);
  const holds = name === 'shortcuts' ? 'What is allowed in it holds.' : `${first} holds.`;
  return `settings.json: “${name}” may not be ${shown(JSON.stringify(value))}: ${allowed(SETTINGS[name])}. ${holds}`;
}

function allowed(row: SettingRow): string {
  if ('values' in row) return `it is one of ${JSON.stringify(Object.keys(row.values)).slice(1, -1)}`;
  if ('min' in row) return `it is a whole number from ${row.min} to ${row.max}`;
  if ('longest' in row) return `it is a text of ${row.shortest} to ${row.longest} characters`;
  if ('keys' in row)
    return 'it is an object, as in {"find": "CmdOrCtrl+Alt+F"}, with actions and keys of docs/keys.md';
  return 'it is true or false';
}

const shown = (text: string): string =>
  escapeForLine(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** ` (line 3, column 5)`, as far as the engine says where it stopped. */
function placeOf({ message }: Error, text: string): string {
  const found = / at position (\d+)/.exec(message);
  if (!found) return '';
  const before = text.slice(0, Number(found[1])).split('\n');
  return ` (line ${before.length}, column ${before.at(-1)!.length + 1})`;
}
