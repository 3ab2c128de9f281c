/** Splits an entry of the timeline into the parts it is drawn with: shards, nodes, slots, words. Pure. */
import type { Change, ChangeKind, ChangeSide } from '../../../shared/cluster/change.ts';
import { inEachLanguage, type LanguageName } from '../../../shared/language/language.ts';
import type { NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import { allSlotRanges, portOf } from '../../kit/numbers.ts';
import { timelineWords } from './words.ts';
import type { ChangeGroup } from '../../kit/menu-target.ts';

export type ChangePart =
  | { kind: 'shard'; shard: number | null; isGroup: boolean }
  | { kind: 'arrow' }
  | { kind: 'node'; node: NodeAddress }
  | { kind: 'slots'; slots: readonly SlotRange[] }
  | { kind: 'words'; text: string; tone: 'plain' | 'good' | 'warn' | 'bad' };

type Tone = 'plain' | 'good' | 'warn' | 'bad';
type Describe = (change: Change) => ChangePart[];
type Kinds = { readonly [K in ChangeKind]: readonly [ChangeGroup, Describe] };

const say = (text: string, tone: Tone = 'plain'): ChangePart[] =>
  text === '' ? [] : [{ kind: 'words', text, tone }];
const range = ({ slots }: Change): ChangePart[] => (slots.length > 0 ? [{ kind: 'slots', slots }] : []);
const node = ({ about }: Change): ChangePart[] => [...shardOf(about), ...nodeOf(about)];
const route = ({ from, to }: Change): ChangePart[] => [
  ...shardOf(from, true),
  { kind: 'arrow' },
  ...shardOf(to, true),
];

const kindsIn = inEachLanguage((language): Kinds => {
  const w = timelineWords(language).change;
  const more = ({ detail }: Change): string => (detail === '' ? '' : w.detail({ detail }));
  const fromTo = ({ from, to }: Change): string =>
    (from?.node ? w.from({ node: beside(from.node, to) }) : '') +
    (to?.node ? w.to({ node: beside(to.node, from) }) : '');

  /** `:7001 joined, detail`. */
  const nodeDid =
    (text: string, tone?: Tone): Describe =>
    (change) => [...node(change), ...say(text + more(change), tone)];

  /** `shard 1 → shard 2 0–99 migration started`. */
  const slotsDid =
    (text: string, tone?: Tone): Describe =>
    (change) => [...route(change), ...range(change), ...say(text + more(change), tone)];

  /** As `slotsDid`, with the two nodes in the text. */
  const slotsWent =
    (text: string): Describe =>
    (change) =>
      slotsDid(text + fromTo(change))(change);

  return {
    'first-read': ['slots', (change) => [...range(change), ...say(w.firstRead + more(change))]],
    before: ['nodes', (change) => [...say(w.before), ...node(change), ...say(change.detail)]],
    'slots-moved': ['slots', slotsWent(w.moved)],
    'migration-began': ['slots', slotsDid(w.migrationStarted, 'warn')],
    'migration-ended': ['slots', slotsDid(w.migrationEnded, 'good')],
    coverage: ['slots', coverage],
    failover: ['nodes', failover],
    demoted: ['nodes', nodeDid(w.demoted)],
    'moved-to-shard': ['nodes', movedToShard],
    suspected: ['nodes', nodeDid(w.suspected, 'warn')],
    failed: ['nodes', nodeDid(w.failed, 'bad')],
    unreachable: ['nodes', behind(nodeDid(w.unreachable, 'bad'), nodeDid(w.notReached, 'bad'))],
    'no-address': ['nodes', noAddress],
    recovered: ['nodes', nodeDid(w.recovered, 'good')],
    joined: ['nodes', behind(nodeDid(w.joined, 'good'), nodeDid(w.mapped, 'good'))],
    left: ['nodes', behind(nodeDid(w.left, 'warn'), nodeDid(w.unmapped, 'warn'))],
    epoch: ['nodes', (change) => [...node(change), ...say(w.epoch({ change: change.detail }).trimEnd())]],
    state: [
      'nodes',
      ({ detail }) => say(w.state({ change: detail }).trimEnd(), detail.endsWith('ok') ? 'good' : 'bad'),
    ],
    'views-differ': ['nodes', viewsDiffer],
    'views-agree': [
      'nodes',
      (change) => [
        ...node(change),
        ...say(change.about?.node ? w.agrees : w.agree({ nodes: change.detail || w.someNodes }), 'good'),
      ],
    ],
    lost: ['nodes', nodeDid(w.lost, 'bad')],
    found: ['nodes', nodeDid(w.found, 'good')],
    redirected: ['redirects', slotsWent(w.redirected)],
  };

  function coverage(change: Change): ChangePart[] {
    const { from, to, detail, groups } = change;
    const subject = from || to ? route(change) : node(change);
    const served = groups ? w.served : w.covered;
    const text =
      (to ? served : groups ? w.offline : w.uncovered) + (detail === '' ? '' : w.coverage({ slots: detail }));
    return [...subject, ...range(change), ...say(text, to ? 'good' : 'bad')];
  }

  function failover(change: Change): ChangePart[] {
    const { from, about } = change;
    const text = from?.node ? w.tookOverFrom({ node: beside(from.node, about) }) : w.tookOver;
    return [...node(change), ...say(text + more(change), 'warn')];
  }

  function movedToShard(change: Change): ChangePart[] {
    const { to, about } = change;
    const text = to?.node ? w.follows({ node: beside(to.node, about) }) : w.changedShard;
    return [...route(change), ...nodeOf(about), ...say(text + more(change))];
  }

  function noAddress(change: Change): ChangePart[] {
    const before = change.from?.node ?? null;
    const text = before === null ? w.noAddress : w.noAddressNow({ node: before });
    return [...node(change), ...say(text + more(change), 'bad')];
  }

  function viewsDiffer(change: Change): ChangePart[] {
    const { about, to, slots, detail } = change;
    const owner = to && (to.node ? beside(to.node, about) : w.nobody);
    const hasSlots = slots.length > 0;
    const nodes = detail || w.someNodes;
    const gives = about?.node
      ? hasSlots
        ? w.gives
        : w.givesSlots
      : (hasSlots ? w.give : w.giveSlots)({ nodes });
    return [
      ...node(change),
      ...say(gives),
      ...range(change),
      ...say(owner === null ? w.toOthers : w.toOwner({ owner }), 'bad'),
    ];
  }
});

export const groupOf = (kind: ChangeKind): ChangeGroup => kindsIn('en')[kind][0];

export function describeChange(change: Change, language: LanguageName): ChangePart[] {
  const parts = kindsIn(language)[change.kind][1](change);
  if (!change.groups) return parts;
  return parts.map((part) => (part.kind === 'shard' ? { ...part, isGroup: true } : part));
}

/** Another text for groups behind codis. */
const behind =
  (plain: Describe, codis: Describe): Describe =>
  (change) =>
    (change.groups ? codis : plain)(change);

/** With `always`, an unknown shard gets a badge without a number. */
const shardOf = (side: ChangeSide | null, always = false): ChangePart[] =>
  side && (always || side.shard !== null)
    ? [{ kind: 'shard', shard: side.shard, isGroup: false }]
    : always
      ? [{ kind: 'shard', shard: null, isGroup: false }]
      : [];

const nodeOf = (side: ChangeSide | null): ChangePart[] =>
  side?.node ? [{ kind: 'node', node: side.node }] : [];

/** The port alone identifies a node only beside another one of the same host; in most clusters all ports are equal. */
function beside(node: NodeAddress, other: ChangeSide | null): string {
  const port = portOf(node);
  return other?.node?.startsWith(node.slice(0, -port.length) + ':') ? port : node;
}

/** The entry in one line of text, without its time. */
export function changeText(change: Change, language: LanguageName): string {
  const w = timelineWords(language).change;
  return describeChange(change, language)
    .map((part) => {
      switch (part.kind) {
        case 'shard':
          if (part.shard === null) return part.isGroup ? w.noGroup : w.noShard;
          return (part.isGroup ? w.group : w.shard)({ shard: part.shard });
        case 'arrow':
          return '→';
        case 'node':
          return part.node;
        case 'slots':
          return allSlotRanges(part.slots);
        case 'words':
          return part.text;
      }
    })
    .join(' ');
}
