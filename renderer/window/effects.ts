/** The effects of each message on main, the shells and the focus, from the features and from the window itself. */
import { features } from '../features/index.ts';
import type { Feature, Perform, Surroundings } from './feature.ts';
import { performCalls } from './call-effects.ts';
import { performFocus } from './focus-effects.ts';
import { performShells } from './shell-effects.ts';

const FEATURES: readonly Feature[] = Object.values(features);

export function createEffects(surroundings: Surroundings): Perform {
  const all = [
    ...FEATURES.flatMap((feature) => feature.perform?.(surroundings) ?? []),
    performCalls(surroundings),
    performShells(surroundings),
    performFocus(surroundings),
  ];
  return (message, state) => all.forEach((perform) => perform(message, state));
}
