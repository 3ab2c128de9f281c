/** The lines of redis-cli's info and check, and our findings after them. Pure. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { Finding } from '../../../shared/operations/finding.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import {
  primariesOf,
  replicasOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../../cluster/operations/reading/cluster-reading.ts';
import { isCovered } from '../../cluster/operations/findings/is-broken.ts';
import { isInHandshake } from '../../cluster/operations/findings/link-findings.ts';
import { unreachableText } from '../errors.ts';
import { fixed } from '../fixed.ts';

const HEADS: Record<Finding['severity'], string> = { error: '[ERR]', warning: '[WARNING]', note: '[NOTE]' };

/** redis-cli knows only the nodes that it could load. */
const loaded = ({ trouble }: NodeReading) => trouble === null;

/** The address as the user gave it for the node that was named. */
const nameOf = ({ seed, seedId }: ClusterReading, { id, address }: NodeReading) =>
  id === seedId ? seed : address;

export function infoLines(reading: ClusterReading): string[] {
  const primaries = primariesOf(reading).filter(loaded);
  const keys = primaries.reduce((sum, node) => sum + (node.keys ?? 0), 0);
  // A node may forbid INFO: its keys are not taken for 0.
  const isWhole = primaries.every((node) => node.keys !== null);
  const rows = primaries.map((node) => {
    const replicas = replicasOf(reading, node.id).filter(loaded).length;
    const slots = countSlots(slotsOf(reading, node.id));
    return `${nameOf(reading, node)} (${node.id.slice(0, 8)}...) -> ${node.keys ?? 'unknown'} keys | ${slots} slots | ${replicas} slaves.`;
  });
  return [
    ...rows,
    `${isWhole ? '[OK]' : '[WARNING] At least'} ${keys} keys in ${primaries.length} masters.`,
    `${isWhole ? '' : 'At least '}${fixed(keys / SLOT_COUNT, 2)} keys per slot on average.`,
  ];
}

/** The same for `--json`. */
export const checkData = ({ seed, readAt, nodes }: ClusterReading, findings: readonly Finding[]) => ({
  seed,
  readAt,
  nodes: nodes.map(({ id, address, role, primaryId, configEpoch, keys, server, trouble, line }) => ({
    ...{ id, address, role, primaryId, configEpoch, keys, server, trouble },
    slots: line.slots,
  })),
  findings,
});

/** `withNodes`: redis-cli leaves the list of nodes out before a rebalance. */
export function checkLines(
  reading: ClusterReading,
  findings: readonly Finding[],
  withNodes = true,
): string[] {
  const nodes = reading.nodes.filter(loaded);
  const [first] = nodes;
  const has = (kind: Finding['kind']) => findings.some((one) => one.kind === kind);
  return [
    `>>> Performing Cluster Check (using node ${first ? nameOf(reading, first) : reading.seed})`,
    ...(withNodes ? nodes.flatMap((node) => nodeLines(reading, node)) : []),
    has('views-differ')
      ? "[ERR] Nodes don't agree about configuration!"
      : '[OK] All nodes agree about slots configuration.',
    '>>> Check for open slots...',
    ...openLines(findings),
    '>>> Check slots coverage...',
    ...(isCovered(reading, findings)
      ? [`[OK] All ${SLOT_COUNT} slots covered.`]
      : [`[ERR] Not all ${SLOT_COUNT} slots are covered by nodes.`, '']),
  ];
}

/** Whether every slot has an owner that answers. A slot whose owner is away is not covered for redis-cli either. */
export function nodeLines(reading: ClusterReading, node: NodeReading): string[] {
  const slots = node.role === 'primary' ? slotsOf(reading, node.id) : [];
  const replicas = replicasOf(reading, node.id).filter(loaded).length;
  const isPrimary = node.role === 'primary';
  return [
    `${isPrimary ? 'M' : 'S'}: ${node.id} ${nameOf(reading, node)}`,
    `   ${slotWords(slots)} ${isPrimary ? 'master' : 'slave'}`,
    ...(node.primaryId === null ? [] : [`   replicates ${node.primaryId}`]),
    ...(replicas > 0 ? [`   ${replicas} additional replica(s)`] : []),
  ];
}

/** `slots:[0-5460],[7] (5462 slots)` */
export function slotWords(slots: readonly SlotRange[]): string {
  const ranges = slots.map(({ first, last }) => (first === last ? `[${first}]` : `[${first}-${last}]`));
  return `slots:${ranges.join(',')} (${countSlots(slots)} slots)`;
}

function openLines(findings: readonly Finding[]): string[] {
  const marks = findings.flatMap((one) => one.marks);
  if (marks.length === 0) return [];
  const groups = new Map<string, number[]>();
  for (const { node, state, slot } of marks) {
    const name = `[WARNING] Node ${node} has slots in ${state} state`;
    groups.set(name, [...(groups.get(name) ?? []), slot]);
  }
  const open = [...new Set(marks.map(({ slot }) => slot))].sort((a, b) => a - b);
  return [
    ...[...groups].map(([name, slots]) => `${name} ${slots.join(',')}.`),
    `[WARNING] The following slots are open: ${open.join(',')}.`,
  ];
}

/** What redis-cli's lines do not tell: its checks see only slots and the nodes that it loaded. */
export function findingLines(findings: readonly Finding[]): string[] {
  const told: readonly Finding['kind'][] = ['open', 'uncovered', 'views-differ'];
  return findings
    .filter(({ kind }) => !told.includes(kind))
    .map(({ severity, text, advice }) => `${HEADS[severity]} ${[text, advice].join(' ').trim()}`);
}

/** What stderr gets for nodes that could not be loaded: redis-cli's line for those without a connection. */
export const unloadedText = (reading: ClusterReading): string =>
  reading.nodes
    .filter((node) => !loaded(node) && hasAddress(node.address) && !isInHandshake(reading, node))
    .map(({ address, trouble }) =>
      trouble!.kind === 'unreachable'
        ? unreachableText(address, escapeForLine(trouble!.says))
        : `Could not load node ${address}: ${escapeForLine(trouble!.says)}\n`,
    )
    .join('');
