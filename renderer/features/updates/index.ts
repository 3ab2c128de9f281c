/** Newer versions of the app. */
import './updates.css';
import type { FeatureWithState, Surroundings } from '../../window/feature.ts';
import { reduceUpdates, type UpdateChoice } from './state.ts';
import { UpdateBar } from './update-bar.tsx';

const CALLS = {
  load: 'loadUpdate',
  install: 'installUpdate',
  releases: 'openReleases',
  close: 'hideUpdate',
} as const satisfies { [choice in UpdateChoice]: keyof Surroundings['client'] };

export const updates = {
  initial: (boot) => boot.update,
  reduce: reduceUpdates,
  perform:
    ({ client, report }) =>
    (message) => {
      if (message.type === 'update-choice') client[CALLS[message.choice]](undefined).catch(report);
      if (message.type === 'action' && message.name === 'check-updates')
        client.checkForUpdates(undefined).catch(report);
    },
  places: { runtime: UpdateBar },
} satisfies FeatureWithState<'updates'>;
