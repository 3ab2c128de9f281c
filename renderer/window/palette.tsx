import { late } from '../kit/late.tsx';
import type { Overlays } from './contract.ts';
import type { OverlayPart } from './feature.ts';

const Palette = late(async () => (await import('./palette-dialog.tsx')).Palette);

/** The command palette. */
export const paletteOverlay: OverlayPart<Overlays['palette']> = {
  open: (message) =>
    message.type === 'action' && message.name === 'palette'
      ? { kind: 'palette', query: '', selected: 0 }
      : null,
  reduce(palette, message) {
    if (message.type === 'palette-query') return { ...palette, query: message.query, selected: 0 };
    if (message.type === 'palette-select') return { ...palette, selected: message.selected };
    return palette;
  },
  draw: (props, palette) => <Palette {...props} palette={palette} />,
};
