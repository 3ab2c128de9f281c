/** Reads a cluster for its situation: from the first node that answers, and the few questions beside the reading. */
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import type { FindingKind } from '../../../../shared/operations/finding.ts';
import type { ForeignKeys, SituationAnswer } from '../../../../shared/operations/situation.ts';
import { FailureError } from '../../../../shared/failure.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { fieldsOf, textOf } from '../../wire/read-reply.ts';
import { runningMigrations } from '../atomic/running-migrations.ts';
import { foreignKeyFindings } from '../findings/foreign-keys.ts';
import { findingsOf, openFindings } from '../findings/findings.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import { nodeById, primariesOf } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import { keysInSlots, readSlotCounts } from '../reading/slot-measures.ts';
import { factsOf, FULL_COVERAGE, slotPair, type Measures, type ShardOf } from './facts.ts';
import type { Memory } from './memory.ts';
import type { OwnMove } from './own-moves.ts';
import { said } from './row.ts';
import { situationOf } from './situation.ts';
import { newlyUnclear, passingIn, withoutPassing } from './passing.ts';
import { openMoves } from './open-rows.ts';

/** Findings that a move of slots makes while it runs. */
const MOVE_KINDS: readonly FindingKind[] = ['open', 'views-differ', 'contested'];
/** Slots whose keys are counted. */
const MOST_COUNTED = 200;

export interface Asked {
  nodes: OperationNodes;
  /** Nodes that may answer, the likeliest first. */
  seeds: readonly NodeAddress[];
  shardOf: ShardOf;
  /** For command lines: `--user alice --tls`; holds no password. */
  options: string;
  /** Operations of this computer with slots to move; those that have ended after `since` count as running. */
  ownMoves: (since: number) => Promise<OwnMove[]>;
}

/** Resolves in every case. A silent node costs one timeout of OperationNodes. */
export async function readSituation(
  { nodes, seeds, shardOf, options, ownMoves }: Asked,
  memory: Memory,
): Promise<{ answer: SituationAnswer; memory: Memory }> {
  const checkedAt = Date.now();
  const read = await readFromAny(nodes, seeds);
  const tookMs = () => Date.now() - checkedAt;
  if ('tried' in read)
    return { answer: { kind: 'no-answer', checkedAt, tookMs: tookMs(), tried: read.tried }, memory };
  const { reading, passing } = await settled(nodes, read, memory);
  const asked = await measure(nodes, reading);
  // With a thousand nodes each part takes main a good fraction of a second: what waits has its turn in between.
  await turn();
  const findings = withoutPassing(findingsOf(reading), passing);
  await turn();
  const isMoving = findings.some(({ kind }) => MOVE_KINDS.includes(kind));
  const measures = { ...asked, passing, ownMoves: isMoving ? await ownMoves(checkedAt) : [] };
  const facts = factsOf(reading, measures, memory, shardOf, options);
  await turn();
  const next = situationOf(facts, tookMs(), findings);
  return { answer: next.situation, memory: next.memory };
}

/** Rejects with a FailureError if no node answers. */
export async function searchForeignKeys({
  nodes,
  seeds,
}: Pick<Asked, 'nodes' | 'seeds'>): Promise<ForeignKeys> {
  const read = await readFromAny(nodes, seeds);
  if ('tried' in read)
    throw new FailureError('unreachable', 'No node answers.', 'Look for keys again once one does.');
  const findings = foreignKeyFindings(read, await readSlotCounts(nodes, read));
  const unchecked = primariesOf(read).flatMap(({ address, trouble }) => (trouble ? [address] : []));
  return { at: Date.now(), findings, unchecked };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Looks again at once if slots have just lost their owner, or got a second one. */
async function settled(
  nodes: OperationNodes,
  first: ClusterReading,
  memory: Memory,
): Promise<{ reading: ClusterReading; passing: SlotRange[] }> {
  const unclear = newlyUnclear(first, memory);
  if (unclear.size === 0) return { reading: first, passing: [] };
  try {
    const reading = await readCluster(nodes, first.seed);
    return { reading, passing: passingIn(reading, unclear, memory) };
  } catch (error) {
    if (error instanceof NodeFailure) return { reading: first, passing: [] };
    throw error;
  }
}

/** The reading from the node that answers first; otherwise what each of them said. */
async function readFromAny(
  nodes: OperationNodes,
  seeds: readonly NodeAddress[],
): Promise<ClusterReading | { tried: { node: NodeAddress; says: string }[] }> {
  const tried: { node: NodeAddress; says: string }[] = [];
  const left = new Set(seeds);
  while (left.size > 0) {
    const seed = await firstOf([...left].map((node) => isAnswering(nodes, node, tried)));
    if (seed === null) break;
    left.delete(seed);
    try {
      return await readCluster(nodes, seed);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      tried.push({ node: seed, says: said(error.answer.says) });
    }
  }
  return { tried: [...new Map(tried.map((one) => [one.node, one])).values()] };
}

async function isAnswering(
  nodes: OperationNodes,
  node: NodeAddress,
  tried: { node: NodeAddress; says: string }[],
): Promise<NodeAddress | null> {
  const answer = await nodes.ask(node, ['CLUSTER', 'MYID']);
  if (answer.kind === 'reply' || answer.kind === 'refused') return node;
  tried.push({ node, says: said(answer.says) });
  return null;
}

/** The first that is not null; null once all are. */
const firstOf = <T>(some: readonly Promise<T | null>[]): Promise<T | null> =>
  new Promise((resolve) => {
    for (const one of some) void one.then((value) => value !== null && resolve(value));
    void Promise.all(some).then(() => resolve(null));
  });

async function measure(
  nodes: OperationNodes,
  reading: ClusterReading,
): Promise<Omit<Measures, 'ownMoves' | 'passing'>> {
  const setting = async (name: string): Promise<string | null> => {
    const answer = await nodes.ask(reading.seed, ['CONFIG', 'GET', name]);
    const value = answer.kind === 'reply' ? fieldsOf(answer.reply).get(name) : undefined;
    return value === undefined ? null : textOf(value);
  };
  const [timeout, coverage, slotKeys, running] = await Promise.all([
    setting('cluster-node-timeout'),
    setting(FULL_COVERAGE),
    countOpen(nodes, reading),
    runningMigrations(nodes, reading),
  ]);
  return {
    nodeTimeoutMs: timeout !== null && /^\d+$/.test(timeout) ? Number(timeout) : null,
    fullCoverage: coverage === null ? null : coverage === 'yes',
    slotKeys,
    running,
  };
}

/** CLUSTER COUNTKEYSINSLOT of each open slot at both of its nodes, and of each slot with several owners at all of them. */
async function countOpen(nodes: OperationNodes, reading: ClusterReading): Promise<Map<string, number>> {
  const wanted = new Map<string, Set<number>>();
  let count = 0;
  const open = openMoves({ reading }, openFindings(reading));
  for (const { ids, slots } of [
    ...open.map(({ from, to, slots }) => ({ ids: [from, to], slots })),
    ...reading.owners.contests.map(({ ids, slots }) => ({ ids, slots: slotsOfRanges(slots) })),
  ])
    for (const slot of slots) {
      if (++count > MOST_COUNTED) break;
      for (const id of ids) wanted.set(id, (wanted.get(id) ?? new Set()).add(slot));
    }
  const keys = new Map<string, number>();
  await Promise.all(
    [...wanted].map(async ([id, slots]) => {
      const node = nodeById(reading, id);
      if (!node || node.trouble !== null) return;
      for (const [i, answer] of (await keysInSlots(nodes, node.address, [...slots])).entries())
        if (typeof answer === 'number') keys.set(slotPair(id, [...slots][i]!), answer);
    }),
  );
  return keys;
}
