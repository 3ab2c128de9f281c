/** The check of settings from the window and from the file. */
import { z } from 'zod';
import { ACTIONS } from '../actions.ts';
import { isShortcut } from './shortcuts.ts';
import { DEFAULT_SETTINGS, SETTINGS, type SettingName, type SettingRow, type Settings } from './settings.ts';

const isAction = (name: string) => ACTIONS.some((action) => action.name === name);
const isAllowed = ([name, keys]: [string, unknown]) =>
  isAction(name) && typeof keys === 'string' && (keys === '' || isShortcut(keys));

const shortcuts = z.record(z.string(), z.string()).refine((own) => Object.entries(own).every(isAllowed));
/** Leaves out what is not allowed. */
const forgivingShortcuts = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((own) => Object.fromEntries(Object.entries(own).filter(isAllowed)));

type Shape = { [N in SettingName]: z.ZodType<Settings[N]> };

const NAMES = Object.keys(SETTINGS) as SettingName[];

function schemaOf(row: SettingRow): z.ZodType {
  if ('values' in row) return z.enum(Object.keys(row.values));
  if ('keys' in row) return shortcuts;
  if ('longest' in row) return z.string().min(row.shortest).max(row.longest);
  return 'min' in row ? z.int().min(row.min).max(row.max) : z.boolean();
}

const shapeOf = (schema: (name: SettingName) => z.ZodType) =>
  Object.fromEntries(NAMES.map((name) => [name, schema(name)])) as Shape;

export const settingsSchema = z.object(shapeOf((name) => schemaOf(SETTINGS[name])));

/** Takes the default for each value that is missing or damaged: one of them does not cost the others. */
export const forgivingSettingsSchema = z.object(
  shapeOf((name) =>
    'keys' in SETTINGS[name] ? forgivingShortcuts : schemaOf(SETTINGS[name]).catch(DEFAULT_SETTINGS[name]),
  ),
);
