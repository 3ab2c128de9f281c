/** The command palette. */
import type { Message } from './message.ts';

export interface PaletteOverlay {
  kind: 'palette';
  query: string;
  selected: number;
}

export function reducePalette(palette: PaletteOverlay, message: Message): PaletteOverlay {
  if (message.type === 'palette-query') return { ...palette, query: message.query, selected: 0 };
  if (message.type === 'palette-select') return { ...palette, selected: message.selected };
  return palette;
}
