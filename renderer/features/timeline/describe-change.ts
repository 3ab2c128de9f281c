/** An entry of the timeline as what it is written with: shards, nodes, slots, words. Pure. */
import type { Change, ChangeKind, ChangeSide } from '../../../shared/cluster/change.ts';
import type { NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import type { ChangeGroup } from '../../kit/change-groups.ts';
import { allSlotRanges, portOf } from '../../kit/numbers.ts';

export type ChangePart =
  | { kind: 'shard'; shard: number | null }
  | { kind: 'arrow' }
  | { kind: 'node'; node: NodeAddress }
  | { kind: 'slots'; slots: readonly SlotRange[] }
  | { kind: 'words'; text: string; tone: 'plain' | 'good' | 'warn' | 'bad' };

type Tone = 'plain' | 'good' | 'warn' | 'bad';

export const GROUP_OF: { readonly [K in ChangeKind]: ChangeGroup } = {
  'first-read': 'slots',
  before: 'nodes',
  'slots-moved': 'slots',
  'migration-began': 'slots',
  'migration-ended': 'slots',
  coverage: 'slots',
  failover: 'nodes',
  demoted: 'nodes',
  'moved-to-shard': 'nodes',
  suspected: 'nodes',
  failed: 'nodes',
  unreachable: 'nodes',
  'no-address': 'nodes',
  recovered: 'nodes',
  joined: 'nodes',
  left: 'nodes',
  epoch: 'nodes',
  state: 'nodes',
  'views-differ': 'nodes',
  'views-agree': 'nodes',
  lost: 'nodes',
  found: 'nodes',
  redirected: 'redirects',
};

export function describeChange(change: Change): ChangePart[] {
  const { about, from, to, slots, detail } = change;
  const more = detail === '' ? '' : `, ${detail}`;
  const words = (text: string, tone: Tone = 'plain'): ChangePart[] =>
    text === '' ? [] : [{ kind: 'words', text, tone }];
  const range: ChangePart[] = slots.length > 0 ? [{ kind: 'slots', slots }] : [];
  const node = [...shardOf(about), ...nodeOf(about)];
  const way: ChangePart[] = [...shardOf(from, true), { kind: 'arrow' }, ...shardOf(to, true)];
  switch (change.kind) {
    case 'first-read':
      return [...range, ...words(`watching began${more}`)];
    case 'before':
      return [...words('before watching:'), ...node, ...words(detail)];
    case 'slots-moved':
      return [...way, ...range, ...words(`moved${wayOf(from, to)}${more}`)];
    case 'migration-began':
      return [...way, ...range, ...words(`migration began${more}`, 'warn')];
    case 'migration-ended':
      return [...way, ...range, ...words(`migration ended${more}`, 'good')];
    case 'redirected':
      return [...way, ...range, ...words(`MOVED${wayOf(from, to)}${more}`)];
    case 'failover':
      return [
        ...node,
        ...words(
          from?.node ? `took over from ${beside(from.node, about)}${more}` : `took over${more}`,
          'warn',
        ),
      ];
    case 'demoted':
      return [...node, ...words(`is a replica now${more}`)];
    case 'moved-to-shard':
      return [
        ...way,
        ...nodeOf(about),
        ...words(`${to?.node ? `follows ${beside(to.node, about)} now` : 'changed its shard'}${more}`),
      ];
    case 'suspected':
      return [...node, ...words(`suspected${more}`, 'warn')];
    case 'failed':
      return [...node, ...words(`marked fail${more}`, 'bad')];
    case 'unreachable':
      return [...node, ...words(`does not answer${more}`, 'bad')];
    case 'no-address':
      return [...node, ...words(`any more${from?.node ? `; it was ${from.node}` : ''}${more}`, 'bad')];
    case 'recovered':
      return [...node, ...words(`back${more}`, 'good')];
    case 'joined':
      return [...node, ...words(`joined${more}`, 'good')];
    case 'left':
      return [...node, ...words(`left the cluster${more}`, 'warn')];
    case 'epoch':
      return [...node, ...words(`epoch ${detail}`.trimEnd())];
    case 'state':
      return words(`cluster ${detail}`.trimEnd(), detail.endsWith('ok') ? 'good' : 'bad');
    case 'coverage':
      return [
        ...(from || to ? way : node),
        ...range,
        ...words(
          `${to ? 'have an owner again' : 'have no owner'}${more}${detail ? ' covered' : ''}`,
          to ? 'good' : 'bad',
        ),
      ];
    case 'views-differ':
      return [
        ...node,
        ...words(`${about?.node ? 'gives' : `${detail || 'nodes'} give`}${slots.length > 0 ? '' : ' slots'}`),
        ...range,
        ...words(
          to
            ? `to ${to.node ? beside(to.node, about) : 'nobody'}, unlike the map`
            : 'to others than the map does',
          'bad',
        ),
      ];
    case 'views-agree':
      return [
        ...node,
        ...words(
          about?.node ? 'agrees on the map again' : `${detail || 'nodes'} agree on the map again`,
          'good',
        ),
      ];
    case 'lost':
      return [...node, ...words(`no node answers${more}`, 'bad')];
    case 'found':
      return [...node, ...words(`a node answers again${more}`, 'good')];
    default:
      return unknownKind(change.kind);
  }
}

const unknownKind = (kind: never): never => {
  throw new TypeError(`a kind of change without words: ${String(kind)}`);
};

/** `always`: a badge without a number stands where a shard is not known. */
const shardOf = (side: ChangeSide | null, always = false): ChangePart[] =>
  side && (always || side.shard !== null)
    ? [{ kind: 'shard', shard: side.shard }]
    : always
      ? [{ kind: 'shard', shard: null }]
      : [];

const nodeOf = (side: ChangeSide | null): ChangePart[] =>
  side?.node ? [{ kind: 'node', node: side.node }] : [];

const wayOf = (from: ChangeSide | null, to: ChangeSide | null): string =>
  (from?.node ? ` from ${beside(from.node, to)}` : '') + (to?.node ? ` to ${beside(to.node, from)}` : '');

/** The port says who is meant only beside a node of the same host; in most clusters all have the same port. */
function beside(node: NodeAddress, other: ChangeSide | null): string {
  const port = portOf(node);
  return other?.node?.startsWith(node.slice(0, -port.length) + ':') ? port : node;
}

/** The entry in one line of text, without its time. */
export const changeText = (change: Change): string =>
  describeChange(change)
    .map((part) => {
      switch (part.kind) {
        case 'shard':
          return part.shard === null ? 'no shard' : `shard ${part.shard}`;
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
