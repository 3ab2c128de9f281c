/** Context menus: what can be done with a node, shard, slot, key, hash tag, finding or line, where it is shown. */
import './menu.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performMenu } from './effects.ts';
import { offersFor } from './offers.ts';
import { reduceMenu } from './state.ts';

const ContextMenu = late(async () => (await import('./context-menu.tsx')).ContextMenu);

export const menu = {
  initial: () => null,
  reduce: reduceMenu,
  perform: performMenu,
  places: { menu: ContextMenu },
  offers: offersFor,
} satisfies FeatureWithState<'menu'>;
