/** Texts of notices about a new map, and about nodes that are out of reach. */
import { inLanguages } from '../../../shared/language/texts.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { mapNewsZh, reachZh } from './words.zh-Hans.ts';

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

export const reachWords = inLanguages({
  en: {
    again: '{node} answers again.',
    missing: '{node} cannot be reached from here ({reason}). The other nodes still work.',
    manyMissing: '{count} nodes cannot be reached from here ({reason}): {nodes}. The others still work.',
    found: '{announced} cannot be reached. Its node answers at {reached}, which is used instead.',
    manyFound:
      '{count} announced addresses cannot be reached. Their nodes answer at other addresses, which are used instead: {nodes}.',
    at: '{announced} at {reached}',
    comma: ', ',
    more: '{nodes} and {more} more',
    promptMoves:
      '{here} {why, select, failed {has failed} demoted {is not the master any more} noAddress {has no address in the cluster any more} moved {has another address now} other {is not in the cluster any more}}: the prompt moves to {to}.',
  },
  'zh-Hans': reachZh,
});

/** A notice in each language. */
export const noticeIn = (tone: Notice['tone'], write: (language: LanguageName) => string): Notice => ({
  tone,
  text: write('en'),
  translations: { 'zh-Hans': write('zh-Hans') },
});
