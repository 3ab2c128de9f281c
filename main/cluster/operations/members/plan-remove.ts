/** Plans that a node leaves: its slots and its replicas go to others, all forget it, and it forgets them. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal, SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { MoveOptions, RequestOf } from '../../../../shared/operations/request.ts';
import { agreeStep } from '../create/steps.ts';
import { planDrain } from '../planning/drain.ts';
import { SEVERAL_KEYS } from '../planning/move-steps.ts';
import { planOf, type StepDraft } from '../planning/plan-of.ts';
import {
  awayWithSlots,
  nodeById,
  primariesOf,
  replicasOf,
  slotOwnersOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { seedWithout, slotsRefusal } from './leaving.ts';
import { forgetRemarks, forgetStep, Homes, noNode, replicateSteps, leaveStep } from './steps.ts';

/** Makes the steps that move slots. */
export type StepsOfMoves = (
  moves: readonly SlotMove[],
  reading: ClusterReading,
  options: MoveOptions,
) => readonly StepDraft[];

export function planRemove(
  request: RequestOf<'remove-node'>,
  reading: ClusterReading,
  stepsOfMoves: StepsOfMoves,
): Plan | PlanRefusal {
  const node = nodeById(reading, request.node);
  if (!node) return noNode(request.node);
  const { id, address } = node;
  const seed = seedWithout(reading, id);
  if (seed === null) return { refusal: `No other node than ${address} answers.` };
  const refusal = refusalOf(request, reading, node);
  if (refusal) return { refusal };
  const drained = drainOf(reading, node);
  if ('refusal' in drained) return drained;
  const { moves } = drained;
  const replicas = replicasOf(reading, id).filter(({ trouble }) => trouble === null);
  const handed = replicasHanded(reading, node, replicas);
  if (handed === null) return { refusal: `No other primary can take the replicas of ${address}.` };
  const receivers = [...new Set(moves.map(({ to }) => to))];
  const isAway = node.trouble !== null;
  const moving = moves.length > 0 ? stepsOfMoves(moves, reading, request.move) : [];
  return planOf(reading, {
    request,
    title: `Remove ${address}`,
    remarks: [
      ...(moving.some(({ action }) => action.kind === 'move-slots') ? [SEVERAL_KEYS] : []),
      ...(isAway
        ? [
            `${address} does not answer, so it is not reset: if it starts again, CLUSTER RESET it before it joins the others.`,
          ]
        : []),
      ...forgetRemarks(reading, id),
    ],
    notes: [...moveNotes(reading, node, moves), ...handed.notes],
    nodes: [id, ...receivers, ...replicas.map((replica) => replica.id)],
    owners: moves.length > 0 ? [id] : [],
    cluster: seed,
    steps: [
      ...(moving.length > 0 ? [...moving, agreeStep()] : []),
      ...handed.steps,
      forgetStep(reading, node),
      ...(isAway ? [] : [leaveStep(address)]),
    ],
  });
}

function refusalOf(
  { drain }: RequestOf<'remove-node'>,
  reading: ClusterReading,
  node: NodeReading,
): string | null {
  const slots = slotsRefusal(reading, node);
  if (slots && (!drain || node.trouble !== null)) return slots;
  const away = slots && awayWithSlots(reading);
  if (away)
    return `${away.address} has slots and does not answer. Slots are not moved before it is back or given up.`;
  if (!slots && node.role === 'primary' && (node.keys ?? 0) > 0)
    return `${node.address} holds ${counted(node.keys!, 'key')} of slots that it does not own. Fix the cluster first.`;
  return null;
}

/** Only primaries that answer take slots. */
function drainOf(reading: ClusterReading, { id }: NodeReading): { moves: SlotMove[] } | PlanRefusal {
  if (slotsOf(reading, id).length === 0) return { moves: [] };
  const answering = primariesOf(reading).filter(({ trouble }) => trouble === null);
  const owners = slotOwnersOf(reading).filter((owner) => answering.some((node) => node.id === owner.id));
  return planDrain(owners, id);
}

function moveNotes(
  reading: ClusterReading,
  { id, address }: NodeReading,
  moves: readonly SlotMove[],
): string[] {
  if (moves.length === 0) return [];
  const shares = [...new Set(moves.map(({ to }) => to))].map((to) => {
    const count = countSlots(moves.filter((move) => move.to === to));
    return `${counted(count, 'slot')} to ${nodeById(reading, to)?.address ?? to}`;
  });
  return [
    `${counted(countSlots(slotsOf(reading, id)), 'slot')} of ${address} are moved away first: ${shares.join(', ')}.`,
    `Once it is empty, ${address} may turn into a replica by itself, and its replicas with it (cluster-allow-replica-migration); it leaves all the same.`,
  ];
}

function replicasHanded(
  reading: ClusterReading,
  node: NodeReading,
  replicas: readonly NodeReading[],
): { steps: StepDraft[]; notes: string[] } | null {
  const homes = new Homes(reading, node.id);
  const steps: StepDraft[] = [];
  const notes: string[] = [];
  for (const { address } of replicas) {
    const home = homes.take(address);
    if (!home) return null;
    steps.push(...replicateSteps(address, home, null));
    notes.push(`${address} becomes a replica of ${home.address}.`);
  }
  return { steps, notes };
}
