/** The slot map. */
import './map.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performMap } from './effects.ts';
import { EMPTY_MAP, reduceMap } from './state.ts';

const MapView = late(async () => (await import('./map-view.tsx')).MapView);

export const map = {
  initial: () => EMPTY_MAP,
  reduce: (own, message, { now, session }) => reduceMap(own, message, now, session.database),
  perform: performMap,
  view: MapView,
} satisfies FeatureWithState<'map'>;
