/** Texts of the timeline. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { timelineZh } from './words.zh-Hans.ts';

export const timelineWords = inLanguages({
  en: {
    empty: 'Failovers, lost nodes and moved slots appear here, with the time they were seen.',
    allHidden: '{count, plural, one {# change} other {# changes}} hidden by the filter above.',
    list: 'Changes, newest first',
    kinds: 'Kinds of changes',
    groups: { slots: 'Slots', nodes: 'Nodes', redirects: 'Redirects' },
    export: {
      text: { button: 'Copy', name: 'Copy the timeline', hint: 'Copy the whole timeline as text' },
      csv: { button: 'CSV', name: 'Save the timeline as CSV', hint: 'Save the whole timeline as CSV' },
      json: { button: 'JSON', name: 'Save the timeline as JSON', hint: 'Save the whole timeline as JSON' },
    },
    copied: 'Copied {count, plural, one {# change} other {# changes}}.',
    saved: 'Saved as {path}',
    showNode: 'Show {node} among the nodes',
    showSlots: '{ranges}\nClick: show in the slot map',

    /** The parts of an entry: `shard 2 :7004` `took over from :7001`. */
    change: {
      shard: 'shard {shard}',
      noShard: 'no shard',
      from: ' from {node}',
      to: ' to {node}',
      firstRead: 'watching started',
      before: 'before watching:',
      moved: 'moved',
      redirected: 'MOVED',
      migrationStarted: 'migration started',
      migrationEnded: 'migration ended',
      covered: 'have an owner again',
      uncovered: 'have no owner',
      /** Follows one of the two. */
      coverage: ', {slots} covered',
      /** What main adds to an entry, in its own words. */
      detail: ', {detail}',
      tookOver: 'took over',
      tookOverFrom: 'took over from {node}',
      demoted: 'is a replica now',
      follows: 'follows {node} now',
      changedShard: 'moved to another shard',
      suspected: 'suspected',
      failed: 'marked fail',
      unreachable: 'does not answer',
      noAddress: 'any more',
      /** Follows a node whose address is not known. */
      noAddressNow: 'any more; it was {node}',
      recovered: 'back',
      joined: 'joined',
      left: 'left the cluster',
      epoch: 'epoch {change}',
      state: 'cluster {change}',
      gives: 'gives',
      givesSlots: 'gives slots',
      give: '{nodes} give',
      giveSlots: '{nodes} give slots',
      someNodes: 'nodes',
      nobody: 'no node',
      toOwner: 'to {owner}, unlike the map',
      toOthers: 'to other nodes than the map',
      agrees: 'agrees with the map again',
      agree: '{nodes} agree with the map again',
      lost: 'no node answers',
      found: 'a node answers again',
    },
  },
  'zh-Hans': timelineZh,
});
