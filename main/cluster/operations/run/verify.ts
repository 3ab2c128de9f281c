/** Looks at the cluster after an operation: whether all nodes agree, and no key is where it must not be. */
import { counted } from '../../../../shared/format/count.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../../shared/operations/progress.ts';
import {
  marksOf,
  ownerTable,
  primariesOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { newIds } from '../reading/new-ids.ts';
import { readClusterFrom } from '../reading/read-cluster.ts';
import { comparison, heldKeys, keyCount, type HeldKeys, type KeyCount } from './held-keys.ts';

export type Verified = OperationReport['verified'];
export type VerifiedEnd = Pick<OperationReport, 'verified' | 'remarks'>;

/** These change nothing that is looked at here. */
const UNSEEN: readonly Plan['request']['kind'][] = ['call', 'settings', 'backup', 'import'];
const AGREE_MS = 30_000;
/** Gossip mostly takes a few of these. */
const LOOK_MS = 100;

/** Nodes that lead to the cluster: the one that was read, and those that the plan touches, as that one may be dead by now. */
export const seedsOf = ({ cluster, fingerprint }: Plan): string[] => [
  cluster,
  ...fingerprint.nodes.map(({ address }) => address),
];

/** Slots that the steps name. */
export function touchedSlots(plan: Plan): number[] {
  const touched = new Set<number>();
  for (const { action } of plan.steps) {
    if (!('slots' in action)) continue;
    const ranges = Array.isArray(action.slots) ? action.slots : [action.slots];
    for (const slot of slotsOfRanges(ranges)) touched.add(slot);
  }
  return [...touched].sort((a, b) => a - b);
}

/** Gossip takes a moment to reach all nodes. `before`: the keys of the touched slots when the run began. */
export async function verify(
  nodes: OperationNodes,
  plan: Plan,
  before: KeyCount | null = null,
  limitMs: number = AGREE_MS,
): Promise<VerifiedEnd> {
  const nothing = { verified: [], remarks: [] };
  if (UNSEEN.includes(plan.request.kind)) return nothing;
  // A cluster that was taken apart: each step has seen that its node knows no other and has no slot.
  if (plan.steps.every(({ action }) => action.kind === 'reset')) return nothing;
  const touched = touchedSlots(plan);
  const until = Date.now() + limitMs;
  for (;;) {
    const reading = await readClusterFrom(nodes, seedsOf(plan));
    const found = agreement(reading, touched);
    if (found.every(({ ok }) => ok) || Date.now() >= until) {
      const held = await heldKeys(nodes, reading, touched);
      const { verified, remarks } = compared(before, held);
      return {
        verified: [
          ...found,
          silence(reading),
          ...(await strangers(nodes, plan, reading)),
          ...strayKeys(held, touched),
          ...verified,
        ],
        remarks,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const check = (bad: readonly { address: string }[], good: string, wrong: string) => ({
  ok: bad.length === 0,
  text: bad.length === 0 ? good : `${wrong}: ${bad.map(({ address }) => address).join(', ')}.`,
});

/** Waiting does not help against it. */
const silence = (reading: ClusterReading) =>
  check(
    reading.nodes.filter(({ view }) => view === null),
    'All nodes answer.',
    'Nodes do not answer, so nothing is known of them',
  );

/** New nodes that did not join are in no map, so the reading has nothing of them. */
async function strangers(nodes: OperationNodes, plan: Plan, reading: ClusterReading): Promise<Verified> {
  const ids = await newIds(plan, nodes);
  if (ids.size === 0) return [];
  const views = reading.nodes.flatMap(({ view }) => (view ? [new Set(view.map(({ id }) => id))] : []));
  const outside = [...ids].filter(([, id]) => !views.every((known) => known.has(id)));
  return [
    check(
      outside.map(([address]) => ({ address })),
      'The new nodes are in the map of all nodes that answer.',
      'New nodes are not in the map of all nodes that answer',
    ),
  ];
}

/** What one reading tells. Pure. */
export function agreement(reading: ClusterReading, touched: readonly number[]): Verified {
  const owners = ownerTable(reading);
  const answering = reading.nodes.filter(({ view }) => view !== null);
  const differing = answering.filter(({ view }) => {
    const seen = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
    for (const { id, slots } of view!) for (const { first, last } of slots) seen.fill(id, first, last + 1);
    return touched.some((slot) => seen[slot] !== owners[slot]);
  });
  const marked = answering.filter((node) => marksOf(node).length > 0);
  const stateOf = ({ clusterInfo }: NodeReading) => clusterInfo.get('cluster_state');
  const failing = answering.filter((node) => stateOf(node) !== undefined && stateOf(node) !== 'ok');
  // A user may not be allowed CLUSTER INFO.
  const untold = answering.filter((node) => stateOf(node) === undefined);
  const epochs = primariesOf(reading).map(({ configEpoch }) => configEpoch);
  return [
    check(
      differing,
      'All nodes that answer agree on the owners.',
      'Nodes see other owners of the slots concerned',
    ),
    check(marked, 'No slot is open.', 'Nodes have open slots'),
    untold.length > 0 && failing.length === 0
      ? check(untold, '', 'Nodes do not tell their cluster_state')
      : check(failing, 'cluster_state is ok at all nodes that answer.', 'cluster_state is not ok at nodes'),
    new Set(epochs).size === epochs.length
      ? { ok: true, text: 'Config epochs are unique.' }
      : { ok: false, text: 'Two primaries have the same config epoch.' },
  ];
}

function strayKeys(held: readonly HeldKeys[], touched: readonly number[]): Verified {
  const found = held.flatMap(({ node: { address }, foreign, unanswered }): Verified => {
    const stray = { ok: false, text: `${address} holds ${counted(foreign, 'key')} of slots of other nodes.` };
    const silent = {
      ok: false,
      text: `${address} did not say how many keys it holds of ${counted(unanswered, 'slot')}.`,
    };
    return [...(foreign > 0 ? [stray] : []), ...(unanswered > 0 ? [silent] : [])];
  });
  if (found.length === 0 && touched.length > 0)
    found.push({ ok: true, text: 'No key of the slots concerned is outside its owner.' });
  return found;
}

/** As many keys as before, or why not: what is no fault for certain is a remark. */
function compared(before: KeyCount | null, held: readonly HeldKeys[]): VerifiedEnd {
  const after = before && keyCount(held);
  if (!after) return { verified: [], remarks: [] };
  const { isExplained, text } = comparison(before, after);
  return isExplained ? { verified: [{ ok: true, text }], remarks: [] } : { verified: [], remarks: [text] };
}
