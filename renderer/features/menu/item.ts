/** One line of a menu, and what all operations in it have in common. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { words } from './words.ts';

export interface MenuItem {
  /** Once in a menu. */
  id: string;
  label: string;
  /** Sent one after the other. */
  messages: readonly Message[];
  /** Why it cannot be used now: one sentence; null if it can. */
  why: string | null;
}

/** Items between two lines. */
export type MenuGroup = readonly MenuItem[];

export const item = (
  id: string,
  label: string,
  messages: Message | readonly Message[],
  why: string | null = null,
): MenuItem => ({
  id,
  label,
  messages: Array.isArray(messages) ? (messages as readonly Message[]) : [messages as Message],
  why,
});

type Request = Extract<Message, { type: 'operations-open' }>['request'];

/** Opens the form of an operation with what is known filled in; `why` is a reason of its own. */
export const operation = (
  state: State,
  id: string,
  label: string,
  request: Request,
  why: string | null = null,
): MenuItem => item(id, label, { type: 'operations-open', request }, whyNoOperation(state) ?? why);

/** Why no operation can be planned now. */
export function whyNoOperation({ topology, session, operations }: State): string | null {
  const w = words.why;
  if (!topology) return w.notConnected;
  if (topology.kind === 'unmapped') return w.noMap;
  if (topology.kind !== 'cluster') return w.notCluster;
  if (session.phase === 'disconnected') return w.notConnected;
  const { status } = operations;
  return status !== null && status.endedAt === null ? w.running : null;
}

/** Shows the keys of a slot. */
export const showSlot = (slot: number): Message => ({
  type: 'ask-slot',
  slot,
  limit: 100,
  text: String(slot),
});

/** Shows the details of a node. */
export const showNode = (node: NodeAddress): Message[] => [
  { type: 'node-show', node },
  { type: 'action', name: 'show-nodes' },
];

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Selects the slots on the slot map, and shows it. */
export const onMap = ({ first, last }: { first: number; last: number }): Message[] => [
  { type: 'map-cursor', slot: last, extend: false },
  { type: 'map-cursor', slot: first, extend: true },
  { type: 'action', name: 'show-map' },
];
