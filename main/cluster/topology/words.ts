/** Texts of notices about a new map. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { mapNewsZh } from './words.zh-Hans.ts';

export const mapNewsWords = inLanguages({
  en: {
    stranger:
      'The cluster at {source} has none of the earlier nodes. It may be a different cluster with different keys.',
    promoted:
      'Failover in shard {shard}: {node} was promoted{before, select, none {} other {, replacing {before}}}{detail, select, none {} other { ({detail})}}.',
    up: 'The cluster is up again (cluster_state:ok on {source}).',
    down: 'The cluster is down (cluster_state:fail on {source}). The owners of {served} slots are up. Commands wait a moment, then are refused.',
    servedAgain: '{slots} served again.',
    moreUnserved:
      'The slots of {count, plural, one {# more shard} other {# more shards}} are not served either.',
    moreServed:
      'The slots of {count, plural, one {# more shard} other {# more shards}} are served again too.',
    oneMoved: 'A node changed its address: {nodes}.',
    moved: '{count} nodes changed their addresses: {nodes}.',
    moreMoved: '{count} nodes changed their addresses: {nodes} and {more} more.',
    isNow: '{old} is now {now}',
    comma: ', ',
  },
  'zh-Hans': mapNewsZh,
});
