/**
 * The terminal's colours. Text is written with palette indices from 16 up, so that a change of theme recolours what is
 * already on the screen. The values repeat renderer/kit/tokens.css, and a test compares them.
 */
import type { ITheme } from '@xterm/xterm';
import { FIRST_SHARD } from '../../../shared/repl/text/ink.ts';

export type ThemeName = 'dark' | 'light' | 'contrast';

interface Colours {
  background: string;
  foreground: string;
  selection: string;
  /** Backgrounds of a search's matches, and of the current one. */
  found: [string, string];
  /** Index 16 and up. */
  palette: string[];
  /** The shards' colours for areas. */
  fills: string[];
}

const DARK: Colours = {
  background: '#101217',
  foreground: '#e8ebf0',
  selection: '#2b2a47',
  found: ['#4a3f12', '#8a6d00'],
  palette: [
    ...['#6dc0f0', '#f2b134', '#35c79b', '#e29cc2', '#f0e442', '#f58446', '#74a9ee', '#c4cad4'],
    ...['#aab2c0', '#8a93a3', '#ff7b7b', '#ffcf7a', '#a7a1ff', '#16191f'],
  ],
  fills: ['#56b4e9', '#e69f00', '#12a67c', '#cc79a7', '#f0e442', '#d55e00', '#3a86c8', '#a8aeb8'],
};

const LIGHT: Colours = {
  background: '#ffffff',
  foreground: '#191c22',
  selection: '#d9d5f8',
  found: ['#f6e7a8', '#f5c93b'],
  palette: [
    ...['#0a659e', '#8a5200', '#00694c', '#983b70', '#6a6000', '#a84600', '#1c4f94', '#4d545f'],
    ...['#464f5d', '#5f6877', '#b42323', '#825300', '#5349c9', '#f5f6f8'],
  ],
  fills: ['#3a9fd8', '#e69f00', '#009e73', '#cc79a7', '#d9cb1a', '#d55e00', '#0072b2', '#7b828e'],
};

const CONTRAST: Colours = {
  background: '#000000',
  foreground: '#ffffff',
  selection: '#3a2f9e',
  found: ['#5c4a00', '#9a6b00'],
  palette: [
    ...['#8fd4ff', '#ffc24d', '#5ce0b5', '#ffb8dc', '#fff04d', '#ffa56b', '#9cc6ff', '#d9dee6'],
    ...['#e6e9ef', '#cdd3dc', '#ffb3b3', '#ffdc8a', '#cdc8ff', '#0a0a0a'],
  ],
  fills: ['#56b4e9', '#e69f00', '#12b787', '#e08fbf', '#f0e442', '#f06a00', '#4c9be0', '#b9c0ca'],
};

const COLOURS: { readonly [N in ThemeName]: Colours } = { dark: DARK, light: LIGHT, contrast: CONTRAST };
const colours = (name: ThemeName) => COLOURS[name];

/** xterm's theme. */
export function terminalTheme(name: ThemeName): ITheme {
  const { background, foreground, selection, palette } = colours(name);
  return {
    background,
    foreground,
    cursor: foreground,
    cursorAccent: background,
    selectionBackground: selection,
    selectionInactiveBackground: selection,
    extendedAnsi: palette,
  };
}

/** Backgrounds for SearchAddon, #RRGGBB: every match, and the current one. */
export function findColours(name: ThemeName): { every: string; active: string } {
  const [every, active] = colours(name).found;
  return { every, active };
}

/** The colour of an area for a palette index: a shard's is stronger than for its text. */
export function areaColour(name: ThemeName, ink: number): string {
  const { fills, palette, foreground } = colours(name);
  return fills[ink - FIRST_SHARD] ?? palette[ink - FIRST_SHARD] ?? foreground;
}
