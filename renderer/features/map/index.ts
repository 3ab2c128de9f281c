/** The slot map. */
import './map.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { performMap } from './effects.ts';
import { MapView } from './map-view.tsx';
import { EMPTY_MAP, reduceMap } from './state.ts';

export const map = {
  initial: () => EMPTY_MAP,
  reduce: (own, message, { now, session }) => reduceMap(own, message, now, session.database),
  perform: performMap,
  view: MapView,
} satisfies FeatureWithState<'map'>;
