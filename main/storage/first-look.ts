/**
 * The part of settings.json that the first window needs before it can open. By hand: the file is read in full, and checked,
 * with the schema library, which is loaded beside the window's page.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SETTINGS, type Settings } from '../../shared/session/settings.ts';
import type { WindowBounds } from './settings-text.ts';

export interface FirstLook {
  theme: Settings['theme'];
  bounds: WindowBounds | null;
}

const MOST_PIXELS = 100_000;

/** Defaults for what is missing or damaged. */
export async function readFirstLook(directory: string): Promise<FirstLook> {
  const content = await readFile(path.join(directory, 'settings.json'), 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => null);
  const { theme, bounds } = (content ?? {}) as { theme?: unknown; bounds?: unknown };
  const isTheme = typeof theme === 'string' && Object.hasOwn(SETTINGS.theme.values, theme);
  return { theme: isTheme ? (theme as Settings['theme']) : SETTINGS.theme.first, bounds: boundsIn(bounds) };
}

function boundsIn(value: unknown): WindowBounds | null {
  const { x, y, width, height, maximized } = (value ?? {}) as { readonly [name: string]: unknown };
  const isWithin = (least: number, ...sizes: unknown[]) =>
    sizes.every((size) => Number.isInteger(size) && Number(size) >= least && Number(size) <= MOST_PIXELS);
  const isRight =
    isWithin(-MOST_PIXELS, x, y) && isWithin(1, width, height) && typeof maximized === 'boolean';
  return isRight ? ({ x, y, width, height, maximized } as WindowBounds) : null;
}
