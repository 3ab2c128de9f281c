/** Plans that a replica takes over from its primary. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { agreeStep } from '../create/steps.ts';
import { planOf } from '../planning/plan-of.ts';
import { nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { mayHaveOldVotes } from './elections.ts';
import { isLinkUp, lagOf, votesIn } from './failover-facts.ts';
import { failoverStep, noNode } from './steps.ts';

const RISKS = {
  plain: 'None to the data: the primary holds writes back until the replica has all of them.',
  force: 'What the replica has not received is lost: the primary is not asked.',
  takeover:
    'There is no vote: two takeovers on two sides of a split make two histories, of which one is lost. What the replica has not received is lost too.',
} as const;

export function planFailover(request: RequestOf<'failover'>, reading: ClusterReading): Plan | PlanRefusal {
  const node = nodeById(reading, request.node);
  if (!node) return noNode(request.node);
  const { how } = request;
  const { address } = node;
  if (node.role === 'primary') return { refusal: `${address} is a primary already.` };
  if (node.trouble !== null) return { refusal: `${address} does not answer, so it cannot take over.` };
  const primary = nodeById(reading, node.primaryId ?? '');
  const from = primary?.address ?? 'its primary';
  if (how === 'plain' && (!primary || primary.trouble !== null))
    return {
      refusal: `${from} does not answer, and a plain failover needs it. Use FORCE, or TAKEOVER without a majority.`,
    };
  if (how === 'plain' && !isLinkUp(node))
    return {
      refusal: `${address} has no link to ${from}, and a plain failover needs one. Wait until it is in sync.`,
    };
  return planOf(reading, {
    request,
    title: `Let ${address} take over from ${from}`,
    ...wordsOn(reading, node, how),
    nodes: [node.id, ...(primary ? [primary.id] : [])],
    owners: primary ? [primary.id] : [],
    cluster: address,
    steps: [failoverStep(address, how, RISKS[how]), agreeStep()],
  });
}

function wordsOn(
  reading: ClusterReading,
  node: NodeReading,
  how: RequestOf<'failover'>['how'],
): Pick<Plan, 'remarks' | 'notes'> {
  const { available, needed, total } = votesIn(reading);
  const lag = lagOf(reading, node);
  const votes = `${available} of ${counted(total, 'primary')} with slots answer, and ${needed} must vote`;
  const hasMajority = available >= needed;
  const behind = lag === null ? [] : [`The replica is ${grouped(lag)} bytes behind its primary.`];
  // In a plain failover the primary waits for the replica.
  const isLoss = how !== 'plain' && lag !== 0;
  const isOdd = how === 'takeover' ? hasMajority : !hasMajority;
  return {
    remarks: [
      ...(how === 'takeover' ? [`TAKEOVER asks nobody. ${RISKS.takeover} It cannot be undone.`] : []),
      ...(how === 'force' ? [RISKS.force] : []),
      ...(lag === null ? ['How far the replica is behind cannot be told.'] : isLoss ? behind : []),
      ...(!isOdd
        ? []
        : how === 'takeover'
          ? [`No TAKEOVER is needed: ${votes}. FORCE keeps the vote.`]
          : [`Probably nothing happens: ${votes}.`]),
    ],
    notes: [
      ...(how !== 'takeover' && mayHaveOldVotes(node)
        ? ['It has asked for votes before: if that was moments ago, this waits for up to four node timeouts.']
        : []),
      ...(isLoss ? [] : behind),
      ...(isOdd ? [] : [`${votes}.`]),
    ],
  };
}
