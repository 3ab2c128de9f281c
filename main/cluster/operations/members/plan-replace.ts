/** Plans that a new node takes the place of another: first as its replica, then instead of it. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import {
  readyNodes,
  busRemarks,
  resetNotes,
  resetOf,
  versionRemarks,
  type NewNodeAnswer,
} from '../create/new-nodes.ts';
import { agreeStep, joinStep, meetStep, resetStep } from '../create/steps.ts';
import { planOf } from '../planning/plan-of.ts';
import { nodeById, replicasOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { seedWithout, slotsRefusal } from './leaving.ts';
import {
  failoverStep,
  forgetRemarks,
  forgetStep,
  Homes,
  leaveStep,
  noNode,
  replicateSteps,
} from './steps.ts';

/** `answer` is the new node, as it was read. */
export function planReplace(
  request: RequestOf<'replace-node'>,
  reading: ClusterReading,
  answer: NewNodeAnswer,
): Plan | PlanRefusal {
  const node = nodeById(reading, request.node);
  if (!node) return noNode(request.node);
  const { id, address } = node;
  const ready = readyNodes([answer]);
  if ('refusal' in ready) return ready;
  const fresh = ready[0]!;
  const how = resetOf(fresh);
  const by = fresh.address;
  const seed = seedWithout(reading, id) ?? (node.trouble === null ? address : null);
  if (seed === null) return { refusal: `No other node than ${address} answers.` };
  const isAway = node.trouble !== null;
  const refusal = isAway ? slotsRefusal(reading, node) : null;
  if (refusal)
    return { refusal: `${refusal} A new node cannot copy from it, and nothing takes over unasked.` };
  const primary = primaryOf(reading, node);
  if (!primary) return { refusal: 'No primary that answers can take the new node as its replica.' };
  const takesOver = node.role === 'primary' && !isAway;
  const stranded = isAway ? replicasOf(reading, id).filter(({ trouble }) => trouble === null) : [];
  const answering = reading.nodes.filter(({ trouble }) => trouble === null);
  return planOf(reading, {
    request,
    title: `Replace ${address} by ${by}`,
    remarks: [
      ...(isAway
        ? [
            `${address} does not answer, so it is forgotten and not reset: if it starts again, CLUSTER RESET it before it joins the others.`,
          ]
        : []),
      ...busRemarks([fresh]),
      ...versionRemarks([...answering, fresh.reading]),
      ...forgetRemarks(reading, id),
    ],
    notes: [
      `${by} copies the data of ${primary.address}${takesOver ? ', and then takes over from it' : ''}.`,
      'Each step leaves a valid cluster: it can be left after any of them.',
      ...resetNotes([fresh]),
    ],
    nodes: [id, primary.id],
    owners: takesOver ? [id] : [],
    newNodes: [by],
    cluster: seed,
    steps: [
      ...(how ? [resetStep(by, how)] : []),
      meetStep(seed, fresh, by),
      joinStep([...answering.map((one) => one.address), by]),
      ...replicateSteps(by, primary, null),
      ...(takesOver ? [failoverStep(by, 'plain', PLAIN_RISK), agreeStep()] : []),
      ...stranded.flatMap((replica) => replicateSteps(replica.address, primary, null)),
      forgetStep(reading, node),
      ...(isAway ? [] : [leaveStep(address)]),
    ],
  });
}

const PLAIN_RISK = 'None to the data: the primary holds writes back until the new node has all of them.';

/** Whose replica the new node becomes. A primary that is gone has no slots: then the one with the fewest replicas. */
function primaryOf(reading: ClusterReading, node: NodeReading): NodeReading | null {
  if (node.role === 'primary' && node.trouble === null) return node;
  const own = nodeById(reading, node.primaryId ?? '');
  return own?.trouble === null ? own : new Homes(reading, node.id).take(node.address);
}
