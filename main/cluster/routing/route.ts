/** Decides where a command goes first, from its words, the command table and the slot cache. Pure. */
import { findCommand, keysOf, type CommandTable } from '../../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { codisSlot } from '../../../shared/slots/codis-slots.ts';
import { keySlot, SLOT_COUNT } from '../../../shared/slots/slots.ts';

/** Whether the server has slots, if that is known. codis: the proxy's own, which decide nothing here. */
export type Slots = 'none' | 'known' | 'unknown' | 'codis';

/** `unknown` before the map is read, if redirects are followed. */
export function slotsOf(
  cluster: { clustered: boolean; isTaught: boolean; topology: Pick<Topology, 'codis'> | null },
  mode: RedirectMode,
): Slots {
  if (cluster.topology?.codis) return 'codis';
  if (cluster.clustered || cluster.isTaught) return 'known';
  return cluster.topology || mode === 'off' ? 'none' : 'unknown';
}

/** The facts that routing needs about a command's words: read once, even if the map changes before it is sent. */
export interface Reading {
  /** Null for a command that the table does not know. */
  command: ReturnType<typeof findCommand>;
  /** The one slot of all keys; null without keys, with keys of several slots, and if slots are unknown. */
  slot: number | null;
  keys: { index: number; slot: number }[];
  /** The slot that the command asks a question about; null for other commands. */
  asked: number | null;
}

export interface Route extends Reading {
  node: NodeAddress;
  routedBy: Execution['routedBy'];
  /** The command's flag in COMMAND; false for a command that is not known. */
  readonly: boolean;
}

/** `CLUSTER COUNTKEYSINSLOT s` and `GETKEYSINSLOT s n`: any node answers, and only the owner's answer is true. */
const SLOT_QUESTIONS = new Set(['cluster countkeysinslot', 'cluster getkeysinslot']);

export function readCommand(args: readonly Uint8Array[], table: CommandTable, slots: Slots): Reading {
  const command = findCommand(table, args);
  if (slots === 'none') return { command, slot: null, keys: [], asked: null };
  const slotOf = slots === 'codis' ? codisSlot : keySlot;
  const keys = command ? keysOf(command, args).map((index) => ({ index, slot: slotOf(args[index]!) })) : [];
  if (slots === 'unknown') return { command, slot: null, keys, asked: null };
  const slot = keys[0] && keys.every((key) => key.slot === keys[0]!.slot) ? keys[0].slot : null;
  if (slots === 'codis') return { command, slot, keys, asked: null };
  const asked = command && SLOT_QUESTIONS.has(command.name) ? slotNumber(args[2]) : null;
  return { command, slot, keys, asked };
}

export interface RouteInput {
  mode: RedirectMode;
  currentNode: NodeAddress;
  owner(slot: number): NodeAddress | null;
  /** The node that a read of this slot goes to instead of the owner; null for the owner. */
  replica(slot: number): NodeAddress | null;
}

export function route(reading: Reading, { mode, currentNode, owner, replica }: RouteInput): Route {
  const { command, slot, keys, asked } = reading;
  const readonly = hasFlag(reading, 'readonly');
  const to = (node: NodeAddress, routedBy: Route['routedBy'], of = slot): Route => ({
    command,
    slot: of,
    keys,
    asked,
    node,
    routedBy,
    readonly,
  });
  if (asked !== null && mode !== 'off') {
    const answers = owner(asked);
    if (answers) return to(answers, 'slot-question', asked);
  }
  // A command with keys of several slots goes to the current node, whose CROSSSLOT is the answer.
  const owns = slot === null || mode !== 'direct' ? null : owner(slot);
  if (owns === null || slot === null) return to(currentNode, 'current');
  // A blocking command would delay the reads behind it.
  const reads = readonly && !hasFlag(reading, 'blocking') ? replica(slot) : null;
  return reads ? to(reads, 'replica') : to(owns, 'owner');
}

export const hasFlag = ({ command }: Pick<Reading, 'command'>, flag: string): boolean =>
  command?.entry[1].includes(flag) ?? false;

function slotNumber(word: Uint8Array | undefined): number | null {
  if (!word || word.length > 5) return null;
  const text = latin1(word);
  return /^\d+$/.test(text) && Number(text) < SLOT_COUNT ? Number(text) : null;
}
