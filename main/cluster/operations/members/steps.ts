/** The steps that plans of members are made of. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { PLAIN_STEP, type StepDraft } from '../planning/plan-of.ts';
import {
  nodeById,
  primariesOf,
  replicasOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { hostOf } from '../../wire/address.ts';

/** A copy of many gigabytes takes its time. */
const SYNC_MS = 3_600_000;
/** Characters of an id that are shown. */
const MAX_ID = 64;

export const shownId = (id: string): string => escapeForLine(id.slice(0, MAX_ID));

export const noNode = (id: string) => ({ refusal: `No node has the ID ${shownId(id)}.` });

export const replicateSteps = (
  node: NodeAddress,
  primary: Pick<NodeReading, 'id' | 'address'>,
  old: NodeAddress | null,
): StepDraft[] => [
  {
    ...PLAIN_STEP,
    title: `Make ${node} a replica of ${primary.address}.`,
    action: { kind: 'replicate', node, primary: primary.address },
    commands: [{ node, line: `CLUSTER REPLICATE ${primary.id}` }],
    undo: old === null ? null : `Make it a replica of ${old} again.`,
  },
  {
    ...PLAIN_STEP,
    title: `Wait until ${node} is in sync with ${primary.address}.`,
    action: { kind: 'sync', node, timeoutMs: SYNC_MS },
    commands: [{ node, line: 'INFO replication' }],
  },
];

export const failoverStep = (
  node: NodeAddress,
  how: RequestOf<'failover'>['how'],
  risk: string,
): StepDraft => ({
  ...PLAIN_STEP,
  title: `Let ${node} take over from its primary.`,
  action: { kind: 'failover', node, how },
  commands: [{ node, line: ['CLUSTER FAILOVER', ...(how === 'plain' ? [] : [how.toUpperCase()])].join(' ') }],
  risk,
  undo: how === 'takeover' ? null : 'Let the old primary take over again, once it is in sync.',
});

export const forgetStep = (reading: ClusterReading, { id, address }: NodeReading): StepDraft => ({
  ...PLAIN_STEP,
  title: `Have all other nodes forget ${address}.`,
  action: { kind: 'forget', node: id },
  commands: reading.nodes
    .filter((node) => node.id !== id && node.trouble === null)
    .map((node) => ({ node: node.address, line: `CLUSTER FORGET ${id}` })),
  undo: 'Add it to the cluster again.',
});

export const leaveStep = (node: NodeAddress): StepDraft => ({
  ...PLAIN_STEP,
  title: `Reset ${node}, so that it forgets the cluster; it keeps its ID.`,
  action: { kind: 'reset', node, how: 'soft' },
  commands: [{ node, line: 'CLUSTER RESET SOFT' }],
  risk: 'The data of a replica is deleted by it.',
});

/** Primaries that answer, by their number of replicas: the fewest first, and among equals those on other hosts than `apart`. */
export class Homes {
  private readonly homes: { node: NodeReading; replicas: number }[];

  /** `without` leaves: neither it nor its replicas count. */
  constructor(reading: ClusterReading, without: string) {
    this.homes = primariesOf(reading)
      .filter(({ id, trouble }) => id !== without && trouble === null)
      .map((node) => ({
        node,
        replicas: replicasOf(reading, node.id).filter(({ id }) => id !== without).length,
      }));
  }

  /** Takes one replica more at the chosen primary into account. */
  take(apart: NodeAddress): NodeReading | null {
    const shares = (node: NodeReading) => Number(hostOf(node.address) === hostOf(apart));
    const [best] = [...this.homes].sort((a, b) => a.replicas - b.replicas || shares(a.node) - shares(b.node));
    if (!best) return null;
    best.replicas++;
    return best.node;
  }
}

/** Nodes that answer neither us nor, so, a FORGET. */
export function forgetRemarks(reading: ClusterReading, id: string): string[] {
  const others = reading.nodes.filter((node) => node.id !== id);
  const away = others.filter(({ trouble }) => trouble !== null).map(({ address }) => address);
  const isOld = others.some(({ server }) => {
    const [, major, minor] = /^Redis (\d+)\.(\d+)/.exec(server) ?? [];
    return major !== undefined && Number(major) * 100 + Number(minor) < 702;
  });
  return [
    ...(away.length > 0
      ? [
          `${away.join(', ')} cannot be told now, and ${away.length > 1 ? 'bring' : 'brings'} the node back on return, once 60 s have passed: CLUSTER FORGET it there too.`,
        ]
      : []),
    `Each node refuses to learn of ${nodeById(reading, id)?.address ?? 'the node'} again for 60 s.` +
      (isOld
        ? ' Nodes older than 7.2 do not pass this on: a node that was not told brings it back after that.'
        : ''),
  ];
}
