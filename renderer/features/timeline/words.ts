/** Texts of the timeline. */
import { counted } from '../../../shared/format/count.ts';

export const words = {
  empty: 'Failovers, lost nodes and moved slots appear here, with the time they were seen.',
  allHidden: (changes: number) => `${counted(changes, 'change')} hidden by the filter above.`,
  list: 'Changes, newest first',
  kinds: 'Kinds of changes',
  groups: { slots: 'Slots', nodes: 'Nodes', redirects: 'Redirects' },
  export: {
    text: { button: 'Copy', name: 'Copy the timeline', hint: 'Copy the whole timeline as text' },
    csv: { button: 'CSV', name: 'Save the timeline as CSV', hint: 'Save the whole timeline as CSV' },
    json: { button: 'JSON', name: 'Save the timeline as JSON', hint: 'Save the whole timeline as JSON' },
  },
  copied: (changes: number) => `Copied ${counted(changes, 'change')}.`,
  saved: (path: string) => `Saved as ${path}`,
  showNode: (node: string) => `Show ${node} among the nodes`,
  showSlots: (ranges: string) => `${ranges}\nClick: show in the slot map`,

  /** The parts of an entry: `shard 2 :7004` `took over from :7001`. */
  change: {
    shard: (shard: number | null) => (shard === null ? 'no shard' : `shard ${shard}`),
    from: (node: string) => ` from ${node}`,
    to: (node: string) => ` to ${node}`,
    firstRead: 'watching started',
    before: 'before watching:',
    moved: 'moved',
    redirected: 'MOVED',
    migrationStarted: 'migration started',
    migrationEnded: 'migration ended',
    covered: 'have an owner again',
    uncovered: 'have no owner',
    coverage: (slots: string) => (slots === '' ? '' : `, ${slots} covered`),
    tookOver: 'took over',
    tookOverFrom: (node: string) => `took over from ${node}`,
    demoted: 'is a replica now',
    follows: (node: string) => `follows ${node} now`,
    changedShard: 'moved to another shard',
    suspected: 'suspected',
    failed: 'marked fail',
    unreachable: 'does not answer',
    noAddress: (before: string | null) => `any more${before === null ? '' : `; it was ${before}`}`,
    recovered: 'back',
    joined: 'joined',
    left: 'left the cluster',
    epoch: (change: string) => `epoch ${change}`.trimEnd(),
    state: (change: string) => `cluster ${change}`.trimEnd(),
    /** `nodes` null for the one node that the entry is about. */
    gives: (nodes: string | null, hasSlots: boolean) =>
      `${nodes === null ? 'gives' : `${nodes || 'nodes'} give`}${hasSlots ? '' : ' slots'}`,
    nobody: 'no node',
    toOwner: (owner: string) => `to ${owner}, unlike the map`,
    toOthers: 'to other nodes than the map',
    agrees: (nodes: string | null) =>
      nodes === null ? 'agrees with the map again' : `${nodes || 'nodes'} agree with the map again`,
    lost: 'no node answers',
    found: 'a node answers again',
  },
};
