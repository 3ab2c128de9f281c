import { features } from '../features/index.ts';
import type { Feature, Place } from './feature.ts';
import type { PanelProps } from './state.ts';

const FEATURES: readonly Feature[] = Object.values(features);

/** The components that features put into a place of the frame. */
export function Filled({ place, ...props }: PanelProps & { place: Place }) {
  return FEATURES.map(({ places }) => {
    const Part = places?.[place];
    return Part && <Part {...props} />;
  });
}
