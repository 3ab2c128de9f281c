/** Looks at the cluster after an operation: whether all nodes agree, nothing is open, and every slot is served. */
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../../shared/operations/progress.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { ownersOf } from '../../topology/slot-claims.ts';
import { countSlots, primariesOf, slotsOf, type ClusterReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';

type Verified = OperationReport['verified'];

/** Milliseconds that gossip is given; replicas learn a new map by gossip alone. */
const AGREEMENT_MS = 30_000;
const POLL_MS = 250;
/** These change no map, or leave nothing to look at. */
const UNSEEN: readonly Plan['request']['kind'][] = ['call', 'settings', 'backup', 'undo'];

export async function verify(plan: Plan, nodes: OperationNodes): Promise<Verified> {
  if (UNSEEN.includes(plan.request.kind)) return [];
  const until = Date.now() + AGREEMENT_MS;
  for (;;) {
    const found = await look(plan, nodes);
    if (found.every(({ ok }) => ok) || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function look(plan: Plan, nodes: OperationNodes): Promise<Verified> {
  try {
    return checksOf(await readCluster(nodes, plan.cluster));
  } catch (error) {
    if (error instanceof NodeFailure) return [{ ok: false, text: `${error.message}.` }];
    throw error;
  }
}

/** Each check as a sentence that says what was found. */
export function checksOf(reading: ClusterReading): Verified {
  const answering = reading.nodes.filter(({ view }) => view !== null);
  const maps = new Set(answering.map(({ view }) => JSON.stringify([...ownersOf(view!, []).slots].sort())));
  const open = answering.filter(({ line }) => line.migrating.length + line.importing.length > 0);
  const failing = answering.filter(({ clusterInfo }) => clusterInfo.get('cluster_state') === 'fail');
  const covered = [...reading.owners.slots.values()].reduce((sum, slots) => sum + countSlots(slots), 0);
  const owners = primariesOf(reading).filter(({ id }) => slotsOf(reading, id).length > 0);
  const epochs = new Set(owners.map(({ configEpoch }) => configEpoch));
  const at = (some: typeof answering) => some.map(({ address }) => address).join(', ');
  return [
    maps.size <= 1
      ? { ok: true, text: 'All nodes that answer name the same owners.' }
      : { ok: false, text: 'The nodes do not agree about the owners of the slots.' },
    open.length === 0
      ? { ok: true, text: 'No slot is open.' }
      : { ok: false, text: `Slots are open at ${at(open)}.` },
    covered === SLOT_COUNT
      ? { ok: true, text: `All ${SLOT_COUNT} slots are covered.` }
      : { ok: false, text: `${SLOT_COUNT - covered} slots have no owner.` },
    failing.length === 0
      ? { ok: true, text: 'The cluster state is ok at every node that answers.' }
      : { ok: false, text: `The cluster state is fail at ${at(failing)}.` },
    epochs.size === owners.length
      ? { ok: true, text: 'Every primary has its own config epoch.' }
      : { ok: false, text: 'Two primaries have the same config epoch.' },
  ];
}
