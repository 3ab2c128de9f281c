/** The steps of a repair, each with its sentence, its commands, what it risks and what takes it back. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { MoveOptions } from '../../../../shared/operations/request.ts';
import { PLAIN_STEP, type StepDraft } from '../planning/plan-of.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import type { TakeReason } from './decide.ts';

type Node = Pick<NodeReading, 'id' | 'address'>;

/** `slot 5`, `3 slots` */
export const slotWords = (slots: readonly number[]): string =>
  slots.length === 1 ? `slot ${slots[0]}` : counted(slots.length, 'slot');

/** For commands: one slot is named, several are `…`. */
const one = (slots: readonly number[]) => (slots.length === 1 ? `${slots[0]}` : '…');

export const giveUpStep = (node: Node, to: Node, slots: readonly number[]): StepDraft => ({
  ...PLAIN_STEP,
  title: `Let ${node.address} claim ${slotWords(slots)} no more, which ${to.address} owns by its higher config epoch, and keep the keys.`,
  action: { kind: 'give-up-slots', node: node.id, to: to.id, slots: toRanges(slots) },
  commands: [
    { node: node.address, line: 'MULTI' },
    { node: node.address, line: `CLUSTER DELSLOTS ${one(slots)}` },
    { node: node.address, line: `CLUSTER SETSLOT ${one(slots)} NODE ${to.id}` },
    { node: node.address, line: `CLUSTER SETSLOT ${one(slots)} IMPORTING ${to.id}` },
    { node: node.address, line: 'EXEC' },
  ],
  risk: `If ${node.address} learns of the other owner before this step, it deletes its keys of the slots.`,
});

const TAKE_TITLES: Record<TakeReason, (slots: string, node: string) => string> = {
  keys: (slots, node) => `Give ${slots} without an owner to ${node}, which has the most keys.`,
  named: (slots, node) => `Give ${slots} without an owner to ${node}, which others see as the owner.`,
  smallest: (slots, node) =>
    `Give ${slots} without an owner and without keys to ${node}, which has few slots.`,
  lost: (slots, node) => `Give ${slots} of a primary that does not answer to ${node}.`,
};

export const takeStep = (
  node: Node,
  slots: readonly number[],
  reason: TakeReason,
  bumpEpoch: boolean,
): StepDraft => ({
  ...PLAIN_STEP,
  title: TAKE_TITLES[reason](slotWords(slots), node.address),
  action: { kind: 'take-slots', node: node.id, slots: toRanges(slots), bumpEpoch },
  commands: bumpEpoch ? bumpLines(node, slots) : [{ node: node.address, line: addLine(slots) }],
  risk:
    reason === 'lost'
      ? 'Keys of the slots that only the missing primary has are lost: it deletes them when it returns.'
      : null,
});

const addLine = (slots: readonly number[]) => `CLUSTER ADDSLOTS ${one(slots)}`;

const bumpLines = (node: Node, slots: readonly number[]) =>
  ['MULTI', `CLUSTER DELSLOTS ${one(slots)}`, addLine(slots), 'CLUSTER BUMPEPOCH', 'EXEC'].map((line) => ({
    node: node.address,
    line,
  }));

export const announceStep = (node: Node, slots: readonly number[]): StepDraft => ({
  ...PLAIN_STEP,
  title: `Let ${node.address} tell all nodes that it owns ${slotWords(slots)}, if some still see another owner.`,
  action: { kind: 'announce-slots', node: node.id, slots: toRanges(slots) },
  commands: [{ node: node.address, line: 'CLUSTER BUMPEPOCH' }],
});

/** `owns`: the slots stay at the node. `elsewhere`: keys of them that are at other nodes, and move after this step. */
export const closeStep = (
  node: Node,
  slots: readonly number[],
  owns: boolean,
  elsewhere: number,
): StepDraft => ({
  ...PLAIN_STEP,
  title: owns
    ? `Close ${slotWords(slots)} at ${node.address}, the owner, which keeps ${slots.length === 1 ? 'it' : 'them'}.`
    : `Close ${slotWords(slots)} at ${node.address}, which has no key of ${slots.length === 1 ? 'it' : 'them'} and does not get ${slots.length === 1 ? 'it' : 'them'}.`,
  action: { kind: 'close-slots', node: node.id, slots: toRanges(slots) },
  commands: [
    ...(owns ? [] : [{ node: node.address, line: `CLUSTER COUNTKEYSINSLOT ${one(slots)}` }]),
    { node: node.address, line: `CLUSTER SETSLOT ${one(slots)} STABLE` },
  ],
  risk:
    elsewhere > 0
      ? `Clients do not find ${counted(elsewhere, 'key')} until the steps below have moved ${elsewhere === 1 ? 'it' : 'them'} here; one that they write meanwhile has two values.`
      : null,
});

/** `owns`: the keys go to the owner; otherwise to the node that the slots are moving to. */
export const bringStep = (
  from: Node,
  to: Node,
  slots: readonly number[],
  keys: number,
  { open, owns, options }: { open: boolean; owns: boolean; options: MoveOptions },
): StepDraft => ({
  title: `Move ${counted(keys, 'key')} of ${slotWords(slots)} from ${from.address}, which does not own ${slots.length === 1 ? 'it' : 'them'}, to ${to.address}, ${owns ? 'which does' : 'where the slot is going'}.`,
  action: { kind: 'move-keys', from: from.id, to: to.id, slots: toRanges(slots), open, options },
  commands: [
    { node: from.address, line: `CLUSTER SETSLOT ${one(slots)} NODE ${owns ? to.id : '…'}` },
    { node: from.address, line: `CLUSTER SETSLOT ${one(slots)} IMPORTING ${to.id}` },
    { node: from.address, line: `CLUSTER GETKEYSINSLOT ${one(slots)} ${options.batchKeys}` },
    { node: from.address, line: `MIGRATE ${to.address} … ${options.timeoutMs} KEYS …` },
    { node: from.address, line: `CLUSTER COUNTKEYSINSLOT ${one(slots)}` },
    { node: from.address, line: `CLUSTER SETSLOT ${one(slots)} STABLE` },
  ],
  moves: { slots: 0, keys, bytes: null },
  risk: options.replace
    ? `A key that both nodes have gets the value from ${from.address}; the other value is lost.`
    : open
      ? null
      : 'Clients could not see these keys: old ones that were deleted at the owner come back.',
  undo: null,
  onFailure: 'go-on',
});

/** The keys that the owner still has move on, then the slot does. */
export const finishStep = (
  from: Node,
  to: Node,
  slots: readonly number[],
  keys: number,
  options: MoveOptions,
): StepDraft => ({
  title: `Finish the move of ${slotWords(slots)} from ${from.address} to ${to.address}, with ${counted(keys, 'key')} still to move.`,
  action: {
    kind: 'move-slots',
    from: from.id,
    to: to.id,
    slots: toRanges(slots),
    options: { ...options, atomic: 'never' },
  },
  commands: [
    { node: from.address, line: `CLUSTER GETKEYSINSLOT ${one(slots)} ${options.batchKeys}` },
    { node: from.address, line: `MIGRATE ${to.address} … ${options.timeoutMs} KEYS …` },
    { node: from.address, line: `CLUSTER COUNTKEYSINSLOT ${one(slots)}` },
    { node: to.address, line: `CLUSTER SETSLOT ${one(slots)} NODE ${to.id}` },
    { node: from.address, line: `CLUSTER SETSLOT ${one(slots)} NODE ${to.id}` },
  ],
  moves: { slots: slots.length, keys, bytes: null },
  risk: 'Commands with several keys of the slot may fail meanwhile.',
  undo: `The slots move back to ${from.address} with reshard.`,
  onFailure: 'go-on',
});
