/** Undoes what has changed the nodes of a cluster: create, add, remove, replace, failover. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { durationWords } from '../../../../shared/format/clock.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { ActionKind } from '../../../../shared/operations/action.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan, PlanStep } from '../../../../shared/operations/plan.ts';
import { moveOptionsSchema } from '../../../../shared/operations/request.ts';
import { formatAddress } from '../../wire/address.ts';
import { planAddPrimary, planAddReplica } from '../create/plan-add.ts';
import { planUndoCreate } from '../create/plan-create.ts';
import { readNewNode } from '../create/read-new-nodes.ts';
import { planFailover } from '../members/plan-failover.ts';
import { planRemove } from '../members/plan-remove.ts';
import { planReplace } from '../members/plan-replace.ts';
import { moveSteps } from '../planning/move-steps.ts';
import { planOf, type StepDraft } from '../planning/plan-of.ts';
import { nodeAt, nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { readCluster } from '../reading/read-cluster.ts';
import { isUnfinished, type JournalState } from '../run/journal.ts';
import { replicasBack } from './members-back.ts';
import { movesBack, optionsOf, readingAfter } from './moves-back.ts';
import { finishRemarks, stepsOfMoves, type Undoing } from './steps-back.ts';

/** 60 s, and some time for gossip of a FORGET (7.2). */
const BAN_MS = 65_000;

type Undone = Promise<Plan | PlanRefusal>;

const hasBegun = ({ plan, stepsBegun }: JournalState, kind: ActionKind): boolean =>
  plan.steps.some(({ number, action }) => action.kind === kind && stepsBegun.has(number));

const drafts = (steps: readonly PlanStep[]): StepDraft[] => steps.map(({ number: _number, ...step }) => step);

/** Every node is asked by itself: after a create that failed they may not know each other. */
export async function undoCreate({ state, nodes }: Undoing): Undone {
  // Its journal names the nodes by address, and whatever is there now would be reset.
  if (state.ended === 'undone') return { refusal: 'It has been undone already.' };
  const addresses = state.plan.fingerprint.newNodes;
  const readings = new Map<NodeAddress, ClusterReading>();
  for (const address of addresses) readings.set(address, await readCluster(nodes, address));
  const ids = new Set([...readings.values()].map(({ seedId }) => seedId));
  for (const [address, reading] of readings) {
    const stranger = reading.nodes.find(({ id }) => !ids.has(id));
    if (stranger)
      return {
        refusal: `${address} knows ${stranger.address}, which this operation did not create. Remove it first.`,
      };
    const { keys } = nodeById(reading, reading.seedId)!;
    if (keys === null) return { refusal: `${address} does not say whether it has keys.` };
    if (keys > 0)
      return {
        refusal: `${address} has ${counted(keys, 'key')} by now. Send it FLUSHALL if they may be lost.`,
      };
  }
  return planUndoCreate(state.plan, state.id, Date.now());
}

/** The node that the plan has joined to the cluster, if it is in it. */
function joined({ state, reading }: Undoing): NodeReading | undefined {
  for (const { action } of state.plan.steps) {
    if (action.kind !== 'meet') continue;
    const { ip, port } = action.other;
    return nodeAt(reading, formatAddress(ip, port));
  }
  return undefined;
}

const NOT_IN = 'The node is not in the cluster: nothing can be undone.';

export async function undoAdd(undoing: Undoing): Undone {
  const { state, reading } = undoing;
  const { plan } = state;
  const node = joined(undoing);
  if (!node || reading.nodes.length === 1) return { refusal: NOT_IN };
  const back = movesBack(state, reading);
  if ('refusal' in back) return back;
  const before = readingAfter(reading, [...back.finish, ...back.moves]);
  // A replica that has taken over is not emptied unasked.
  const drain = plan.request.kind === 'add-primary';
  const removed = planRemove(
    { kind: 'remove-node', node: node.id, drain, move: optionsOf(plan) },
    before,
    moveSteps,
  );
  if ('refusal' in removed) return removed;
  const moved = stepsOfMoves(back.finish, back.moves, plan, reading);
  const touched = [...back.finish, ...back.moves].flatMap(({ from, to }) => [from, to]);
  return planOf(reading, {
    request: plan.request,
    title: '',
    remarks: [
      ...finishRemarks(back.finish),
      ...back.remarks,
      ...removed.remarks,
      ...(hasBegun(state, 'copy-functions')
        ? [`${node.address} keeps the functions that were copied to it: FUNCTION FLUSH removes them.`]
        : []),
    ],
    notes: removed.notes,
    nodes: [...touched, node.id],
    owners: [...touched, ...(drain ? [node.id] : [])],
    cluster: removed.cluster,
    steps: [...moved, ...drafts(removed.steps)],
  });
}

export async function undoRemove(undoing: Undoing): Undone {
  const { state, reading, records } = undoing;
  const { plan } = state;
  const id = plan.request.kind === 'remove-node' ? plan.request.node : '';
  const was = plan.fingerprint.nodes.find((node) => node.id === id);
  if (!was) return { refusal: 'The journal does not name the node that was removed.' };
  if (hasBegun(state, 'forget') && isUnfinished(state))
    return {
      refusal: `Some nodes may have forgotten ${was.address} already. Resume the operation to its end, and undo it then.`,
    };
  const isThere = nodeById(reading, id) !== undefined;
  const banned = isThere ? null : banRefusal(was.address, state, records);
  if (banned !== null) return banned;
  const added = isThere ? null : await addAgain(undoing, was);
  if (added && 'refusal' in added) return added;
  const widened = added ? { ...reading, nodes: [...reading.nodes, added.node] } : reading;
  const back = movesBack(state, widened);
  if ('refusal' in back) return back;
  const replicas = replicasBack(
    state,
    records,
    widened,
    (other) => nodeById(widened, other)?.role === 'primary',
  );
  const steps = [
    ...(added ? drafts(added.plan.steps) : []),
    ...stepsOfMoves(back.finish, back.moves, plan, widened),
    ...replicas.steps,
  ];
  const remarks = [...finishRemarks(back.finish), ...back.remarks, ...replicas.remarks];
  if (steps.length === 0) return { refusal: ['Nothing can be undone.', ...remarks].join(' ') };
  const touched = [...back.finish, ...back.moves].flatMap(({ from, to }) => [from, to]);
  return planOf(reading, {
    request: plan.request,
    title: '',
    remarks: [...(added?.plan.remarks ?? []), ...remarks],
    notes: added?.plan.notes ?? [],
    nodes: touched,
    owners: touched.filter((one) => nodeById(reading, one) !== undefined),
    newNodes: added ? [was.address] : [],
    steps,
  });
}

/** Null once the nodes that were told to forget the node take it again. */
function banRefusal(
  address: NodeAddress,
  { plan }: JournalState,
  records: readonly JournalRecord[],
): PlanRefusal | null {
  const forget = plan.steps.find(({ action }) => action.kind === 'forget')?.number;
  const told = [...records].reverse().find((one) => one.record === 'step' && one.step === forget);
  const waitMs = told ? told.at + BAN_MS - Date.now() : 0;
  return waitMs <= 0
    ? null
    : {
        refusal: `The nodes were told to forget ${address}, and refuse it for 60 s. Undo it in ${durationWords(waitMs)}.`,
      };
}

/** A node that was reset and has kept its ID joins as what it was. */
async function addAgain(
  { reading, nodes, lookup }: Undoing,
  was: { id: string; address: NodeAddress; role: 'primary' | 'replica'; primaryId: string | null },
): Promise<{ plan: Plan; node: NodeReading } | PlanRefusal> {
  const answer = await readNewNode(nodes, was.address, lookup);
  if ('refusal' in answer) return answer;
  if (answer.reading.id !== was.id)
    return {
      refusal: `The node at ${was.address} has another ID now, so it is not the one that was removed.`,
    };
  const again = { ...answer, keepsId: true };
  const plan =
    was.role === 'replica'
      ? planAddReplica(
          { kind: 'add-replica', node: was.address, primary: homeOf(reading, was) },
          reading,
          again,
        )
      : planAddPrimary(
          {
            ...{ kind: 'add-primary', node: was.address, share: false, by: 'slots' },
            move: moveOptionsSchema.parse({}),
          },
          reading,
          // The functions that it has are the cluster's, or the step that copies them says that they are not.
          { ...again, functions: 0 },
          { moveSteps },
        );
  return 'refusal' in plan ? plan : { plan, node: answer.reading };
}

/** Its old primary; null for the one with the fewest replicas. */
const homeOf = (reading: ClusterReading, { primaryId }: { primaryId: string | null }): string | null =>
  nodeById(reading, primaryId ?? '')?.role === 'primary' ? primaryId : null;

/** The old node takes the place of the new one, as the new one had taken its place. */
export async function undoReplace(undoing: Undoing): Undone {
  const { state, records, reading, nodes, lookup } = undoing;
  const { request, fingerprint } = state.plan;
  const was = fingerprint.nodes.find(({ id }) => request.kind === 'replace-node' && id === request.node);
  const fresh = joined(undoing);
  if (!was || !fresh || reading.nodes.length === 1) return { refusal: NOT_IN };
  if (!hasBegun(state, 'failover') && !hasBegun(state, 'forget'))
    return planRemove(
      { kind: 'remove-node', node: fresh.id, drain: false, move: moveOptionsSchema.parse({}) },
      reading,
      moveSteps,
    );
  if (isUnfinished(state))
    return { refusal: 'It is half done. Resume the operation to its end, and undo it then.' };
  const banned = nodeById(reading, was.id) ? null : banRefusal(was.address, state, records);
  if (banned !== null) return banned;
  const answer = await readNewNode(nodes, was.address, lookup);
  return planReplace({ kind: 'replace-node', node: fresh.id, by: was.address }, reading, {
    ...answer,
    keepsId: true,
  });
}

/** The old primary takes over again. */
export async function undoFailover({ state, records, reading }: Undoing): Undone {
  const { request, fingerprint } = state.plan;
  if (request.kind === 'failover' && request.how === 'takeover')
    return { refusal: 'A TAKEOVER is not undone: it asked nobody, and there may be two histories.' };
  const noted = records.find((one) => one.record === 'before' && one.name === 'primary');
  const old =
    noted?.record === 'before' ? noted.value : fingerprint.nodes.find(({ role }) => role === 'primary')?.id;
  const node = old === undefined ? undefined : nodeById(reading, old);
  if (!node) return { refusal: 'The old primary is not in the cluster.' };
  if (node.role === 'primary') return { refusal: `${node.address} is a primary: there is nothing to undo.` };
  const now = nodeById(reading, request.kind === 'failover' ? request.node : '');
  if (now?.id !== node.primaryId)
    return { refusal: `${node.address} is a replica of another primary by now.` };
  const plan = planFailover({ kind: 'failover', node: node.id, how: 'plain' }, reading);
  if ('refusal' in plan || request.kind !== 'failover' || request.how === 'plain') return plan;
  return {
    ...plan,
    remarks: ['What the replica had not received when it took over is lost, and stays so.', ...plan.remarks],
  };
}
