/** Asks what the slots that a plan moves hold, and names the keys that are big. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import { durationWords } from '../../../../shared/format/clock.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import { movedSlots, withAmounts } from '../planning/amounts.ts';
import { nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { keysInSlots } from '../reading/slot-measures.ts';
import { valueIn } from '../settings/values.ts';
import { FEW_BYTES, keySizes, type BigKey } from './key-sizes.ts';
import { slotStatistic } from './slot-stats.ts';

/** Big keys that are named; the others are counted. */
const MOST_NAMED = 10;
const MAX_KEY = 100;
/** What a node is assumed to serialise or restore in a second. It was not measured, so plans say "about". */
const BYTES_A_SECOND = 200_000_000;
const ELEMENTS_A_SECOND = 1_000_000;

/** Rejects with NodeFailure if a primary does not say how many keys it has. */
export async function withMovedAmounts(
  plan: Plan,
  reading: ClusterReading,
  nodes: OperationNodes,
): Promise<Plan> {
  const keys = new Map<number, number>();
  const bytes = new Map<number, number>();
  const big: { node: NodeReading; key: BigKey }[] = [];
  const remarks: string[] = [];
  const isBlocking = plan.steps.some(({ action }) => action.kind === 'move-slots');
  await Promise.all(
    [...movedSlots(plan)].map(async ([id, slots]) => {
      const node = nodeById(reading, id)!;
      const known = await slotStatistic(nodes, reading, node, 'memory-bytes');
      const isLarge = (slot: number) => !known || known[slot]! >= FEW_BYTES;
      const looked = await sizesOf(nodes, node, isBlocking || !known ? slots.filter(isLarge) : []);
      const rest = slots.filter((slot) => !looked.keys.has(slot));
      for (const [i, count] of (await keysInSlots(nodes, node.address, rest)).entries()) {
        if (typeof count !== 'number') throw new NodeFailure(node.address, count);
        keys.set(rest[i]!, count);
      }
      for (const [slot, count] of looked.keys) keys.set(slot, count);
      for (const [slot, size] of looked.bytes) bytes.set(slot, size);
      if (known) for (const slot of slots) bytes.set(slot, known[slot]!);
      if (isBlocking) big.push(...looked.big.map((key) => ({ node, key })));
      remarks.push(...looked.remarks);
    }),
  );
  if (big.length > 0) remarks.unshift(...(await bigRemarks(nodes, big)));
  return withAmounts(plan, { keys, bytes }, remarks, new Set(big.map(({ key }) => key.slot)));
}

/** A node that refuses MEMORY USAGE leaves sizes unknown, which is said. */
async function sizesOf(nodes: OperationNodes, node: NodeReading, slots: readonly number[]) {
  try {
    const sizes = await keySizes(nodes, node, slots);
    const remarks =
      sizes.unseen > 0
        ? [
            `${counted(sizes.unseen, 'key')} of the slots of ${node.address} were not asked for their size: the bytes are estimated, and big keys may be among them.`,
          ]
        : [];
    return { ...sizes, remarks };
  } catch (error) {
    if (!(error instanceof NodeFailure) || error.answer.kind !== 'refused') throw error;
    const says = escapeForLine(error.answer.says.slice(0, 200));
    return {
      keys: new Map<number, number>(),
      bytes: new Map<number, number>(),
      big: [],
      remarks: [`Sizes of keys at ${node.address} are unknown, so big keys are not named: ${says}.`],
    };
  }
}

/** The slowest first. */
async function bigRemarks(
  nodes: OperationNodes,
  big: readonly { node: NodeReading; key: BigKey }[],
): Promise<string[]> {
  const timeouts = new Map<string, number | null>();
  for (const { node } of big)
    if (!timeouts.has(node.address)) timeouts.set(node.address, await nodeTimeout(nodes, node));
  const slowest = [...big].sort((a, b) => blockedMs(b.key) - blockedMs(a.key));
  const lines = slowest.slice(0, MOST_NAMED).map(({ node, key }) => {
    const name = escapeForLine(Buffer.from(key.key).toString('latin1').slice(0, MAX_KEY));
    const elements = key.elements === null ? '' : `${counted(key.elements, 'element')}, `;
    const timeout = timeouts.get(node.address)!;
    const ms = blockedMs(key);
    const danger =
      timeout === null
        ? 'cluster-node-timeout is unknown'
        : ms < timeout
          ? `cluster-node-timeout is ${durationWords(timeout)}`
          : `cluster-node-timeout is ${durationWords(timeout)}, so a replica may take over`;
    return `Key "${name}" of slot ${key.slot} at ${node.address} (${key.type}, ${elements}${grouped(key.bytes)} bytes) blocks both nodes for about ${durationWords(ms)}; ${danger}.`;
  });
  if (slowest.length > MOST_NAMED) lines.push(`${counted(slowest.length - MOST_NAMED, 'more big key')}.`);
  return lines;
}

/** Milliseconds that a MIGRATE of the key takes: it is serialised at one node, then restored at the other. */
const blockedMs = ({ bytes, elements }: BigKey): number =>
  Math.round(2000 * (bytes / BYTES_A_SECOND + (elements ?? 0) / ELEMENTS_A_SECOND));

/** Milliseconds; null if the node does not say. */
async function nodeTimeout(nodes: OperationNodes, { address }: NodeReading): Promise<number | null> {
  const name = 'cluster-node-timeout';
  const value = Number(valueIn(await nodes.ask(address, ['CONFIG', 'GET', name]), name));
  return Number.isFinite(value) && value > 0 ? value : null;
}
