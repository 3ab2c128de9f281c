/** Context menus: what can be done with a node, shard, slot, key, hash tag, finding or line, where it is shown. */
import './menu.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { ContextMenu } from './context-menu.tsx';
import { performMenu } from './effects.ts';
import { offersFor } from './offers.ts';
import { reduceMenu } from './state.ts';

export const menu = {
  initial: () => null,
  reduce: reduceMenu,
  perform: performMenu,
  places: { menu: ContextMenu },
  offers: offersFor,
} satisfies FeatureWithState<'menu'>;
