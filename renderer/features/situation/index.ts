/** The Situation page. */
import './situation.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performSituation } from './effects.ts';
import { badgeOf, NO_SITUATION, reduceSituation } from './state.ts';
import { words } from './words.ts';

const SituationView = late(async () => (await import('./situation-view.tsx')).SituationView);

export const situation = {
  initial: () => NO_SITUATION,
  reduce: reduceSituation,
  perform: performSituation,
  view: SituationView,
  badge: ({ situation: own }) => {
    if (own.missing !== null && !('code' in own.missing))
      return { count: 1, isBad: true, label: words.badgeNoAnswer };
    const badge = badgeOf(own);
    return badge && { ...badge, label: words.badge(badge.count) };
  },
} satisfies FeatureWithState<'situation'>;
