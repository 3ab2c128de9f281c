/** Plans that a new node takes the place of another: first as its replica, then instead of it. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { parseAddress, splitAddress } from '../../wire/address.ts';
import { planOf, type StepDraft } from '../planning/plan-of.ts';
import { nodeById, replicasOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { seedWithout, slotsRefusal } from './leaving.ts';
import {
  AGREE_MS,
  agreeStep,
  failoverStep,
  forgetRemarks,
  forgetStep,
  Homes,
  noNode,
  replicateSteps,
  resetStep,
} from './steps.ts';

const BUS = 10_000;

export function planReplace(request: RequestOf<'replace-node'>, reading: ClusterReading): Plan | PlanRefusal {
  const { by } = request;
  const node = nodeById(reading, request.node);
  if (!node) return noNode(request.node);
  const { id, address } = node;
  if (!parseAddress(by)) return { refusal: `${escapeForLine(by)} is not an address.` };
  if (reading.nodes.some((other) => other.address === by))
    return { refusal: `${by} is in the cluster already.` };
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
  const place = splitAddress(seed)!;
  return planOf(reading, {
    request,
    title: `Replace ${address} by ${by}`,
    remarks: [
      `${by} copies the data of ${primary.address}${takesOver ? ', and then takes over from it' : ''}.`,
      'Each step leaves a valid cluster: it can be left after any of them.',
      ...(isAway
        ? [
            `${address} does not answer, so it is forgotten and not reset: if it starts again, CLUSTER RESET it before it joins the others.`,
          ]
        : []),
      ...forgetRemarks(reading, id),
    ],
    nodes: [id, primary.id],
    owners: takesOver ? [id] : [],
    newNodes: [by],
    cluster: seed,
    steps: [
      {
        ...joining(
          `Let ${by} meet ${seed}.`,
          by,
          `CLUSTER MEET ${place.host} ${place.port} ${place.port + BUS}`,
        ),
        action: {
          kind: 'meet',
          node: by,
          other: { ip: place.host, port: place.port, busPort: place.port + BUS },
        },
        undo: 'Remove the new node.',
      },
      {
        ...joining(`Wait until all nodes know ${by}.`, by, 'CLUSTER NODES'),
        action: {
          kind: 'join',
          nodes: [...reading.nodes.filter(({ trouble }) => trouble === null).map((one) => one.address), by],
          timeoutMs: AGREE_MS,
        },
      },
      ...replicateSteps(by, primary, null),
      ...(takesOver ? [failoverStep(by, 'plain', PLAIN_RISK), agreeStep(seed)] : []),
      ...stranded.flatMap((replica) => replicateSteps(replica.address, primary, null)),
      forgetStep(reading, node),
      ...(isAway ? [] : [resetStep(address)]),
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

const joining = (title: string, node: string, line: string): Omit<StepDraft, 'action'> => ({
  title,
  commands: [{ node, line }],
  moves: null,
  risk: null,
  undo: null,
  onFailure: 'stop',
});
