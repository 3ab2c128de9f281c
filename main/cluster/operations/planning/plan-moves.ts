/** Plans of a reshard and of a rebalance, from a reading. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import type { ActionKind } from '../../../../shared/operations/action.ts';
import type { MovePlan, PlanRefusal, SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { MoveOptions, RequestOf } from '../../../../shared/operations/request.ts';
import {
  marksOf,
  nodeById,
  primariesOf,
  replicasOf,
  slotsOf,
  slotOwnersOf,
  ownersIn,
  awayWithSlots,
  type ClusterReading,
} from '../reading/cluster-reading.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { databasesReason, usesDatabases } from '../atomic/databases.ts';
import { moveSteps, SEVERAL_KEYS } from './move-steps.ts';
import { planOf, type StepDraft } from './plan-of.ts';
import { planRebalance } from './rebalance.ts';
import { planReshard, planReshardBy } from './slot-moves.ts';

type Request = RequestOf<'reshard'> | RequestOf<'rebalance'>;

/** `measure` is the one that the request names, by slot; undefined for slots. */
export function planSlotReshard(
  request: RequestOf<'reshard'>,
  reading: ClusterReading,
  measure?: ArrayLike<number>,
): Plan | PlanRefusal {
  const { to, amount, by } = request;
  const target = nodeById(reading, to)?.address;
  const reshard = { sources: sourcesOf(request, reading), target: to };
  const owners = slotOwnersOf(reading);
  if (!measure) {
    const moves = planReshard(owners, { ...reshard, count: amount });
    return planFor(request, reading, moves, `Move ${counted(amount, 'slot')} to ${target}`);
  }
  const what = by === 'bytes' ? `${grouped(amount)} bytes` : counted(amount, 'key');
  const moves = planReshardBy(owners, { ...reshard, amount, measure, what });
  return planFor(request, reading, moves, `Move slots with about ${what} to ${target}`);
}

/** Ids of the primaries that give: those that are named, else all with slots but the target. */
export const sourcesOf = (
  { from, to }: Pick<RequestOf<'reshard'>, 'from' | 'to'>,
  reading: ClusterReading,
): string[] => (from.length > 0 ? from : ownersIn(reading).flatMap(({ id }) => (id === to ? [] : id)));

/** `measure` is the one that the request names, by slot; undefined for slots. */
export function planSlotRebalance(
  request: RequestOf<'rebalance'>,
  reading: ClusterReading,
  measure?: ArrayLike<number>,
): Plan | PlanRefusal {
  const { weights, threshold, emptyPrimaries } = request;
  const rebalance = { weights, threshold, emptyPrimaries, ...(measure && { measure }) };
  const moves = planRebalance(slotOwnersOf(reading), rebalance);
  return planFor(request, reading, moves, `Rebalance the cluster by ${request.by}`);
}

function planFor(
  request: Request,
  reading: ClusterReading,
  moves: MovePlan | PlanRefusal,
  title: string,
): Plan | PlanRefusal {
  if ('refusal' in moves) return moves;
  const refusal = movesRefusal(reading, request);
  if (refusal !== null) return { refusal };
  const steps = moveSteps(moves.moves, reading, request.move);
  const touched = [...new Set(moves.moves.flatMap(({ from, to }) => [from, to]))];
  const silent = reading.nodes.filter(({ role, trouble }) => role === 'replica' && trouble !== null);
  return planOf(reading, {
    request,
    title,
    remarks: [
      ...silent.map(({ address }) => `Replica ${address} does not answer.`),
      ...databaseRemarks(steps, reading, request.move),
      ...moveRemarks(steps, request.move),
      ...emptiedRemarks(moves.moves, reading),
    ],
    notes: moves.moves.length === 0 ? ['No slot needs to move.'] : [],
    nodes: touched,
    owners: touched,
    steps,
  });
}

/** By cluster-allow-replica-migration, which is on by default; before Redis 7, only replicas of a primary without slots move. */
function emptiedRemarks(moves: readonly SlotMove[], reading: ClusterReading): string[] {
  const given = new Map<string, number>();
  for (const { from, first, last } of moves) given.set(from, (given.get(from) ?? 0) + last - first + 1);
  return [...given].flatMap(([id, slots]) => {
    const node = nodeById(reading, id);
    if (!node || slots < countSlots(slotsOf(reading, id))) return [];
    const replicas = replicasOf(reading, id).map(({ address }) => address);
    const follow = replicas.length > 0 ? `, and ${replicas.join(', ')} with it` : '';
    return [
      `${node.address} gives all its slots away: it may become a replica of the primary that gets the last one${follow} (cluster-allow-replica-migration).`,
    ];
  });
}

/** Why servers that could move slots by themselves do not. */
function databaseRemarks(
  steps: readonly StepDraft[],
  reading: ClusterReading,
  { atomic }: MoveOptions,
): string[] {
  const sources = new Set(steps.flatMap(({ action }) => (action.kind === 'move-slots' ? [action.from] : [])));
  return primariesOf(reading).flatMap((node) =>
    sources.has(node.id) && node.abilities.atomic !== null && atomic !== 'never' && usesDatabases(node)
      ? [`${databasesReason(node)}, so its slots go by SETSLOT and MIGRATE.`]
      : [],
  );
}

/** Servers that move slots by themselves keep each slot whole, at a speed of their own. */
function moveRemarks(steps: readonly StepDraft[], { rate }: MoveOptions): string[] {
  const has = (kind: ActionKind) => steps.some(({ action }) => action.kind === kind);
  return [
    ...(has('move-slots') ? [SEVERAL_KEYS] : []),
    ...(has('migrate-slots') && rate !== null
      ? ['The limit of keys a second does not hold where servers move slots by themselves.']
      : []),
  ];
}

/** Why no slot may move now. */
function movesRefusal(reading: ClusterReading, { move }: Request): string | null {
  const away = awayWithSlots(reading);
  if (away) return `${away.address} has slots and does not answer. Wait for it, or repair the cluster first.`;
  const marked = reading.nodes.find((node) => marksOf(node).length > 0);
  if (marked)
    return `${marked.address} has open slots: another operation runs, or one was cut off. Fix first.`;
  const [first, ...rest] = primariesOf(reading).map(({ abilities }) => abilities.atomic);
  const isAble = first !== null && rest.every((atomic) => atomic === first);
  if (move.atomic !== 'always') return null;
  if (!isAble) return 'Not all primaries can move slots by themselves.';
  const mixed = primariesOf(reading).find(usesDatabases);
  return mixed
    ? `${databasesReason(mixed)}. Leave --cluster-use-atomic-slot-migration out: slots then go by SETSLOT and MIGRATE.`
    : null;
}
