/** What redis-cli prints before there is a plan, and in place of one. Pure. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { Finding } from '../../../shared/operations/finding.ts';
import type { OperationRequest } from '../../../shared/operations/request.ts';
import { nodeById, slotsOf, type ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import type { ClusterArguments } from './arguments.ts';
import { checkLines } from './listing.ts';

export function preambleLines(
  { subcommand, args }: Pick<ClusterArguments, 'subcommand' | 'args'>,
  reading: ClusterReading,
  findings: readonly Finding[],
): string[] {
  switch (subcommand) {
    case 'add-node':
      return [`>>> Adding node ${args[0]} to cluster ${reading.seed}`, ...checkLines(reading, findings)];
    case 'del-node':
      return [`>>> Removing node ${args[1]} from cluster ${reading.seed}`];
    case 'reshard':
      return checkLines(reading, findings);
    case 'rebalance':
      return checkLines(reading, findings, false);
    default:
      return [];
  }
}

/** `text` is our reason, which comes after or in place of redis-cli's. */
export function refusalLines(
  request: OperationRequest,
  reading: ClusterReading | null,
  text: string,
): string[] {
  const ours = `[ERR] ${text}`;
  if (reading === null) return [ours];
  if (request.kind === 'reshard' && nodeById(reading, request.to)?.role !== 'primary')
    return [
      `*** The specified node (${escapeForLine(request.to)}) is not known or not a master, please retry.`,
    ];
  if (request.kind !== 'remove-node') return [ours];
  const node = nodeById(reading, request.node);
  if (!node) return [`[ERR] No such node ID ${escapeForLine(request.node)}`];
  if (request.drain || countSlots(slotsOf(reading, node.id)) === 0) return [ours];
  return [
    `[ERR] Node ${node.address} is not empty! Reshard data away and try again.`,
    '[NOTE] With --drain its slots move to the other primaries first.',
  ];
}

/** redis-cli's last line where slots cannot move because the check has found something; null for other reasons. */
export function fixFirst(request: OperationRequest, findings: readonly Finding[]): string | null {
  const verb = { reshard: 'resharding', rebalance: 'rebalancing' }[request.kind as 'reshard' | 'rebalance'];
  const isBroken = findings.some(({ kind }) => ['open', 'uncovered', 'views-differ'].includes(kind));
  return verb && isBroken ? `*** Please fix your cluster problems before ${verb}` : null;
}
