/** The scan by hash tag. */
import './tags.css';
import './tags-rows.css';
import './biggest-keys.css';
import { connectionOf } from '../../../shared/session/session.ts';
import type { FeatureWithState } from '../../window/feature.ts';
import { performTags } from './effects.ts';
import { emptyTags, reduceTags } from './state.ts';
import { TagsView } from './tags-view.tsx';

export const tags = {
  initial: ({ scan, biggestKeys, session }) => ({
    ...emptyTags(scan, connectionOf(session)),
    biggest: biggestKeys,
  }),
  reduce: reduceTags,
  perform: performTags,
  view: TagsView,
} satisfies FeatureWithState<'tags'>;
