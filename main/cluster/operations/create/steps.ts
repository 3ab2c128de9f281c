/** Steps of making or enlarging a cluster, with the words that the user reads. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import { PLAIN_STEP, type StepDraft } from '../planning/plan-of.ts';
import type { ReadyNode } from './new-nodes.ts';

/** Milliseconds. A join takes some seconds; the first sync may carry gigabytes. */
const JOIN_TIMEOUT_MS = 30_000;
const SYNC_TIMEOUT_MS = 600_000;

const resets = (node: NodeAddress) => `Reset ${node} (CLUSTER RESET HARD).`;

type Words = Pick<StepDraft, 'title' | 'action'> &
  Partial<Pick<StepDraft, 'risk' | 'undo' | 'onFailure'>> & { at?: NodeAddress; lines?: readonly string[] };

const step = ({ at = '', lines = [], ...words }: Words): StepDraft => ({
  ...PLAIN_STEP,
  ...words,
  commands: lines.map((line) => ({ node: at, line })),
});

/** A soft reset keeps the node's ID, and its epoch. */
export const resetStep = (node: NodeAddress, how: 'soft' | 'hard'): StepDraft =>
  step({
    title: `Reset ${node}.`,
    action: { kind: 'reset', node, how },
    at: node,
    lines: [`CLUSTER RESET ${how.toUpperCase()}`],
    risk: `The node forgets its slots and all other nodes${how === 'hard' ? ', and gets a new ID' : ''}.`,
  });

export const epochStep = (node: NodeAddress, epoch: number): StepDraft =>
  step({
    title: `Give ${node} the config epoch ${epoch}.`,
    action: { kind: 'set-epoch', node, epoch },
    at: node,
    lines: [`CLUSTER SET-CONFIG-EPOCH ${epoch}`],
    undo: resets(node),
  });

export const slotsStep = (node: NodeAddress, slots: SlotRange): StepDraft =>
  step({
    title: `Assign ${counted(countSlots([slots]), 'slot')} (${slots.first}-${slots.last}) to ${node}.`,
    action: { kind: 'add-slots', node, slots: [slots] },
    at: node,
    lines: [`CLUSTER ADDSLOTS ${slots.first} … ${slots.last}`],
    undo: resets(node),
  });

/** `undo` names the node that is new in the cluster. */
export function meetStep(
  node: NodeAddress,
  other: Pick<ReadyNode, 'address' | 'ip' | 'port' | 'busPort'>,
  undo: NodeAddress,
): StepDraft {
  const { ip, port, busPort } = other;
  const bus = busPort === port + 10_000 ? '' : ` ${busPort}`;
  return step({
    title: `Introduce ${node} to ${other.address}.`,
    action: { kind: 'meet', node, other: { ip, port, busPort } },
    at: node,
    lines: [`CLUSTER MEET ${ip} ${port}${bus}`],
    undo: resets(undo),
  });
}

export const joinStep = (nodes: readonly NodeAddress[]): StepDraft =>
  step({
    title: `Wait until all ${nodes.length} nodes know each other and agree about the slots.`,
    action: { kind: 'join', nodes: [...nodes], timeoutMs: JOIN_TIMEOUT_MS },
  });

export const functionsStep = (from: NodeAddress, to: NodeAddress): StepDraft =>
  step({
    title: `Copy the functions of ${from} to ${to}.`,
    action: { kind: 'copy-functions', from, to },
    at: to,
    lines: ['FUNCTION RESTORE …'],
    undo: `Delete them at ${to} (FUNCTION FLUSH).`,
  });

export const replicateStep = (node: NodeAddress, primary: NodeAddress): StepDraft =>
  step({
    title: `Make ${node} a replica of ${primary}.`,
    action: { kind: 'replicate', node, primary },
    at: node,
    lines: [`CLUSTER REPLICATE <ID of ${primary}>`],
    undo: resets(node),
  });

export const syncStep = (node: NodeAddress): StepDraft =>
  step({
    title: `Wait until ${node} is in sync with its primary.`,
    action: { kind: 'sync', node, timeoutMs: SYNC_TIMEOUT_MS },
    onFailure: 'go-on',
  });

export const agreeStep = (): StepDraft =>
  step({
    title: 'Wait until all nodes agree about the owner of every slot.',
    action: { kind: 'agree', timeoutMs: JOIN_TIMEOUT_MS },
  });
