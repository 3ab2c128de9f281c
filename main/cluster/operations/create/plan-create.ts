/** Plans a new cluster of nodes that know no other. Pure. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import type { NewNode, NewShard, Placement, PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { scoreOf } from '../../../../shared/operations/anti-affinity.ts';
import { placeNodes, slotRanges } from '../../../../shared/operations/placement.ts';
import type { StepDraft } from '../planning/plan-of.ts';
import {
  readyNodes,
  busRemarks,
  resetNotes,
  versionRemarks,
  type NewNodeAnswer,
  type ReadyNode,
} from './new-nodes.ts';
import {
  agreeStep,
  epochStep,
  joinStep,
  meetStep,
  replicateStep,
  resetStep,
  slotsStep,
  syncStep,
} from './steps.ts';

/** redis-cli's least number: with fewer primaries, no majority is left when one fails. */
const ENOUGH_PRIMARIES = 3;

/** `answers` are those of the request's nodes, in its order. */
export function planCreate(
  request: RequestOf<'create'>,
  answers: readonly NewNodeAnswer[],
  madeAt: number,
): Plan | PlanRefusal {
  const ready = readyNodes(answers);
  if ('refusal' in ready) return ready;
  const places = ready.map(({ address, ip }): NewNode => ({ address, host: ip }));
  const placement = request.placement
    ? placeAsAsked(request.nodes, places, request.placement)
    : placeNodes(places, request.replicas);
  if ('refusal' in placement) return placement;
  const { shards } = placement;
  const steps = stepsFor(ready, shards);
  return {
    version: 1,
    request,
    madeAt,
    cluster: ready[0]!.address,
    title: `Create a cluster of ${counted(shards.length, 'primary')} and ${counted(ready.length - shards.length, 'replica')}`,
    remarks: [...placementRemarks(placement), ...busRemarks(ready), ...versionsOf(ready)],
    notes: [...(isApart(placement) ? [SPREAD.apart] : []), ...resetNotes(ready)],
    bigSlots: [],
    fingerprint: { owners: [], nodes: [], newNodes: ready.map(({ address }) => address) },
    steps: steps.map((step, number) => ({ number, ...step })),
    totals: { slots: 0, keys: 0, bytes: 0 },
  };
}

/**
 * The inverse of a plan of kind `create`: every node is reset. Primaries first, because one that has keys refuses, and then
 * its replicas must still be there.
 */
export function planUndoCreate(plan: Plan, of: string, madeAt: number): Plan {
  const replicas = plan.steps.flatMap(({ action }) => (action.kind === 'replicate' ? [action.node] : []));
  const primaries = plan.fingerprint.newNodes.filter((address) => !replicas.includes(address));
  const steps = [
    ...primaries.map((address) => resetStep(address, 'hard')),
    ...replicas.map((address) => ({ ...resetStep(address, 'hard'), onFailure: 'go-on' as const })),
  ];
  return {
    ...plan,
    request: { kind: 'undo', of },
    madeAt,
    title: 'Take the new cluster apart',
    notes: [],
    remarks: ['Every node is reset. A primary that has keys by now refuses, and the undo ends there.'],
    fingerprint: { owners: [], nodes: [], newNodes: [] },
    steps: steps.map((step, number) => ({ number, ...step })),
  };
}

const versionsOf = (ready: readonly ReadyNode[]) => versionRemarks(ready.map(({ reading }) => reading));

function stepsFor(ready: readonly ReadyNode[], shards: readonly NewShard[]): StepDraft[] {
  const first = ready[0]!;
  const replicas = shards.flatMap(({ primary, replicas }) =>
    replicas.map(({ address }) => ({ address, primary: primary.address })),
  );
  return [
    ...ready.filter(({ leftovers }) => leftovers).map(({ address }) => resetStep(address, 'hard')),
    ...shards.map(({ primary, slots }) => slotsStep(primary.address, slots)),
    ...ready.map(({ address }, i) => epochStep(address, i + 1)),
    ...ready.slice(1).map(({ address }) => meetStep(address, first, address)),
    joinStep(ready.map(({ address }) => address)),
    ...replicas.map(({ address, primary }) => replicateStep(address, primary)),
    ...replicas.map(({ address }) => syncStep(address)),
    agreeStep(),
  ];
}

/** The user's own placement; `names` are the nodes as the user wrote them, in the order of `places`. */
function placeAsAsked(
  names: readonly string[],
  places: readonly NewNode[],
  asked: readonly (readonly string[])[],
): Placement | PlanRefusal {
  const find = (name: string) =>
    places[names.indexOf(name)] ?? places.find(({ address }) => address === name);
  const used = new Set<NewNode>();
  const shards: NewNode[][] = [];
  for (const shard of asked) {
    const found: NewNode[] = [];
    for (const name of shard) {
      const node = find(name);
      if (!node) return { refusal: `The placement names ${name}, which is not among the nodes.` };
      if (used.has(node)) return { refusal: `The placement names ${node.address} twice.` };
      used.add(node);
      found.push(node);
    }
    shards.push(found);
  }
  const left = places.find((node) => !used.has(node));
  if (left) return { refusal: `The placement leaves out ${left.address}.` };
  const ranges = slotRanges(shards.length);
  return {
    shards: shards.map(([primary, ...replicas], i) => ({ slots: ranges[i]!, primary: primary!, replicas })),
    score: scoreOf(shards),
  };
}

/** The remark on whether hosts have several nodes of one shard. */
export const SPREAD = {
  apart: 'No host has two nodes of one shard.',
  withPrimary: 'Some replicas are on the host of their primary.',
  together: 'Some replicas of one primary are on one host.',
};

const withPrimary = ({ primary, replicas }: NewShard) => replicas.some(({ host }) => host === primary.host);

const isApart = ({ shards, score }: Placement) =>
  score === 0 && shards.some(({ replicas }) => replicas.length > 0);

function placementRemarks({ shards, score }: Placement): string[] {
  const remarks: string[] = [];
  if (shards.length < ENOUGH_PRIMARIES)
    remarks.push(
      `A cluster of ${counted(shards.length, 'primary')} cannot replace a primary that fails: that takes a majority of at least ${ENOUGH_PRIMARIES}.`,
    );
  const without = shards.filter(({ replicas }) => replicas.length === 0).length;
  if (without > 0)
    remarks.push(
      without === 1
        ? 'One primary has no replica: what it has is lost if it fails.'
        : `${grouped(without)} primaries have no replica: what one of them has is lost if it fails.`,
    );
  if (score > 0) remarks.push(shards.some(withPrimary) ? SPREAD.withPrimary : SPREAD.together);
  for (const { primary, replicas } of score > 0 ? shards : []) {
    const all = [primary, ...replicas];
    const pair = all.find((node, i) => all.findIndex(({ host }) => host === node.host) < i);
    const other = pair && all.find(({ host }) => host === pair.host)!;
    if (pair && other)
      remarks.push(
        `${other.address} and ${pair.address} are of one shard and on one host: both go down with it (anti-affinity score ${score}).`,
      );
  }
  return remarks;
}
