/** Where a command goes first: pure, from its words, the command table and the slot cache. */
import { findCommand, findKeys, type CommandTable } from '../../../shared/commands/command-table.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { keySlot, SLOT_COUNT } from '../../../shared/slots/slots.ts';

/** What is known of a server's slots. */
export type Slots = 'none' | 'known' | 'unknown';

/** `unknown` before the map is read, where redirects are followed. */
export function slotsOf(
  cluster: { clustered: boolean; isTaught: boolean; topology: unknown },
  mode: RedirectMode,
): Slots {
  if (cluster.clustered || cluster.isTaught) return 'known';
  return cluster.topology || mode === 'off' ? 'none' : 'unknown';
}

export interface RouteInput {
  args: readonly Uint8Array[];
  table: CommandTable;
  mode: RedirectMode;
  /** `none` for a server without slots: everything goes to the one node. `unknown`: it may have some. */
  slots: Slots;
  currentNode: NodeAddress;
  owner(slot: number): NodeAddress | null;
  /** Where a read of this slot goes instead of its owner; null for the owner. */
  replica(slot: number): NodeAddress | null;
}

export interface Route {
  node: NodeAddress;
  /** The one slot of all keys; null without keys, with keys of several slots, and where slots are not known of. */
  slot: number | null;
  keys: { index: number; slot: number }[];
  routedBy: Execution['routedBy'];
  /** The command's flag in COMMAND; false for a command that is not known. */
  readonly: boolean;
}

/** `CLUSTER COUNTKEYSINSLOT s` and `GETKEYSINSLOT s n`: any node answers, and only the owner's answer is true. */
const SLOT_QUESTIONS = new Set(['cluster countkeysinslot', 'cluster getkeysinslot']);

export function route(input: RouteInput): Route {
  const { args, table, mode, currentNode } = input;
  const command = findCommand(table, args);
  const readonly = command?.entry[1].includes('readonly') ?? false;
  const here = { node: currentNode, slot: null, routedBy: 'current', readonly } as const;
  if (input.slots === 'none') return { ...here, keys: [] };

  const keys = findKeys(table, args).map((index) => ({ index, slot: keySlot(args[index]!) }));
  if (input.slots === 'unknown') return { ...here, keys };
  const slot = keys[0] && keys.every((key) => key.slot === keys[0]!.slot) ? keys[0].slot : null;
  const base = { slot, keys, readonly };

  if (command && SLOT_QUESTIONS.has(command.name) && mode !== 'off') {
    const asked = slotNumber(args[2]);
    const owner = asked === null ? null : input.owner(asked);
    if (owner) return { ...base, slot: asked, node: owner, routedBy: 'slot-question' };
  }
  // Keys of several slots go to the current node, whose CROSSSLOT is the answer.
  const owner = slot === null || mode !== 'direct' ? null : input.owner(slot);
  // What waits at a connection would hold up the reads behind it.
  const quick = readonly && !command!.entry[1].includes('blocking');
  const replica = owner !== null && slot !== null && quick ? input.replica(slot) : null;
  if (replica) return { ...base, node: replica, routedBy: 'replica' };
  return owner
    ? { ...base, node: owner, routedBy: 'owner' }
    : { ...base, node: currentNode, routedBy: 'current' };
}

function slotNumber(word: Uint8Array | undefined): number | null {
  if (!word || word.length > 5) return null;
  const text = latin1(word);
  return /^\d+$/.test(text) && Number(text) < SLOT_COUNT ? Number(text) : null;
}
