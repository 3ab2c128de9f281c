/** Rows about the nodes of one shard: who is down, who is left, who is behind. Pure. */
import type { Finding, FindingKind } from '../../../../shared/operations/finding.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { byteSize } from '../../../../shared/format/byte-size.ts';
import { counted } from '../../../../shared/format/count.ts';
import { lagOf } from '../members/failover-facts.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { addReplicaAction, failoverAction, forgetAction, giveUpAction, startAction } from './actions.ts';
import {
  aliveIn,
  flaggedBy,
  isDown,
  isHanging,
  isLoading,
  isMute,
  isWorking,
  type Facts,
  type ShardFacts,
} from './facts.ts';
import { electionOf } from './election.ts';
import { capital, keysOf, listed, rowOf, said, sinceHeard, wordsOf, type RowParts } from './row.ts';

/** Bytes behind from which a replica counts as lagging; two readings in a row, as they are not of one moment. */
const LAG_BYTES = 1_000_000;
const NODE_KINDS: readonly FindingKind[] = [
  'node-silent',
  'node-unreachable',
  'node-unknown-address',
  'node-failed',
  'node-suspected',
];

export interface Taken {
  row: SituationRow;
  /** Findings that are in the row. */
  findings: Finding[];
}

export const shardRows = (facts: Facts, findings: readonly Finding[]): Taken[] =>
  facts.shards.flatMap((shard) => {
    const { primary } = shard;
    if (isLoading(primary)) return [loadingRow(facts, shard, findings)];
    if (isDown(primary)) return [downRow(facts, shard, findings)];
    return [...memberRows(facts, shard, findings), ...syncRows(facts, shard, findings)];
  });

/** The findings of these kinds about these nodes. */
const about = (
  findings: readonly Finding[],
  kinds: readonly FindingKind[],
  nodes: readonly NodeReading[],
): Finding[] =>
  findings.filter(
    (one) =>
      kinds.includes(one.kind) && one.nodes.some((node) => nodes.some(({ address }) => address === node)),
  );

const addresses = (nodes: readonly NodeReading[]) => listed(nodes.map(({ address }) => address));
const oneOf = (nodes: readonly NodeReading[]) => (nodes.length === 1 ? '' : 'one of ') + addresses(nodes);
const areOrIs = (nodes: readonly unknown[]) => (nodes.length === 1 ? 'is' : 'are');

const take = (facts: Facts, shard: ShardFacts, findings: Finding[], parts: RowParts): Taken => ({
  findings,
  row: rowOf(facts, findings, {
    shard: shard.number,
    slots: [...shard.slots],
    keys: keysOf(facts, [shard]),
    commands: ['CLUSTER NODES', 'INFO replication'],
    ...parts,
  }),
});

function loadingRow(facts: Facts, shard: ShardFacts, findings: readonly Finding[]): Taken {
  const { primary, name } = shard;
  return take(facts, shard, about(findings, ['node-refuses', 'no-replica'], [primary]), {
    id: `loading ${primary.id}`,
    shape: 'octagon',
    service: 'unserved',
    title: `The primary of ${name} is loading its data`,
    tag: 'NOT SERVED',
    affects: `Every command on its slots is refused until ${primary.address} has loaded.`,
    byItself: { lead: 'Under way:', text: `${primary.address} reads its data from disk, then serves again.` },
    next: 'Wait. A restart would begin from the start again.',
    details: [{ node: primary.address, says: said(primary.trouble!.says) }],
  });
}

/** The primary does not answer, and perhaps no node of the shard does. */
function downRow(facts: Facts, shard: ShardFacts, findings: readonly Finding[]): Taken {
  const { primary, replicas, lost, service, name } = shard;
  const { reading } = facts;
  const all = [primary, ...replicas, ...lost];
  const down = all.filter(isDown);
  const alive = aliveIn(shard);
  const isKnown = service === 'unserved';
  const verb = down.every((node) => isHanging(reading, node))
    ? ['does not answer', 'do not answer']
    : isKnown
      ? ['is down', 'are down']
      : ['does not answer here', 'do not answer here'];
  const title =
    alive.length > 0
      ? `The primary of ${name} ${verb[0]}`
      : all.length === 1
        ? `The only node of ${name} ${verb[0]}`
        : `${all.length === 2 ? 'Both' : `All ${all.length}`} nodes of ${name} ${verb[1]}`;
  const { byItself, wait } = electionOf(facts, shard);
  const heir = alive[0];
  const refused = [...facts.reading.nodes].some(
    ({ clusterInfo }) => clusterInfo.get('cluster_state') === 'fail',
  );
  return take(
    facts,
    shard,
    about(findings, [...NODE_KINDS, 'no-replica', 'replica-out-of-sync', 'same-host'], all),
    {
      id: `down ${primary.id}`,
      shape: 'octagon',
      service,
      title,
      tag: isKnown ? 'NOT SERVED' : 'NO ANSWER',
      // The shard ended when its last node did.
      since: sinceHeard(facts, alive.length > 0 ? [primary] : down),
      affects: !isKnown
        ? `Clients that cannot reach ${primary.address} either. The other nodes have not flagged it.`
        : refused
          ? 'Every command on them is refused with CLUSTERDOWN.'
          : `Every command on them: sent on by MOVED to ${primary.address}, which does not answer.`,
      byItself,
      next: heir ? nextWithHeir(facts, heir, wait) : nextWithout(facts, shard, isKnown),
      actions: [
        startAction(facts, primary),
        ...(heir ? [failoverAction(facts, shard, heir, wait)] : isKnown ? [giveUpAction(facts, shard)] : []),
      ],
      details: wordsOf(facts, down),
      commands: [
        'CLUSTER NODES',
        ...(heir ? ['INFO replication'] : []),
        ...(flaggedBy(reading, primary.id, 'fail?').length > 0
          ? [`CLUSTER COUNT-FAILURE-REPORTS ${primary.id}`]
          : []),
      ],
    },
  );
}

function nextWithHeir({ votes }: Facts, heir: NodeReading, wait: string | null): string {
  if (votes.available < votes.needed)
    return `Start primaries until ${votes.needed} of ${votes.total} answer. Take over without a vote only if the others will not come back.`;
  return wait === null
    ? `Fail over to ${heir.address} with force, or start the primary.`
    : 'Wait for it. Do not take over by hand meanwhile: two nodes would claim the slots.';
}

function nextWithout(facts: Facts, { primary, replicas, lost }: ShardFacts, isKnown: boolean): string {
  if (!isKnown) return `Look whether ${primary.address} runs, and whether it can be reached from here.`;
  const keep =
    'Do not give its slots to others before you know that its data is lost: its keys go with them.';
  return replicas.length + lost.length === 0
    ? `${wake(facts, [primary])}. ${keep}`
    : `${wake(facts, [primary])} first: it owns the slots. ${keep}`;
}

/** `Start a and b`, the first words of advice. */
const wake = ({ reading }: Facts, nodes: readonly NodeReading[]): string =>
  nodes.every((node) => isHanging(reading, node))
    ? `Let ${addresses(nodes)} go on, or end and start ${nodes.length === 1 ? 'it' : 'them'}`
    : `Start ${addresses(nodes)}`;

/** The primary serves, and nodes beside it are gone. */
function memberRows(facts: Facts, shard: ShardFacts, findings: readonly Finding[]): Taken[] {
  const { reading } = facts;
  const { primary, replicas, lost, name } = shard;
  const down = replicas.filter(isDown);
  if (down.length + lost.length === 0) return [];
  const left = replicas.filter((node) => !down.includes(node) && isWorking(node));
  const isLast = left.length === 0;
  const taken = (gone: readonly NodeReading[]) =>
    about(findings, [...NODE_KINDS, 'replica-out-of-sync'], gone);
  const none = isLast ? about(findings, ['no-replica'], [primary]) : [];
  const common = (gone: readonly NodeReading[]) => ({
    shape: isLast ? ('triangle' as const) : ('clock' as const),
    service: isMute(primary) ? ('maybe' as const) : ('risk' as const),
    tag: isLast ? 'ONE COPY LEFT' : 'FEWER COPIES',
    since: sinceHeard(facts, gone),
    details: wordsOf(facts, gone),
  });
  const others = isLast ? '' : ` ${addresses(left)} ${areOrIs(left)} still a copy.`;
  const rows: Taken[] = [];
  if (lost.length > 0)
    rows.push(
      take(facts, shard, [...taken(lost), ...none], {
        ...common(lost),
        id: `lost ${lost[0]!.id}`,
        title: `${capital(name)} lost its primary; its replica took over`,
        affects: `Nobody now. The last writes before ${lost[0]!.address} was lost may be gone: it confirms a write before a replica has it.${others}`,
        byItself: {
          lead: 'Done:',
          text: `${primary.address} took over with epoch ${primary.configEpoch}.${isLast ? ` No replica until ${oneOf([...lost, ...down])} is back.` : ''}`,
        },
        next: `${wake(facts, [lost[0]!])}: it joins as a replica. Then you may fail over to it.`,
        actions: [
          startAction(facts, lost[0]!),
          failoverAction(facts, shard, lost[0]!, `${lost[0]!.address} does not answer yet.`),
          addReplicaAction(facts, shard),
          forgetAction(facts, lost[0]!),
        ],
      }),
    );
  if (down.length === 0) return rows;
  rows.push(
    take(facts, shard, [...taken(down), ...(lost.length > 0 ? [] : none)], {
      ...common(down),
      id: `replica ${down[0]!.id}`,
      title:
        down.length === 1
          ? `Replica ${down[0]!.address} of ${name} ${isHanging(reading, down[0]!) ? 'does not answer' : 'is down'}`
          : `${counted(down.length, 'replica')} of ${name} ${down.every((node) => isHanging(reading, node)) ? 'do not answer' : 'are down'}`,
      affects: `Nobody now.${isLast ? ` If ${primary.address} is lost too, nobody serves its slots.` : others}`,
      byItself: {
        lead: 'Nothing.',
        text: `The servers do not start ${down.length === 1 ? 'it' : 'them'}. Once ${down.length === 1 ? 'it' : 'one'} runs it copies from ${primary.address} what it lacks.`,
      },
      next: `${wake(facts, down)}. If ${down.length === 1 ? 'it' : 'one'} will not come back, add another one and forget it.`,
      actions: [startAction(facts, down[0]!), addReplicaAction(facts, shard), forgetAction(facts, down[0]!)],
    }),
  );
  return rows;
}

/** Replicas that run and are not in step. */
function syncRows(facts: Facts, shard: ShardFacts, findings: readonly Finding[]): Taken[] {
  const { reading, memory } = facts;
  const { primary, replicas } = shard;
  return replicas.flatMap((replica): Taken[] => {
    const { info, address, id } = replica;
    if (replica.trouble !== null) return [];
    if (info.get('master_link_status') === 'down') {
      const copying = info.get('master_sync_in_progress') === '1';
      const left = Number(info.get('master_sync_left_bytes') ?? -1);
      const downFor = Number(info.get('master_link_down_since_seconds') ?? -1);
      return [
        take(facts, shard, about(findings, ['replica-out-of-sync'], [replica]), {
          id: `sync ${id}`,
          shape: copying ? 'clock' : 'triangle',
          service: 'risk',
          title: copying
            ? `Replica ${address} copies all data of ${primary.address}`
            : `Replica ${address} has no link to ${primary.address}`,
          tag: copying ? 'COPYING' : 'OUT OF SYNC',
          since:
            downFor >= 0
              ? { at: reading.readAt - downFor * 1000, from: 'nodes' }
              : { at: reading.readAt, from: 'here' },
          affects: `Readers of ${address} see old values. A failover to it would lose what it lacks.`,
          byItself: copying
            ? { lead: 'Under way:', text: left > 0 ? `${byteSize(left)} are left.` : 'a full copy.' }
            : {
                lead: 'It tries again',
                text: 'every second, and copies what it lacks once it gets through.',
              },
          next: copying
            ? 'Wait. Do not restart it: the copy would begin again.'
            : 'Look at its log: the password (masterauth), the network, and the primary.',
        }),
      ];
    }
    const lag = lagOf(reading, replica);
    const before = memory.lags.get(id);
    if (lag === null || lag < LAG_BYTES || (before !== undefined && before.bytes < LAG_BYTES)) return [];
    return [take(facts, shard, [], lagParts(facts, shard, replica, lag))];
  });
}

function lagParts(
  { reading, memory }: Facts,
  { primary }: ShardFacts,
  { id, address }: NodeReading,
  lag: number,
): RowParts {
  const before = memory.lags.get(id);
  const elapsed = before ? (reading.readAt - before.at) / 1000 : 0;
  const rate = before && elapsed > 0 ? (lag - before.bytes) / elapsed : null;
  const speed = rate === null ? '' : `${byteSize(Math.abs(Math.round(rate)))} a second`;
  return {
    id: `lag ${id}`,
    shape: 'clock',
    service: 'risk',
    title: `Replica ${address} lags ${byteSize(lag)} behind ${primary.address}`,
    tag: 'BEHIND',
    affects: `Readers of the replica see old values; a failover now loses up to ${byteSize(lag)} of writes.`,
    byItself:
      rate === null
        ? { lead: 'It catches up', text: 'as fast as its link and its disk allow; seen once so far.' }
        : rate > 0
          ? {
              lead: 'Getting worse',
              text: `by ${speed}. Beyond the limit of its output buffer it copies everything again.`,
            }
          : rate < 0
            ? { lead: 'Catching up', text: `by ${speed}.` }
            : { lead: 'No change', text: 'since the last look.' },
    next: 'See what holds it up: its disk, its link, or one slow command. Do not fail over to it now.',
    details: [
      { node: primary.address, says: `master_repl_offset ${primary.info.get('master_repl_offset') ?? '?'}` },
      { node: address, says: `${lag} bytes less` },
    ],
  };
}
