/** What redis-cli prints before there is a plan, and in place of one. Pure. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Finding } from '../../../shared/operations/finding.ts';
import type { NewNodeRefusal, PlanRefusal } from '../../../shared/operations/moves.ts';
import type { OperationRequest } from '../../../shared/operations/request.ts';
import {
  nodeById,
  ownersIn,
  slotsOf,
  type ClusterReading,
} from '../../cluster/operations/reading/cluster-reading.ts';
import { unreachableText } from '../errors.ts';
import type { ClusterArguments, Subcommand } from './arguments.ts';
import { checkLines, infoLines } from './listing.ts';
import { loginHint } from './source-login.ts';

/** Before the cluster is read. */
export function headLines(
  { subcommand, args, options }: Pick<ClusterArguments, 'subcommand' | 'args' | 'options'>,
  seed: string,
): string[] {
  if (subcommand === 'add-node') return [`>>> Adding node ${escapeForLine(args[0]!)} to cluster ${seed}`];
  if (subcommand === 'del-node') return [`>>> Removing node ${escapeForLine(args[1]!)} from cluster ${seed}`];
  if (subcommand === 'import')
    return [
      `>>> Importing data from ${escapeForLine(options.get('--cluster-from')?.at(-1) ?? '')} to cluster ${seed}`,
    ];
  return [];
}

/** Once it is read. */
export function preambleLines(
  { subcommand }: Pick<ClusterArguments, 'subcommand'>,
  reading: ClusterReading,
  findings: readonly Finding[],
): string[] {
  switch (subcommand) {
    case 'fix':
      return [...infoLines(reading), ...checkLines(reading, findings)];
    case 'add-node':
    case 'reshard':
    case 'import':
    case 'backup':
      return checkLines(reading, findings);
    case 'rebalance':
      return checkLines(reading, findings, false);
    default:
      return [];
  }
}

/** What stdout and stderr get: our reason, after or in place of redis-cli's. */
export interface RefusalLines {
  out: string[];
  err: string[];
}

export function refusalLines(
  request: OperationRequest,
  reading: ClusterReading | null,
  { refusal, newNodes = [] }: PlanRefusal,
): RefusalLines {
  const theirs = reading && whyNotIn(request, reading);
  if (theirs) return theirs;
  const [first] = newNodes;
  const reasons = first ? newNodes.map((node) => node.refusal) : [refusal];
  const { out, err } = first ? whyNotWith(first, request.kind) : NO_LINES;
  const head = reading && request.kind === 'fix' ? dangerLines(reading) : [];
  const hint = request.kind === 'import' ? loginHint(refusal) : '';
  return { out: [...head, ...out, ...reasons.map((text) => `[ERR] ${text}${hint}`)], err };
}

function dangerLines(reading: ClusterReading): string[] {
  const away = ownersIn(reading).filter(({ trouble }) => trouble !== null).length;
  return away > 0 ? [`*** Fixing slots coverage with ${away} unreachable masters is dangerous.`] : [];
}

const NO_LINES: RefusalLines = { out: [], err: [] };

/** redis-cli's words about the nodes of the cluster that the request names; null if it has none. */
function whyNotIn(request: OperationRequest, reading: ClusterReading): RefusalLines | null {
  const only = (...out: string[]): RefusalLines => ({ out, err: [] });
  switch (request.kind) {
    case 'reshard': {
      const isPrimary = (id: string) => nodeById(reading, id)?.role === 'primary';
      const unknown = [request.to, ...request.from].find((id) => !isPrimary(id));
      if (unknown !== undefined)
        return only(
          `*** The specified node (${escapeForLine(unknown)}) is not known or not a master, please retry.`,
        );
      if (!request.from.includes(request.to)) return null;
      return {
        out: ['*** It is not possible to use the target node as source node.'],
        err: ['*** No source nodes given, operation aborted.'],
      };
    }
    case 'add-replica': {
      const { primary } = request;
      if (primary === null || nodeById(reading, primary)) return null;
      return only(`[ERR] No such master ID ${escapeForLine(primary)}`);
    }
    case 'remove-node': {
      const node = nodeById(reading, request.node);
      if (!node) return only(`[ERR] No such node ID ${escapeForLine(request.node)}`);
      if (request.drain || countSlots(slotsOf(reading, node.id)) === 0) return null;
      return only(
        `[ERR] Node ${node.address} is not empty! Reshard data away and try again.`,
        '[NOTE] With --drain its slots move to the other primaries first.',
      );
    }
    default:
      return null;
  }
}

/** redis-cli's words about a node that cannot join; ours follow. */
function whyNotWith(
  { address, because, says }: NewNodeRefusal,
  kind: OperationRequest['kind'],
): RefusalLines {
  switch (because) {
    case 'unreachable':
      return {
        out: kind === 'create' ? [] : [`[ERR] Sorry, can't connect to node ${address}`],
        err: [unreachableText(address, says).trimEnd()],
      };
    case 'not-cluster':
      return { out: [`[ERR] Node ${address} is not configured as a cluster node.`], err: [] };
    case 'not-empty':
      return {
        out: [
          `[ERR] Node ${address} is not empty. Either the node already knows other nodes (check with CLUSTER NODES) or contains some key in database 0.`,
        ],
        err: [],
      };
    case 'refused':
      return { out: [`[ERR] Node ${address} ${says}`], err: [] };
    default:
      return NO_LINES;
  }
}

/** The last line if the check has found something, so that nothing is changed; null if the subcommand does not mind. */
export function fixFirst(subcommand: Subcommand): string | null {
  switch (subcommand) {
    case 'reshard':
      return '*** Please fix your cluster problems before resharding';
    case 'rebalance':
      return '*** Please fix your cluster problems before rebalancing';
    case 'add-node':
      return '*** Please fix your cluster problems before adding a node';
    default:
      return null;
  }
}
