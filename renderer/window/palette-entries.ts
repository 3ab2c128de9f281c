/** The entries that the palette offers for the typed text. */
import Fuse, { type IFuseOptions } from 'fuse.js';
import { ACTIONS, type ActionName } from '../../shared/actions.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';
import { parseSlotQuery, shown } from '../kit/slot-query.ts';
import { allNodes, shardOfNode, shardOfSlot } from '../kit/topology-lookup.ts';

export interface PaletteEntry {
  id: string;
  label: string;
  group: string;
  shortcut: string | null;
  shard: number | null;
  message: Message;
}

/** Opens itself, or is for a terminal that the palette has taken the focus from. */
const NOT_OFFERED: ReadonlySet<ActionName> = new Set(['palette']);

const ACTION_ENTRIES: readonly PaletteEntry[] = ACTIONS.filter(({ name }) => !NOT_OFFERED.has(name)).map(
  (action) => ({
    id: `action-${action.name}`,
    label: action.label,
    group: action.menu,
    shortcut: 'shortcut' in action ? action.shortcut : null,
    shard: null,
    message: { type: 'action', name: action.name },
  }),
);

const OPTIONS: IFuseOptions<PaletteEntry> = {
  keys: [
    { name: 'label', weight: 2 },
    { name: 'id', weight: 1 },
    { name: 'group', weight: 0.5 },
  ],
  // A slip of the fingers is forgiven; letters that lie scattered over a label are no match.
  threshold: 0.2,
  ignoreLocation: true,
  ignoreFieldNorm: true,
  // Words in any order, all of them.
  useTokenSearch: true,
  tokenMatch: 'all',
};

const WITHOUT_NODES = new Fuse(ACTION_ENTRIES, OPTIONS);
const withNodes = new WeakMap<Topology, Fuse<PaletteEntry>>();

/** The index over all actions and nodes, made once for each map. */
function searchOf(topology: Topology | null): Fuse<PaletteEntry> {
  if (!topology) return WITHOUT_NODES;
  let search = withNodes.get(topology);
  if (!search) {
    search = new Fuse([...ACTION_ENTRIES, ...nodeEntries(topology)], OPTIONS);
    withNodes.set(topology, search);
  }
  return search;
}

const nodeEntries = (topology: Topology): PaletteEntry[] =>
  allNodes(topology).map(({ address, role }) => ({
    id: `node-${address}`,
    label: `Go to node ${address}`,
    group: role,
    shortcut: null,
    shard: shardOfNode(topology, address)?.number ?? null,
    message: { type: 'current-node', node: address },
  }));

/** Everything in the table's order while nothing is typed, the best match first afterwards. */
export function paletteEntries(
  { topology }: Pick<State, 'topology'>,
  query: string,
): readonly PaletteEntry[] {
  const text = query.trim();
  if (text === '') return [...ACTION_ENTRIES, ...(topology ? nodeEntries(topology) : [])];
  const found = searchOf(topology).search(text);
  return [...found.map(({ item }) => item), ...slotEntries(topology, text)];
}

function slotEntries(topology: State['topology'], text: string): PaletteEntry[] {
  const query = parseSlotQuery(text);
  if (query.kind === 'empty') return [];
  const { slot } = query;
  const label = query.kind === 'slot' ? `Slot ${slot}` : `Slot of key ${shown(query.key)}: ${slot}`;
  const shard = shardOfSlot(topology, slot)?.number ?? null;
  const message: Message = { type: 'ask-slot', slot, limit: 100, text };
  return [{ id: 'slot', label, group: 'Slot', shortcut: null, shard, message }];
}
