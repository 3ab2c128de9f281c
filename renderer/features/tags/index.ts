/** The scan by hash tag. */
import './tags.css';
import './tags-rows.css';
import './biggest-keys.css';
import { connectionOf } from '../../../shared/session/session.ts';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performTags } from './effects.ts';
import { emptyTags, reduceTags } from './state.ts';

const TagsView = late(async () => (await import('./tags-view.tsx')).TagsView);

export const tags = {
  initial: ({ scan, biggestKeys, session }) => ({
    ...emptyTags(scan, connectionOf(session)),
    biggest: biggestKeys,
  }),
  reduce: reduceTags,
  perform: performTags,
  view: TagsView,
} satisfies FeatureWithState<'tags'>;
