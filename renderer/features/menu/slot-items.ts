/** What can be done with slots, keys, hash tags and prefixes. Pure. */
import { hashingOf, slotOfKey } from '../../../shared/slots/hashing.ts';
import { bytesOfHex } from '../../kit/menu-target.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import type { State } from '../../window/state.ts';
import { bytesOf, item, onMap, operation, showSlot, type MenuGroup, type MenuItem } from './item.ts';
import { rebalanceItems } from './node-items.ts';
import { words } from './words.ts';

const { why } = words;
/** Keys that GETKEYSINSLOT is asked for. */
const KEYS = 100;

export function slotItems(first: number, last: number, state: State): MenuGroup[] {
  const w = words.slots;
  const insert = (name: string, ...rest: number[]) => {
    const args = [first, ...rest].map(String);
    const line = `CLUSTER ${name} ${args.join(' ')}`;
    return item(name, w.insert(line), {
      type: 'insert-command',
      name: `CLUSTER ${name}`,
      keys: args.map(bytesOf),
    });
  };
  const range = first === last ? String(first) : `${first}-${last}`;
  return [
    [item('keys', w.keys(first), showSlot(first)), item('map', words.shard.map, onMap({ first, last }))],
    [moveItem(first, last, state), ...rebalanceItems(state, ['keys'])],
    [insert('COUNTKEYSINSLOT'), insert('GETKEYSINSLOT', KEYS)],
    [item('copy', w.copy(first, last), { type: 'map-copy', text: range })],
  ];
}

/** A reshard is told how many slots, not which: the lowest of the shard go. */
function moveItem(first: number, last: number, state: State): MenuItem {
  const owners = new Set<number | null>();
  for (let slot = first; slot <= last; slot++) owners.add(shardOfSlot(state.topology, slot)?.number ?? null);
  const shard = shardOfSlot(state.topology, first);
  const amount = last - first + 1;
  return operation(
    state,
    'move',
    words.slots.move(amount, owners.size === 1 ? (shard?.number ?? null) : null),
    { kind: 'reshard', from: shard?.primary ? [shard.primary.id] : [], amount },
    owners.size > 1 ? why.severalOwners : shard === null ? why.noOwner : shard.primary ? null : why.noPrimary,
  );
}

export function keyItems(hex: string | null, state: State): MenuGroup[] {
  const w = words.key;
  const key = bytesOfHex(hex ?? '');
  const tooLong = hex === null ? why.tooLong : null;
  const { start, end, tagged } = hashingOf(state.topology).part(key);
  const slot = slotOfKey(state.topology, key);
  const tag = key.slice(start - 1, end + 1);
  return [
    [
      item('read', w.read, { type: 'read-key', key, facts: null }, tooLong),
      item('insert', w.insert, { type: 'insert-key', key }, tooLong),
      item('slot', w.slot(slot), showSlot(slot), tooLong),
    ],
    [
      item('copy', w.copy, { type: 'copy-word', word: key }, tooLong),
      item('copy-tag', w.copyTag, { type: 'copy-word', word: tag }, tooLong ?? (tagged ? null : why.noTag)),
    ],
    rebalanceItems(state, ['keys']),
  ];
}

export function nameItems(
  { kind, hex, slot }: { kind: 'tag' | 'prefix'; hex: string | null; slot: number },
  state: State,
): MenuGroup[] {
  const w = words.tag;
  const name = bytesOfHex(hex ?? '');
  const word = kind === 'tag' ? Uint8Array.of(0x7b, ...name, 0x7d) : name;
  const tooLong = hex === null ? why.tooLong : null;
  return [
    [
      item('slot', w.slot(slot), showSlot(slot)),
      item('copy', w.copy, { type: 'copy-word', word }, tooLong),
      item('insert', w.insert, { type: 'insert-key', key: word }, tooLong),
    ],
    rebalanceItems(state, ['keys', 'bytes']),
  ];
}
