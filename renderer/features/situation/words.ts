/** Texts of the Situation page around the rows, which main writes. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { Situation, SituationShape } from '../../../shared/operations/situation.ts';

const uncheckedBecause = (why: string, nodes: Situation['unchecked']): string =>
  nodes.length === 0 ? '' : `not checked, because they ${why}: ${nodes.map(({ node }) => node).join(', ')}`;

export const words = {
  name: 'Situation',
  purpose: 'Not connected. What is wrong with a cluster, since when, and what to do about it, appears here.',
  notCluster: 'This server is not in a cluster: there are no slots, shards or votes to look at.',
  codis:
    'This is codis, not a cluster: its groups and slots are in the Nodes panel and the slot map, and the connection doctor looks at them.',
  unmapped: 'This user may not read the map of the cluster, so its situation cannot be told.',
  asking: (nodes: number) => `Asking ${counted(nodes, 'node')}…`,
  checked: (ago: string, every: number) => `checked ${ago}, every ${every} s`,
  checkedLate: (ago: string) => `checked ${ago} ago`,
  checkAgain: 'Check again',
  since: (time: string) => `For ${time}.`,
  findings: 'Findings, worst first',
  strip: 'The 16,384 slots by shard',
  stripPart: (range: string, owner: string, service: string) => `${range}: ${owner}, ${service}`,
  shard: (shard: number) => `shard ${shard}`,
  nobody: 'no owner',
  services: {
    served: 'served',
    risk: 'served, at risk',
    maybe: 'perhaps not served',
    unserved: 'not served',
  },
  stripUnserved: 'not served',
  stripStuck: (slots: string, count: number) => `${slots}${count > 1 ? ` +${count - 1}` : ''} stuck`,
  shapes: {
    octagon: 'not served',
    triangle: 'at risk',
    clock: 'to watch',
  } satisfies { [S in SituationShape]: string },
  fine: 'fine',
  rowSince: 'since',
  told: { nodes: 'told by the nodes', here: 'first seen here' },
  slots: 'Slots',
  affects: 'Affects',
  byItself: 'By itself',
  next: 'Next',
  noSlots: 'none',
  keys: (count: number) => counted(count, 'key'),
  keysThen: (count: number, at: string) => `about ${counted(count, 'key')}, last counted at ${at}`,
  details: 'Details',
  refused: (label: string, why: string) => `${label.replace(/…$/, '')}: ${why}`,
  saidBy: 'What the nodes say',
  checkSays: 'check',
  look: 'Look for yourself',
  copy: 'Copy',
  copyLine: (line: string) => `Copy ${line}`,
  close: 'Close',
  inTerminal: 'The same in a terminal, with its plan first',
  withOptions:
    'Add the certificates, or the way, if you connect with them; the password is read from REDISCLI_AUTH.',
  startLine: 'Slotshell does not start this server. It was started as:',
  startUnknown: 'Slotshell has not seen how it was started.',
  startRuns: 'It is a node of this computer, and runs.',
  resolved: (lasted: string, at: string) => `over at ${at}, after ${lasted}`,
  resolvedName: 'Over, in the last minute',
  notes: 'Good to know',
  more: (notes: number) => `and ${notes} more such`,
  then: (title: string) => `Before: ${title}`,
  fineTitle: 'Checked, and fine',
  shardsTitle: 'Shards, by their numbers in this window',
  allFine: (checks: number) => `${counted(checks, 'check')}, all fine`,
  unchecked: (nodes: Situation['unchecked']) =>
    [
      uncheckedBecause(
        'do not answer',
        nodes.filter(({ isMute }) => !isMute),
      ),
      uncheckedBecause(
        'refuse to be asked',
        nodes.filter(({ isMute }) => isMute),
      ),
    ]
      .filter((text) => text !== '')
      .join('; '),
  foreign: {
    title: 'Keys at wrong nodes',
    notSearched: 'Not looked for: it asks each primary how many keys it has of each of the 16,384 slots.',
    search: 'Search for keys at wrong nodes',
    again: 'Search again',
    searching: 'Asking each primary about all slots…',
    none: (time: string) => `Looked for at ${time}: no primary has keys of a slot that another one owns.`,
    found: (time: string) => `Looked for at ${time}:`,
    unchecked: (nodes: readonly string[]) => `Not asked, as they do not answer: ${nodes.join(', ')}.`,
    fix: 'Fix…',
  },
  history: 'All changes',
  lastTitle: 'Last time something was wrong',
  last: (from: string, until: string, findings: number) =>
    `${from} to ${until}: ${counted(findings, 'finding')}.`,
  lastUnserved: (slots: number, time: string) => `${grouped(slots)} slots were not served, for ${time}.`,
  noAnswer: 'No node answers',
  noAnswerText: (age: string | null) =>
    age === null ? 'Nothing is known about the cluster.' : `Below is what was known ${age} ago.`,
  tried: 'Tried',
  keysLine: {
    rows: 'finding',
    details: 'details',
    actions: 'its actions',
    map: 'on the slot map',
    check: 'check again',
    copy: 'copy report',
  },
  copied: 'Copied.',
  copiedReport: 'The report is copied.',
  badge: (count: number) => counted(count, 'finding'),
  badgeNoAnswer: 'no node answers',
  opened: (title: string, keys: string) =>
    `${title}. The Situation page has opened; ${keys === '' ? 'the tab of the shell' : keys} comes back here.`,
};
