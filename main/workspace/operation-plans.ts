/** Plans of operations for the window: made from a reading, and kept until the next one is made. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { Finding } from '../../shared/operations/finding.ts';
import type { NewNodeRefusal, PlanRefusal } from '../../shared/operations/moves.ts';
import type { OfferedPlan, PlanAnswer, RefusedPlan } from '../../shared/operations/operation.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import type { OperationKind, OperationRequest } from '../../shared/operations/request.ts';
import { findingsOf } from '../cluster/operations/findings/findings.ts';
import { isBroken } from '../cluster/operations/findings/is-broken.ts';
import { migrationFindings } from '../cluster/operations/findings/migration-findings.ts';
import type { ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../cluster/operations/reading/nodes.ts';
import { readClusterFrom } from '../cluster/operations/reading/read-cluster.ts';
import { isUnfinished } from '../cluster/operations/run/journal.ts';
import { planOperation } from '../cluster/operations/run/operate.ts';
import { planUndo } from '../cluster/operations/undo/plan-undo.ts';
import { agreed } from '../operating/agreed.ts';
import { CHANGES_NOTHING } from '../operating/changes-nothing.ts';
import { newOperationName, type Run } from '../operating/journalled-run.ts';
import {
  concerns,
  isUnderWay,
  placesOf,
  readOperation,
  runnerOf,
  unfinishedOperations,
  type FoundJournal,
} from '../operating/journals.ts';
import { lookupHost } from '../operating/lookup-host.ts';
import { namesInPlan } from '../cluster/operations/reading/new-ids.ts';
import { ownersAfter } from '../operating/owners-after.ts';
import { heirsIn, ownersAsPlanned } from '../operating/owners-before.ts';
import { resumeRefusal } from '../operating/resuming.ts';

/** As redis-cli: these need a cluster that is whole and agrees. */
const NEED_SOUND: readonly OperationKind[] = ['reshard', 'rebalance', 'add-primary', 'add-replica'];

/** Characters of another operation's title. */
const MAX_TITLE = 300;

/** Where plans are made. */
export interface Planning {
  nodes: OperationNodes;
  /** Addresses of the cluster; empty without one. */
  seeds: readonly string[];
  /** Of the journals. */
  directory: string;
  /** The connection's name on production; null elsewhere. */
  productionName: string | null;
}

/** What is kept of an offered plan. */
export interface Prepared {
  offered: OfferedPlan;
  run: Run;
  /** Of an operation that is taken up again. */
  found: FoundJournal | null;
}

export type Made = { answer: PlanAnswer; prepared: Prepared | null };

const refused = (text: string, more: Partial<RefusedPlan> = {}): Made => ({
  answer: { kind: 'refused', text, newNodes: [], findings: [], interrupted: [], ...more },
  prepared: null,
});

export async function planRequest(planning: Planning, request: OperationRequest): Promise<Made> {
  const { nodes, directory } = planning;
  if (request.kind === 'undo') return planTakingBack(planning, request.of);
  if (request.kind === 'create') {
    const plan = await planOperation(request, null, nodes, lookupHost);
    return 'refusal' in plan ? notPlanned(plan) : offer(planning, plan, null);
  }
  const first = await read(planning, planning.seeds);
  if (typeof first === 'string') return refused(first);
  const needsSound = NEED_SOUND.includes(request.kind);
  const { interrupted, underWay } = await unfinishedHere(directory, first);
  if (needsSound && underWay !== null) return refused(underWay);
  const reading = needsSound ? await agreed(nodes, first) : first;
  const findings = needsSound ? await blockingFindings(nodes, reading) : [];
  if (findings.length > 0) return refused('The cluster has to be mended first.', { findings, interrupted });
  const plan = await planOperation(request, reading, nodes, lookupHost);
  if ('refusal' in plan) {
    const refusal = underWay === null ? plan.refusal : `${plan.refusal} ${underWay}`;
    return notPlanned({ ...plan, refusal }, { interrupted });
  }
  return offer(planning, plan, reading);
}

/** What is left of an operation of an earlier run. */
export async function planTakingUp(planning: Planning, name: string): Promise<Made> {
  const found = await earlier(planning, name);
  if ('refused' in found) return refused(found.refused);
  const { state, reading, place } = found;
  if (!isUnfinished(state)) return refused(`${place.id} has ended: nothing of it is left to do.`);
  const why = resumeRefusal(state, reading);
  if (why !== null) return refused(why);
  // The node that was asked at the start may be gone.
  const plan = { ...state.plan, cluster: reading.seed };
  return offer(planning, plan, reading, { run: { place, done: state.stepsDone }, found });
}

export async function planTakingBack(planning: Planning, name: string): Promise<Made> {
  const found = await earlier(planning, name);
  if ('refused' in found) return refused(found.refused);
  const { records, reading, place } = found;
  const plan = await planUndo(records, reading, planning.nodes, lookupHost);
  if ('refusal' in plan) return notPlanned(plan);
  return offer(planning, { ...plan, request: { kind: 'undo', of: place.id } }, reading);
}

async function earlier(
  planning: Planning,
  name: string,
): Promise<(FoundJournal & { reading: ClusterReading }) | { refused: string }> {
  const found = await readOperation(planning.directory, name);
  if ('refused' in found) return found;
  if (await isUnderWay(found.state))
    return { refused: `${runnerOf(found.state)} still runs this operation.` };
  // A create may have no cluster yet that the window could be connected to.
  const reading = await read(planning, [...planning.seeds, ...placesOf(found.state.plan)]);
  return typeof reading === 'string' ? { refused: reading } : { ...found, reading };
}

async function read({ nodes }: Planning, seeds: readonly string[]): Promise<ClusterReading | string> {
  try {
    return await readClusterFrom(nodes, seeds);
  } catch (error) {
    if (error instanceof NodeFailure)
      return `No node of the cluster could be read. ${escapeForLine(error.message.slice(0, 500))}`;
    throw error;
  }
}

async function blockingFindings(nodes: OperationNodes, reading: ClusterReading): Promise<Finding[]> {
  const findings = findingsOf(reading);
  if (isBroken(reading, findings)) return findings.filter(({ severity }) => severity === 'error');
  return migrationFindings(nodes, reading);
}

/** Names of the operations that were cut off in this cluster, and a sentence about one that is under way elsewhere; null if none is. */
async function unfinishedHere(
  directory: string,
  reading: ClusterReading,
): Promise<{ interrupted: string[]; underWay: string | null }> {
  const { unfinished } = await unfinishedOperations(directory);
  const interrupted: string[] = [];
  let underWay: string | null = null;
  for (const { place, state } of unfinished) {
    const { plan } = state;
    if (CHANGES_NOTHING.includes(plan.request.kind) || !concerns(plan, reading)) continue;
    if (!(await isUnderWay(state))) interrupted.push(place.id);
    else
      underWay = `${runnerOf(state)} is changing this cluster: ${escapeForLine(plan.title.slice(0, MAX_TITLE))}. Wait for its end, or pause it there.`;
  }
  return { interrupted, underWay };
}

function notPlanned({ refusal, newNodes = [] }: PlanRefusal, more: Partial<RefusedPlan> = {}): Made {
  return refused(refusal, { newNodes: newNodes satisfies NewNodeRefusal[], ...more });
}

/** The connection's name on production; where keys are given up for good, at least the cluster's address. */
function toTypeFor({ request, cluster }: Plan, productionName: string | null): string | null {
  if (CHANGES_NOTHING.includes(request.kind)) return null;
  const givesKeysUp = request.kind === 'fix' && request.lostNodes;
  return productionName ?? (givesKeysUp ? cluster : null);
}

async function offer(
  planning: Planning,
  plan: Plan,
  reading: ClusterReading | null,
  taken?: { run: Run; found: FoundJournal },
): Promise<Made> {
  const { kind } = plan.request;
  const ids = await namesInPlan(plan, planning.nodes);
  const heirs = reading && taken ? heirsIn(plan, reading) : new Map<string, string>();
  const before = reading ? ownersAsPlanned(heirs, reading) : [];
  const addressOf = (id: string) => reading?.nodes.find((node) => node.id === id)?.address ?? id;
  const offered: OfferedPlan = {
    kind: 'plan',
    id: taken?.run.place.id ?? newOperationName(kind),
    plan,
    before,
    after: ownersAfter(before, plan, ids),
    addresses: Object.fromEntries([
      ...(reading?.nodes.map(({ id, address }) => [id, address] as const) ?? []),
      ...[...heirs].map(([heir, id]) => [id, addressOf(heir)] as const),
      ...[...ids].map(([address, id]) => [id, address] as const),
    ]),
    toType: toTypeFor(plan, planning.productionName),
  };
  const run = taken?.run ?? { place: { directory: planning.directory, id: offered.id }, done: null };
  return { answer: offered, prepared: { offered, run, found: taken?.found ?? null } };
}
