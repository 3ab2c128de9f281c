/** The one dialog that may be open, and how messages open, change and close it. */
import { features } from '../features/index.ts';
import type { Overlays } from './contract.ts';
import type { Feature, OverlayPart } from './feature.ts';
import type { Message } from './message.ts';
import { keysOverlay } from './keys-overlay.tsx';
import { paletteOverlay } from './palette.tsx';
import type { Overlay } from './state.ts';

const FEATURES: readonly Feature[] = Object.values(features);
const PARTS = Object.assign(
  { palette: paletteOverlay, keys: keysOverlay },
  ...FEATURES.map(({ overlays }) => overlays ?? {}),
) as { readonly [K in keyof Overlays]: OverlayPart<Overlays[K]> };

/** A part is called with overlays of its own kind only. */
export const overlayPart = (overlay: Overlay) => PARTS[overlay.kind] as OverlayPart<Overlay>;

export function reduceOverlay(overlay: Overlay | null, message: Message): Overlay | null {
  const opened = openOverlay(message);
  if (opened) return opened;
  if (message.type === 'close-overlay' || overlay === null) return null;
  const { reduce } = overlayPart(overlay);
  return reduce ? reduce(overlay, message) : overlay;
}

function openOverlay(message: Message): Overlay | null {
  for (const part of Object.values(PARTS)) {
    const opened = part.open(message);
    if (opened) return opened;
  }
  return null;
}
