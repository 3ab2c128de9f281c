/** The shell's colours at a terminal whose own colours are unknown: few, and those that every theme keeps readable. */
import { INK } from '../../../shared/repl/text/ink.ts';
import type { Palette } from '../../../shared/repl/text/span.ts';

/** Grey as redis-cli's hints have it. */
const COLOURS: { readonly [ink: number]: string } = {
  [INK.fg2]: '39',
  [INK.fg3]: '0;90;49',
  [INK.danger]: '31',
  [INK.warn]: '33',
};
const REVERSED = '7';

export const terminalPalette: Palette = (use, ink) => {
  if (use === 'colour') return COLOURS[ink] ?? '';
  return use === 'background' ? REVERSED : '';
};
