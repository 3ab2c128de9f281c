/** What the palette offers for what is typed in it. */
import { ACTIONS, type ActionName } from '../../shared/actions.ts';
import type { Message, State } from '../state.ts';
import { parseSlotQuery, shown } from './slot-query.ts';
import { allNodes, shardOfNode, shardOfSlot } from './topology-lookup.ts';

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

export function paletteEntries(
  { topology }: Pick<State, 'topology'>,
  query: string,
): readonly PaletteEntry[] {
  const nodes = allNodes(topology).map(({ address, role }): PaletteEntry => ({
    id: `node-${address}`,
    label: `Go to node ${address}`,
    group: role,
    shortcut: null,
    shard: shardOfNode(topology, address)?.number ?? null,
    message: { type: 'current-node', node: address },
  }));
  const found = [...ACTION_ENTRIES, ...nodes]
    .map((entry) => ({ entry, score: match(`${entry.label} ${entry.group} ${entry.id}`, query) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => a.score! - b.score!)
    .map(({ entry }) => entry);
  return [...found, ...slotEntries(topology, query)];
}

function slotEntries(topology: State['topology'], text: string): PaletteEntry[] {
  const query = parseSlotQuery(text.trim());
  if (query.kind === 'empty') return [];
  const { slot } = query;
  const label = query.kind === 'slot' ? `Slot ${slot}` : `Slot of key ${shown(query.key)}: ${slot}`;
  const shard = shardOfSlot(topology, slot)?.number ?? null;
  const message: Message = { type: 'ask-slot', slot, limit: 100, text: text.trim() };
  return [{ id: 'slot', label, group: 'Slot', shortcut: null, shard, message }];
}

/** The query's letters in order within the text: lower is better, alike keep the table's order, null is no match. Spaces do not count. */
export function match(text: string, query: string): number | null {
  const letters = text.toLowerCase();
  const wanted = query.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return 0;
  const whole = letters.replaceAll(' ', '').indexOf(wanted);
  if (whole >= 0) return Math.min(whole, 1);
  let at = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = letters.indexOf(letter, at + 1);
    if (next < 0) return null;
    gaps += next - at - 1;
    at = next;
  }
  // After every whole match.
  return 1000 + gaps;
}
