/** What is wrong with a cluster, told from one reading. Pure. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Finding, FindingKind, SlotMark } from '../../../../shared/operations/finding.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { hostOf } from '../../wire/address.ts';
import { appendSlot } from '../../topology/slot-ranges.ts';
import {
  marksOf,
  nodeById,
  ownerTable,
  primariesOf,
  replicasOf,
  slotsOf,
  ownersTextOf,
  ownersIn,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { isInHandshake, linkFindings, memberFindings } from './link-findings.ts';
import { at, finding, list } from './words.ts';

const MAX_WORDS = 200;
const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note'];
const TROUBLE_KINDS: Record<NonNullable<NodeReading['trouble']>['kind'], FindingKind> = {
  unreachable: 'node-unreachable',
  silent: 'node-silent',
  refused: 'node-refuses',
  'not-cluster': 'node-refuses',
  'no-address': 'node-unknown-address',
};

const isAway = ({ trouble }: NodeReading) => trouble !== null;

/** Errors first; within one severity in the order of the cluster's parts: slots, nodes, shards, the whole. */
export function findingsOf(reading: ClusterReading): Finding[] {
  const owning = ownersIn(reading);
  const found = [
    ...slotFindings(reading),
    ...nodeFindings(reading),
    ...linkFindings(reading),
    ...memberFindings(reading),
    ...shardFindings(reading, owning),
    ...wholeFindings(reading, owning),
  ];
  return SEVERITIES.flatMap((severity) => found.filter((one) => one.severity === severity));
}

function slotFindings(reading: ClusterReading): Finding[] {
  const found: Finding[] = [];
  const uncovered: SlotRange[] = [];
  const owners = ownerTable(reading);
  for (let slot = 0; slot < SLOT_COUNT; slot++) if (owners[slot] === undefined) appendSlot(uncovered, slot);
  if (uncovered.length > 0)
    found.push(
      finding({
        kind: 'uncovered',
        severity: 'error',
        text: `${counted(countSlots(uncovered), 'slot')} of ${SLOT_COUNT} ${countSlots(uncovered) === 1 ? 'has' : 'have'} no owner.`,
        advice: 'Start the node that owned them, or give them to others with fix.',
        slots: uncovered,
      }),
    );
  found.push(...openFindings(reading));
  for (const { slots, ids } of reading.owners.contests)
    found.push(
      finding({
        kind: 'contested',
        severity: 'error',
        text: `${counted(countSlots(slots), 'slot')} ${countSlots(slots) === 1 ? 'has' : 'have'} several owners: ${ids.map((id) => nodeById(reading, id)?.address ?? id).join(', ')}. The first has the higher config epoch.`,
        advice:
          'The others delete their keys of these slots once they learn that. Run fix at once: it lets them keep the keys and moves them.',
        nodes: ids.flatMap((id) => nodeById(reading, id)?.address ?? []),
        slots,
      }),
    );
  return [...found, ...differingViews(reading)];
}

/** Slots with marks, by node. */
export function openFindings({ nodes }: ClusterReading): Finding[] {
  const found: Finding[] = [];
  for (const node of nodes) {
    const marks = marksOf(node);
    if (marks.length === 0) continue;
    const slots = [...new Set(marks.map(({ slot }) => slot))].sort((a, b) => a - b);
    found.push(
      finding({
        kind: 'open',
        severity: 'error',
        text: `${node.address} has ${counted(slots.length, 'open slot')}: ${stateWords(marks)}.`,
        advice: 'Let the operation that moves them finish, or repair them with fix.',
        nodes: [node.address],
        slots: slots.map((slot) => ({ first: slot, last: slot })),
        marks,
      }),
    );
  }
  return found;
}

/** Agreement as redis-cli tells it: the same owners at every node that answers, replicas too. */
function differingViews(reading: ClusterReading): Finding[] {
  const groups = new Map<string, NodeReading[]>();
  // Settling the claims takes longer than comparing them, and nearly all nodes have the same.
  const maps = new Map<string, string>();
  for (const node of reading.nodes) {
    if (!node.view) continue;
    const claims = claimsTextOf(node.view);
    const map = maps.get(claims) ?? ownersTextOf(node.view);
    maps.set(claims, map);
    groups.set(map, [...(groups.get(map) ?? []), node]);
  }
  if (groups.size < 2) return [];
  const sides = [...groups.values()];
  return [
    finding({
      kind: 'views-differ',
      severity: 'error',
      text: `The nodes do not agree about the owners of slots: ${sides.map(list).join(' against ')}.`,
      advice: 'Wait some seconds: gossip may still be under way. If it stays, repair it with fix.',
      nodes: sides.flat().map(({ address }) => address),
    }),
  ];
}

const claimsTextOf = (view: NonNullable<NodeReading['view']>): string =>
  view
    .flatMap(({ id, configEpoch, slots }) =>
      slots.length === 0 ? [] : `${id} ${configEpoch} ${slots.map(({ first, last }) => `${first}-${last}`)}`,
    )
    .sort()
    .join('\n');

function stateWords(marks: readonly SlotMark[]): string {
  const states = (['migrating', 'importing'] as const).map(
    (state) => [state, marks.filter((mark) => mark.state === state).length] as const,
  );
  return states.flatMap(([state, count]) => (count > 0 ? `${count} ${state}` : [])).join(', ');
}

function nodeFindings(reading: ClusterReading): Finding[] {
  const flags = flagsOf(reading);
  return reading.nodes.flatMap((node) => {
    const { address, trouble } = node;
    if (isInHandshake(reading, node))
      return finding({
        kind: 'handshake',
        severity: 'warning',
        text: `${address} was introduced to the cluster and has not joined it.`,
        advice: 'Wait some seconds. If it stays, look whether its bus port is open from the other nodes.',
        nodes: [address],
      });
    if (trouble) {
      const owned = countSlots(slotsOf(reading, node.id));
      return finding({
        kind: TROUBLE_KINDS[trouble.kind],
        severity: 'error',
        text: `${capital(node.role)} ${address} does not answer: ${escapeForLine(trouble.says.slice(0, MAX_WORDS))}${owned > 0 ? `; it owns ${counted(owned, 'slot')}` : ''}.`,
        advice: 'Look whether it runs and whether it can be reached from here.',
        nodes: [address],
        slots: [...slotsOf(reading, node.id)],
      });
    }
    const flagged = (['fail', 'fail?'] as const).find((flag) => flags.get(node.id)?.has(flag));
    if (flagged === undefined) return [];
    return finding({
      kind: flagged === 'fail' ? 'node-failed' : 'node-suspected',
      severity: 'error',
      text: `Other nodes flag ${address} ${flagged}, although it answers here.`,
      advice: 'Look whether the cluster bus between the nodes is open.',
      nodes: [address],
    });
  });
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** By id: what any node flags it. */
function flagsOf({ nodes }: ClusterReading): Map<string, Set<string>> {
  const flags = new Map<string, Set<string>>();
  for (const { view } of nodes)
    for (const line of view ?? []) {
      const known = flags.get(line.id) ?? new Set();
      for (const flag of line.flags) known.add(flag);
      flags.set(line.id, known);
    }
  return flags;
}

function shardFindings(reading: ClusterReading, owning: readonly NodeReading[]): Finding[] {
  const found: Finding[] = [];
  for (const primary of primariesOf(reading)) {
    const replicas = replicasOf(reading, primary.id);
    const { address } = primary;
    if (!owning.includes(primary)) {
      if (!isAway(primary))
        found.push(
          finding({
            kind: 'no-slots',
            severity: 'note',
            text: `Primary ${address} has no slots.`,
            advice: 'Give it its share with rebalance --cluster-use-empty-masters, or make it a replica.',
            nodes: [address],
          }),
        );
      continue;
    }
    if (!replicas.some((replica) => !isAway(replica)))
      found.push(
        finding({
          kind: 'no-replica',
          severity: 'warning',
          text: `Primary ${address} has no replica that answers: its slots are lost with it.`,
          advice: 'Add a replica: add-node with --cluster-slave.',
          nodes: [address],
        }),
      );
    const beside = replicas.filter((one) => hostOf(one.address) === hostOf(address));
    if (beside.length > 0)
      found.push(
        finding({
          kind: 'same-host',
          severity: 'note',
          text: `${list(beside)} ${beside.length === 1 ? 'is' : 'are'} on the host of the primary, ${address}: both go down with it.`,
          advice: 'Put replicas on other hosts.',
          nodes: [address, ...at(beside)],
        }),
      );
  }
  const cut = reading.nodes.filter(
    ({ role, info }) => role === 'replica' && info.get('master_link_status') === 'down',
  );
  for (const { address } of cut)
    found.push(
      finding({
        kind: 'replica-out-of-sync',
        severity: 'warning',
        text: `Replica ${address} has no link to its primary, so its data grows old.`,
        advice: 'Look at its log: the password (masterauth), the network and the primary.',
        nodes: [address],
      }),
    );
  return found;
}

function wholeFindings(reading: ClusterReading, owning: readonly NodeReading[]): Finding[] {
  const found: Finding[] = [];
  const failing = reading.nodes.filter(({ clusterInfo }) => clusterInfo.get('cluster_state') === 'fail');
  if (failing.length > 0)
    found.push(
      finding({
        kind: 'state-fail',
        severity: 'error',
        text: `The cluster state is fail at ${list(failing)}: they refuse commands.`,
        advice: 'It is ok again once the slots are covered and a majority of primaries see each other.',
        nodes: at(failing),
      }),
    );
  const alive = owning.filter((node) => !isAway(node));
  if (owning.length > 0 && alive.length <= owning.length / 2)
    found.push(
      finding({
        kind: 'no-majority',
        severity: 'error',
        text: `Only ${alive.length} of ${counted(owning.length, 'primary')} with slots ${alive.length === 1 ? 'answers' : 'answer'}: without a majority no replica can take over.`,
        advice: 'Start primaries again, or use failover with takeover on the side that is to live on.',
        nodes: at(owning.filter(isAway)),
      }),
    );
  const epochs = new Map<number, NodeReading[]>();
  for (const node of owning) epochs.set(node.configEpoch, [...(epochs.get(node.configEpoch) ?? []), node]);
  for (const [epoch, same] of epochs)
    if (same.length > 1)
      found.push(
        finding({
          kind: 'same-epoch',
          severity: 'warning',
          text: `${list(same)} have the same config epoch, ${epoch}.`,
          advice: 'The nodes settle that themselves within seconds, if they see each other.',
          nodes: at(same),
        }),
      );
  const versions = new Set(reading.nodes.flatMap(({ server }) => server || []));
  if (versions.size > 1)
    found.push(
      finding({
        kind: 'versions-differ',
        severity: 'note',
        text: `The nodes run different versions: ${[...versions].map((name) => escapeForLine(name.slice(0, 60))).join(', ')}.`,
        advice: 'Finish the upgrade: replicas first, then fail over.',
      }),
    );
  return found;
}
