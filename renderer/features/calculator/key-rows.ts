/** The rows of the calculator's table, in order, without the folded ones. */
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { CalculatorState, KeyOrder } from './state.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { groupBySlot, groupByTag, type KeyGroup } from './key-groups.ts';
import type { BadLine, KeyLine, KeyLines } from './key-lines.ts';
import { suggestNames } from './tag-names.ts';

export type TableRow =
  | { id: string; kind: 'bad'; bad: BadLine }
  | { id: string; kind: 'group'; group: KeyGroup; open: boolean }
  /** `name` is a suggested name for the key; `group` the group that it is in. */
  | { id: string; kind: 'key'; key: KeyLine; group: KeyGroup | null; name: Uint8Array | null };

export type TableView = Pick<CalculatorState, 'mode' | 'order' | 'descending' | 'closed'>;

/** Lines that are not keys come first, so that none is overlooked. */
export function tableRows(lines: KeyLines, view: TableView, topology: Topology | null): TableRow[] {
  const rows: TableRow[] = lines.bad.map((bad) => ({ id: `line-${bad.line}`, kind: 'bad', bad }));
  const { order, descending, closed } = view;
  const compare = comparison(order, descending, topology);
  const keyRow = (key: KeyLine, group: KeyGroup | null, name: Uint8Array | null): TableRow => ({
    id: `line-${key.line}`,
    kind: 'key',
    key,
    group,
    name,
  });
  if (view.mode === 'list') {
    for (const key of sorted(lines.keys, compare)) rows.push(keyRow(key, null, null));
    return rows;
  }
  for (const group of sortedGroups(
    GROUPS[view.mode](lines.keys, topology?.codis !== undefined),
    order,
    descending,
    topology,
  )) {
    const open = !closed.has(group.id);
    rows.push({ id: group.id, kind: 'group', group, open });
    if (!open) continue;
    if ('names' in group)
      for (const [i, key] of group.keys.entries())
        rows.push(keyRow(key, group, (group.names as Uint8Array[])[i]!));
    else for (const key of sorted(group.keys, compare)) rows.push(keyRow(key, group, null));
  }
  return rows;
}

const GROUPS: {
  readonly [M in Exclude<CalculatorState['mode'], 'list'>]: (
    keys: readonly KeyLine[],
    isCodis: boolean,
  ) => KeyGroup[];
} = { slot: groupBySlot, tag: groupByTag, names: suggestNames };

type Compare = (a: KeyLine, b: KeyLine) => number;

function comparison(order: KeyOrder, descending: boolean, topology: Topology | null): Compare | null {
  if (order === 'line') return descending ? (a, b) => b.line - a.line : null;
  const sign = descending ? -1 : 1;
  const metric = METRICS[order](topology);
  return (a, b) => {
    const [x, y] = [metric(a), metric(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * sign || a.line - b.line;
  };
}

type Metric = (key: KeyLine) => number | string;
const METRICS: { readonly [O in Exclude<KeyOrder, 'line'>]: (topology: Topology | null) => Metric } = {
  key: () => {
    const texts = new Map<KeyLine, string>();
    return (one) => {
      let text = texts.get(one);
      if (text === undefined) texts.set(one, (text = latin1(one.key)));
      return text;
    };
  },
  crc: () => (one) => one.crc,
  slot: () => (one) => one.slot,
  owner: (topology) => {
    const owners = topology && slotOwners(topology);
    return (one) => owners?.[one.slot] ?? 0;
  },
};

const sorted = (keys: readonly KeyLine[], compare: Compare | null): readonly KeyLine[] =>
  compare ? [...keys].sort(compare) : keys;

/** In the order of lines the largest group comes first, that of several slots last; in any other, by its first key. */
function sortedGroups(
  groups: KeyGroup[],
  order: KeyOrder,
  descending: boolean,
  topology: Topology | null,
): KeyGroup[] {
  const sign = descending ? -1 : 1;
  const spread = ({ slot }: KeyGroup) => Number(slot === null);
  if (order === 'line')
    return groups.sort((a, b) => spread(a) - spread(b) || (b.keys.length - a.keys.length) * sign);
  const compare = comparison(order, descending, topology)!;
  return groups.sort((a, b) => compare(a.keys[0]!, b.keys[0]!));
}
