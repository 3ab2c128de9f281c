/** Plans how a node joins a cluster, as a primary or as a replica. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal, SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { MoveOptions, RequestOf } from '../../../../shared/operations/request.ts';
import { hostOf } from '../../wire/address.ts';
import { planOf, type StepDraft } from '../planning/plan-of.ts';
import { planRebalance } from '../planning/rebalance.ts';
import {
  marksOf,
  nodeById,
  primariesOf,
  replicasOf,
  slotOwnersOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import {
  readyNodes,
  busRemarks,
  nameOf,
  resetNotes,
  resetOf,
  versionRemarks,
  type NewNodeAnswer,
  type ReadyNode,
} from './new-nodes.ts';
import { agreeStep, functionsStep, joinStep, meetStep, replicateStep, resetStep, syncStep } from './steps.ts';

/** How the new primary gets its slots. */
export interface ShareOf {
  /** Steps for moves; `reading` has the new node among its nodes. */
  moveSteps: (moves: readonly SlotMove[], reading: ClusterReading, options: MoveOptions) => StepDraft[];
  /** By slot: keys, bytes or load, as the request's `by` says; undefined for slots. */
  measure?: ArrayLike<number> | undefined;
}

export function planAddPrimary(
  request: RequestOf<'add-primary'>,
  reading: ClusterReading,
  answer: NewNodeAnswer,
  share: ShareOf,
): Plan | PlanRefusal {
  const joining = joiningNode(reading, answer);
  if ('refusal' in joining) return joining;
  const { ready, steps, remarks, notes } = joining;
  if (ready.functions > 0)
    return {
      refusal: `${ready.address}: the node already contains functions (${counted(ready.functions, 'library', 'libraries')}). Send it FUNCTION FLUSH if they may be lost.`,
    };
  const moves = request.share ? sharesFor(reading, ready, share.measure) : { moves: [] };
  if ('refusal' in moves) return moves;
  const widened: ClusterReading = { ...reading, nodes: [...reading.nodes, named(ready)] };
  const moving = moves.moves.length > 0 ? share.moveSteps(moves.moves, widened, request.move) : [];
  const givers = moves.moves.map(({ from }) => from);
  return planOf(reading, {
    request,
    title: `Add ${ready.address} as a primary`,
    remarks: [...remarks, `${ready.address} has no replica yet.`],
    notes: request.share
      ? notes
      : [...notes, `${ready.address} gets no slots until a rebalance or a reshard gives it some.`],
    nodes: givers,
    owners: givers,
    newNodes: [ready.address],
    steps: [functionsStep(reading.seed, ready.address), ...steps, ...moving, agreeStep()],
  });
}

export function planAddReplica(
  request: RequestOf<'add-replica'>,
  reading: ClusterReading,
  answer: NewNodeAnswer,
): Plan | PlanRefusal {
  const joining = joiningNode(reading, answer);
  if ('refusal' in joining) return joining;
  const { ready, steps, remarks, notes } = joining;
  const primary = primaryFor(reading, request.primary, ready);
  if ('refusal' in primary) return primary;
  const { address, id } = primary;
  const hints: string[] = [];
  const neighbours = [primary, ...replicasOf(reading, id)].filter((node) => isOn(node, ready));
  for (const node of neighbours)
    hints.push(
      `${ready.address} is on the host of ${node.address}, of the same shard: both go down with it.`,
    );
  return planOf(reading, {
    request,
    title: `Add ${ready.address} as a replica of ${address}`,
    remarks: [...hints, ...remarks],
    notes:
      request.primary === null
        ? [`${address} has the fewest replicas, so it gets this one.`, ...notes]
        : notes,
    nodes: [id],
    owners: [],
    newNodes: [ready.address],
    steps: [...steps, replicateStep(ready.address, address), syncStep(ready.address), agreeStep()],
  });
}

const named = (ready: ReadyNode): NodeReading => ({ ...ready.reading, id: nameOf(ready) });

const isOn = ({ address }: NodeReading, { ip, address: own }: ReadyNode) =>
  hostOf(address) === ip || hostOf(address) === hostOf(own);

/** The node, the steps until it is known everywhere, and what is to be said about it. */
function joiningNode(
  reading: ClusterReading,
  answer: NewNodeAnswer,
): { ready: ReadyNode; steps: StepDraft[]; remarks: string[]; notes: string[] } | PlanRefusal {
  const nodes = readyNodes([answer]);
  if ('refusal' in nodes) return nodes;
  const ready = nodes[0]!;
  const silent = primariesOf(reading).find(
    ({ id, trouble }) => trouble && (reading.owners.slots.get(id)?.length ?? 0) > 0,
  );
  if (silent)
    return {
      refusal: `${silent.address} has slots and does not answer. Repair it, or wait for its failover.`,
    };
  if (reading.nodes.some((node) => marksOf(node).length > 0))
    return {
      refusal: 'Some slots are open: a move is under way, or was interrupted. Fix the cluster first.',
    };
  const answering = reading.nodes.filter(({ trouble }) => !trouble);
  const how = resetOf(ready);
  return {
    ready,
    steps: [
      ...(how ? [resetStep(ready.address, how)] : []),
      meetStep(reading.seed, ready, ready.address),
      joinStep([...answering.map(({ address }) => address), ready.address]),
    ],
    remarks: [
      ...reading.nodes
        .filter(({ trouble }) => trouble)
        .map(({ address }) => `${address} does not answer, and learns of the new node when it is back.`),
      ...busRemarks([ready]),
      ...versionRemarks([...answering, ready.reading]),
    ],
    notes: resetNotes([ready]),
  };
}

function primaryFor(
  reading: ClusterReading,
  asked: string | null,
  ready: ReadyNode,
): NodeReading | PlanRefusal {
  if (asked === null) {
    // Of those with equally few, one on another host.
    const rank = (node: NodeReading) => replicasOf(reading, node.id).length * 2 + Number(isOn(node, ready));
    const owning = primariesOf(reading).filter(({ id }) => (reading.owners.slots.get(id)?.length ?? 0) > 0);
    const best = owning.sort((a, b) => rank(a) - rank(b))[0];
    return best ?? { refusal: 'No primary has slots.' };
  }
  const node = nodeById(reading, asked);
  if (!node) return { refusal: `No node has the ID ${asked}.` };
  return node.role === 'primary' ? node : { refusal: `${node.address} is a replica. Name its primary.` };
}

/** Slots for the new node alone: a rebalance may move more, and that is another operation. */
function sharesFor(reading: ClusterReading, ready: ReadyNode, measure: ArrayLike<number> | undefined) {
  const owners = slotOwnersOf(reading).filter(({ slots }) => slots.length > 0);
  const plan = planRebalance([...owners, { id: nameOf(ready), slots: [] }], {
    threshold: 0,
    emptyPrimaries: true,
    ...(measure ? { measure } : {}),
  });
  return 'refusal' in plan ? plan : { moves: plan.moves.filter(({ to }) => to === nameOf(ready)) };
}
