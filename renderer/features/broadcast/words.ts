/** Texts of broadcast. `shells` are their names, as a list. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { broadcastZh } from './words.zh-Hans.ts';

export const broadcastWords = inLanguages({
  en: {
    title: 'Broadcast',
    shells: 'Shells that take part',
    others: 'Each line you enter here also runs in {shells}.',
    alone: 'No other shell is ticked: lines run here alone.',
    notTicked: 'This shell is not ticked: its lines run here alone.',
    only: 'There is no other shell yet. A new one is not ticked by itself.',
    careful: 'Shells on production or read-only connections are ticked by hand.',
    /** In the shell where the line was entered. */
    away: 'Not connected: {shells}. Whether the line ran there is in their own transcripts.',
    production: 'production',
    readOnly: 'read-only',
    phases: { disconnected: 'not connected', connecting: 'connecting…', lost: 'connection lost' },
    stop: 'Stop',
    /** On the tabs and panes that take part. */
    mark: 'broadcast',
  },
  'zh-Hans': broadcastZh,
});
