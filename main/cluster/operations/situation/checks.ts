/** What was looked at and is fine, and what could not be looked at. Pure. */
import { counted, grouped, plural } from '../../../../shared/format/count.ts';
import { byteSize } from '../../../../shared/format/byte-size.ts';
import type { Finding, FindingKind } from '../../../../shared/operations/finding.ts';
import type { Situation, StripPart } from '../../../../shared/operations/situation.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { lagOf } from '../members/failover-facts.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { isMute, isWorking, type Facts } from './facts.ts';
import { said } from './row.ts';

/** By address: the order of CLUSTER NODES is another one each time. */
export const uncheckedIn = ({ reading }: Facts): Situation['unchecked'] =>
  reading.nodes
    .flatMap((node) =>
      node.trouble === null
        ? []
        : [{ node: node.address, why: said(node.trouble.says), isMute: isMute(node) }],
    )
    .sort((a, b) => (a.node < b.node ? -1 : 1));

const number = (node: NodeReading, field: string): number | null => {
  const text = node.info.get(field);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
};

/** Checks that found nothing; one that cannot be told is left out. */
export function checksOf(
  facts: Facts,
  findings: readonly Finding[],
  strip: readonly StripPart[],
): Situation['checks'] {
  const { reading, shards, votes } = facts;
  const has = (...kinds: FindingKind[]) => findings.some(({ kind }) => kinds.includes(kind));
  const answering = reading.nodes.filter(({ view }) => view !== null);
  const checks: (Situation['checks'][number] | false | null)[] = [];
  const served = countSlots(strip.filter(({ service }) => service === 'served' || service === 'risk'));
  checks.push(
    served > 0 &&
      !has('contested') && {
        name: 'Slots',
        text: `${grouped(served)} of ${grouped(SLOT_COUNT)} served, each by exactly one primary`,
      },
  );
  const epoch = Math.max(
    0,
    ...answering.map((node) => Number(node.clusterInfo.get('cluster_current_epoch') ?? 0)),
  );
  checks.push(
    !has('views-differ') && {
      name: 'Map',
      text: `the same on ${answering.length} of ${counted(reading.nodes.length, 'node')}${epoch > 0 ? `, epoch ${epoch}` : ''}${has('same-epoch') ? '' : ', no two epochs alike'}`,
    },
  );
  checks.push(
    !has('open', 'migration-running') && { name: 'Moves', text: 'no slot is open at a node that answers' },
  );
  const working = shards.map(({ replicas }) =>
    replicas.filter((node) => node.trouble === null && isWorking(node)),
  );
  const covered = working.filter((some) => some.length > 0).length;
  const lags = working.flat().map((node) => lagOf(reading, node));
  const most = lags.length === 0 || lags.includes(null) ? null : Math.max(...(lags as number[]));
  checks.push(
    covered > 0 && {
      name: 'Replicas',
      text: `${covered} of ${counted(shards.length, 'shard')} ${plural(covered, 'has', 'have')} one in sync${most === null ? '' : most === 0 ? ', none behind' : `, at most ${byteSize(most)} behind`}`,
    },
  );
  checks.push(
    votes.available >= votes.needed && {
      name: 'Votes',
      text: `${votes.available} of ${counted(votes.total, 'primary')} answer: ${spare(votes.available - votes.needed)}`,
    },
  );
  checks.push(memoryCheck(answering), savingCheck(answering), writesCheck(facts, answering));
  return checks.flatMap((one) => one || []);
}

const spare = (more: number): string =>
  more === 0
    ? 'a vote passes, none to spare'
    : `${more === 1 ? 'one' : more} may be lost and a vote still passes`;

function memoryCheck(nodes: readonly NodeReading[]) {
  const shares = nodes.flatMap((node) => {
    const [used, limit] = [number(node, 'used_memory'), number(node, 'maxmemory')];
    return used !== null && limit !== null ? [{ node, share: limit === 0 ? null : used / limit }] : [];
  });
  if (shares.length === 0) return null;
  const limited = shares.flatMap(({ node, share }) => (share === null ? [] : [{ node, share }]));
  if (limited.length === 0)
    return { name: 'Memory', text: `no limit is set on ${counted(shares.length, 'node')}` };
  const top = limited.reduce((a, b) => (b.share > a.share ? b : a));
  if (top.share >= 0.9) return null;
  return {
    name: 'Memory',
    text: `at most ${Math.round(top.share * 100)}% of maxmemory, on ${top.node.address}`,
  };
}

function savingCheck(nodes: readonly NodeReading[]) {
  const states = nodes.flatMap(({ info }) => info.get('rdb_last_bgsave_status') ?? []);
  return states.length > 0 && states.every((state) => state === 'ok')
    ? {
        name: 'Saving',
        text: `the last save was fine on ${states.length} of ${counted(nodes.length, 'node')}`,
      }
    : null;
}

function writesCheck({ shards }: Facts, nodes: readonly NodeReading[]) {
  const primaries = shards.filter(({ primary }) => nodes.includes(primary));
  const clients = nodes.flatMap((node) => number(node, 'connected_clients') ?? []);
  if (primaries.length === 0 || clients.length < nodes.length) return null;
  const blocked = nodes.reduce((sum, node) => sum + (number(node, 'blocked_clients') ?? 0), 0);
  return {
    name: 'Clients',
    text: `${grouped(clients.reduce((a, b) => a + b, 0))} connected to ${counted(nodes.length, 'node')}, ${blocked === 0 ? 'none' : grouped(blocked)} blocked`,
  };
}
