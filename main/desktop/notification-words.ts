/** Texts of the system's notifications. */
import { inLanguages } from '../../shared/language/texts.ts';
import { notificationZh } from './notification-words.zh-Hans.ts';

export const notificationWords = inLanguages({
  en: {
    unnamed: 'A command',
    ended: '{command} ended after {seconds, plural, one {# second} other {# seconds}}.',
    failed: '{command} failed after {seconds, plural, one {# second} other {# seconds}}.',
    failover: 'A replica took over {count, plural, one {shard} other {shards}} {shards}.',
    operation: {
      paused: 'The operation is paused.',
      cancelled: 'The operation was cancelled.',
      failed: 'The operation failed.',
      interrupted: 'The operation was interrupted.',
      done: 'The operation is done.',
      'done-with-remarks': 'The operation is done, with remarks.',
    },
  },
  'zh-Hans': notificationZh,
});
