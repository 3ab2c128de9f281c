/** Rows about the whole cluster, and one for every finding that no other rule has taken. Pure. */
import type { Finding, FindingKind } from '../../../../shared/operations/finding.ts';
import type { SituationRow, SituationShape } from '../../../../shared/operations/situation.ts';
import { counted } from '../../../../shared/format/count.ts';
import { nodeAt, ownersIn, slotsOf } from '../reading/cluster-reading.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { unite } from '../../topology/slot-ranges.ts';
import {
  addReplicaAction,
  fixAction,
  forgetAction,
  rebalanceAction,
  serveRestAction,
  startAction,
} from './actions.ts';
import { electionOf } from './election.ts';
import { FULL_COVERAGE, isDown, type Facts } from './facts.ts';
import { keysOf, rowOf, sinceHeard, wordsOf } from './row.ts';
import type { Taken } from './shard-rows.ts';

interface Kind {
  tag: string;
  shape: SituationShape;
  affects: string;
  byItself: SituationRow['byItself'];
}

const NOTHING = (text: string) => ({ lead: 'Nothing.', text });

/** How a finding is shown that stands alone. */
const KINDS: Record<FindingKind, Kind> = {
  uncovered: {
    tag: 'NOT SERVED',
    shape: 'octagon',
    affects: 'Every command on them is refused.',
    byItself: NOTHING('Servers give no slots away.'),
  },
  open: {
    tag: 'HALF MOVED',
    shape: 'triangle',
    affects: 'Multi-key commands can get TRYAGAIN.',
    byItself: NOTHING('Servers never end a move.'),
  },
  contested: {
    tag: 'TWO OWNERS',
    shape: 'triangle',
    affects: 'A key may have two values.',
    byItself: { lead: 'The higher epoch wins.', text: '' },
  },
  'views-differ': {
    tag: 'MAPS DIFFER',
    shape: 'triangle',
    affects: 'Clients are redirected more often.',
    byItself: { lead: 'Gossip settles it', text: 'within seconds, if it can.' },
  },
  'foreign-keys': {
    tag: 'STRAY KEYS',
    shape: 'triangle',
    affects: 'No command finds these keys: clients are sent to the owner of their slot.',
    byItself: NOTHING('A node keeps keys that it does not own until it is told of an owner.'),
  },
  'node-silent': {
    tag: 'NO ANSWER',
    shape: 'triangle',
    affects: 'Whoever asks this node.',
    byItself: NOTHING('The servers do not start a node.'),
  },
  'node-unreachable': {
    tag: 'NO ANSWER',
    shape: 'triangle',
    affects: 'Whoever asks this node.',
    byItself: NOTHING('The servers do not start a node.'),
  },
  'node-refuses': {
    tag: 'NOT CHECKED',
    shape: 'triangle',
    affects: 'What it knows is missing here. Its clients may be served.',
    byItself: NOTHING('A server does not change what a user may ask.'),
  },
  'node-failed': {
    tag: 'FLAGGED FAIL',
    shape: 'triangle',
    affects: 'The other nodes do not count on it, and may elect a replica in its place.',
    byItself: { lead: 'The flag goes', text: 'once the nodes hear from it on the cluster bus.' },
  },
  'node-suspected': {
    tag: 'SUSPECTED',
    shape: 'triangle',
    affects: 'Nobody yet.',
    byItself: {
      lead: 'Decided soon:',
      text: 'it is flagged fail once a majority suspects it too, or the suspicion goes.',
    },
  },
  'node-unknown-address': {
    tag: 'NO ADDRESS',
    shape: 'triangle',
    affects: 'No client can be sent to it.',
    byItself: { lead: 'It ends', text: 'when that node speaks to the others again.' },
  },
  handshake: {
    tag: 'NOT JOINED',
    shape: 'clock',
    affects: 'Nobody: it has no slots yet.',
    byItself: { lead: 'It is dropped', text: 'after the node timeout, unless it answers.' },
  },
  'link-down': {
    tag: 'LINK DOWN',
    shape: 'triangle',
    affects: 'Gossip between the two goes through others; with more such links, nodes are flagged.',
    byItself: { lead: 'They try again', text: 'all the time.' },
  },
  'not-a-member': {
    tag: 'NOT EVERYWHERE',
    shape: 'triangle',
    affects: 'Nodes that do not know it send no client to it and do not vote for it.',
    byItself: { lead: 'Gossip spreads it', text: 'within seconds, unless it was forgotten.' },
  },
  'no-replica': {
    tag: 'ONE COPY LEFT',
    shape: 'triangle',
    affects: 'Nobody now. If the primary is lost, so are its slots.',
    byItself: NOTHING('Servers make no replica, but one may move here from a shard that has two.'),
  },
  'same-host': {
    tag: 'SAME MACHINE',
    shape: 'clock',
    affects: 'Nobody now. One machine lost is the whole shard lost.',
    byItself: NOTHING('Servers do not know about machines.'),
  },
  'replica-out-of-sync': {
    tag: 'OUT OF SYNC',
    shape: 'triangle',
    affects: 'Readers of the replica see old values.',
    byItself: { lead: 'It tries again', text: 'every second.' },
  },
  'no-slots': {
    tag: 'EMPTY',
    shape: 'clock',
    affects: 'Nobody: it serves no key.',
    byItself: NOTHING('Servers move no slots.'),
  },
  'state-fail': {
    tag: 'REFUSES',
    shape: 'octagon',
    affects: 'Every command at these nodes is refused with CLUSTERDOWN.',
    byItself: {
      lead: 'It ends',
      text: 'once all slots are served and a majority of primaries see each other.',
    },
  },
  'no-majority': {
    tag: 'NO MAJORITY',
    shape: 'octagon',
    affects: 'Nodes without a majority refuse all commands after the node timeout.',
    byItself: NOTHING('No vote can pass: no replica takes over, and no failed node is agreed on.'),
  },
  'same-epoch': {
    tag: 'SAME EPOCH',
    shape: 'clock',
    affects: 'Nobody, until both claim the same slot.',
    byItself: {
      lead: 'They settle it',
      text: 'within seconds: the one with the lower id takes a new epoch.',
    },
  },
  'versions-differ': {
    tag: 'VERSIONS',
    shape: 'clock',
    affects: 'Commands of the newer version fail at the older nodes.',
    byItself: NOTHING('Servers do not upgrade themselves.'),
  },
  'migration-running': {
    tag: 'MOVING',
    shape: 'clock',
    affects: 'Nobody: the slots are served by their source until the end.',
    byItself: { lead: 'Under way:', text: 'the servers move the slots themselves.' },
  },
};

/** Severities count, not kinds: a note breaks no calm. */
export const isNote = ({ severity }: Pick<Finding, 'severity'>): boolean => severity === 'note';

/** The cluster as a whole refuses commands, or cannot vote. */
export function wholeRows(facts: Facts, findings: readonly Finding[]): Taken[] {
  const { reading, votes } = facts;
  const failing = findings.find(({ kind }) => kind === 'state-fail');
  const lost = findings.find(({ kind }) => kind === 'no-majority');
  if (!failing && !lost) return [];
  const taken = [lost, failing].flatMap((one) => one ?? []);
  const refusing = reading.nodes.filter(({ address }) => failing?.nodes.includes(address));
  const isAll = refusing.length === reading.nodes.filter(({ view }) => view !== null).length;
  const slots = lost
    ? unite(ownersIn(reading).flatMap(({ id }) => slotsOf(reading, id)))
    : unite(refusing.flatMap(({ id }) => slotsOf(reading, id)));
  const down = ownersIn(reading).filter(isDown);
  const owned = countSlots(facts.shards.flatMap((shard) => shard.slots));
  // Also without the setting a node refuses commands while it sees no majority, or has only just started.
  const isForOthers = facts.measures.fullCoverage === true && (down.length > 0 || owned < SLOT_COUNT);
  // Elections that bring all slots back need no setting.
  const waits = facts.shards
    .filter(({ primary }) => isDown(primary))
    .map((shard) => electionOf(facts, shard).wait);
  const wait = owned < SLOT_COUNT || waits.includes(null) ? null : (waits[0] ?? null);
  return [
    {
      findings: taken,
      row: rowOf(facts, taken, {
        id: lost ? 'no-majority' : 'state-fail',
        shape: 'octagon',
        service: failing ? 'unserved' : 'risk',
        slots,
        keys: keysOf(
          facts,
          lost ? facts.shards : facts.shards.filter(({ primary }) => refusing.includes(primary)),
        ),
        title: lost
          ? `Only ${votes.available} of ${counted(votes.total, 'primary')} ${votes.available === 1 ? 'answers' : 'answer'}: no majority`
          : isAll
            ? 'The cluster refuses all commands'
            : `${counted(refusing.length, 'node')} ${refusing.length === 1 ? 'refuses' : 'refuse'} all commands`,
        tag: lost ? 'NO MAJORITY' : 'REFUSES',
        since: lost ? sinceHeard(facts, down, Math.max) : { at: reading.readAt, from: 'here' },
        affects: failing
          ? 'Every command at these nodes is refused with CLUSTERDOWN.'
          : KINDS['no-majority'].affects,
        byItself: lost
          ? NOTHING(`No vote can pass: ${votes.needed} of ${votes.total} are needed. No replica takes over.`)
          : KINDS['state-fail'].byItself,
        next: lost
          ? `Start primaries until ${votes.needed} answer. Take over without a vote only on the side that is to live on: else there are two histories.`
          : `See the other rows: it is ok again once their slots are served.${isForOthers ? ` With ${FULL_COVERAGE} no the others are served meanwhile; set it back afterwards, if yours are to stop together.` : ''}`,
        actions: lost
          ? down.slice(0, 1).map((node) => startAction(facts, node))
          : isForOthers
            ? [serveRestAction(facts, wait)]
            : [],
        details: wordsOf(facts, down),
        commands: ['CLUSTER INFO', `CONFIG GET ${FULL_COVERAGE}`],
      }),
    },
  ];
}

/** Shards without a replica that nothing else is wrong with: one row for all of them. */
export function noReplicaRows(facts: Facts, findings: readonly Finding[]): Taken[] {
  const taken = findings.filter(({ kind }) => kind === 'no-replica');
  const bare = facts.shards.filter(({ primary }) =>
    taken.some(({ nodes }) => nodes.includes(primary.address)),
  );
  const [first] = bare;
  if (!first) return [];
  const isOne = bare.length === 1;
  return [
    {
      findings: taken,
      row: rowOf(facts, taken, {
        id: `no-replica ${isOne ? first.primary.id : ''}`.trim(),
        shape: 'triangle',
        service: 'risk',
        shard: isOne ? first.number : null,
        title: isOne
          ? `${first.name.charAt(0).toUpperCase()}${first.name.slice(1)} has no replica`
          : `${bare.length === facts.shards.length ? `None of the ${bare.length} shards` : counted(bare.length, 'shard')} ${bare.length === facts.shards.length ? 'has' : 'have no'} ${bare.length === facts.shards.length ? 'a replica' : 'replica'}`,
        tag: 'ONE COPY LEFT',
        slots: unite(bare.flatMap(({ slots }) => slots)),
        keys: keysOf(facts, bare),
        affects: `Nobody now. ${isOne ? `If ${first.primary.address} is lost, so are its slots.` : 'If one of their primaries is lost, so are its slots.'}`,
        byItself: KINDS['no-replica'].byItself,
        next: 'Add a replica, on another machine.',
        actions: [addReplicaAction(facts, first)],
        commands: ['CLUSTER NODES'],
      }),
    },
  ];
}

/** What is left: each finding by itself. */
export const otherRows = (facts: Facts, findings: readonly Finding[]): Taken[] =>
  findings.map((finding) => ({ findings: [finding], row: alone(facts, finding) }));

function alone(facts: Facts, finding: Finding): SituationRow {
  const { kind, severity, text, advice, nodes, slots, keys } = finding;
  const { tag, shape, affects, byItself } = KINDS[kind];
  const node = nodeAt(facts.reading, nodes[0] ?? '');
  const shard = facts.shards.find(({ primary, replicas }) =>
    [primary, ...replicas].some((one) => one.address === node?.address),
  );
  const isGone = node !== undefined && isDown(node);
  return rowOf(facts, [finding], {
    // Two nodes may have several moves between them; only theirs keep their slots.
    id: [kind, ...nodes, ...(kind === 'migration-running' ? slots.map(({ first }) => first) : [])].join(' '),
    shape,
    severity,
    tag,
    title: text.replace(/\.$/, ''),
    shard: shard?.number ?? null,
    since: isGone ? sinceHeard(facts, [node]) : { at: facts.reading.readAt, from: 'here' },
    slots: [...slots],
    service: severity === 'note' || slots.length === 0 ? 'served' : 'risk',
    keys: { count: keys, countedAt: null, text: '' },
    affects,
    byItself,
    next: advice || 'Nothing needs to be done.',
    actions: [
      ...(isGone ? [startAction(facts, node), forgetAction(facts, node)] : []),
      ...(kind === 'foreign-keys' ? [fixAction(facts, 'The keys go to the owners of their slots.')] : []),
      ...(kind === 'no-slots' ? [rebalanceAction(facts)] : []),
    ],
    details: node ? wordsOf(facts, [node]) : [],
    commands: ['CLUSTER NODES'],
  });
}
