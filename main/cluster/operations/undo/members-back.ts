/** Nodes that go back to what they were: replicas to their primaries, emptied primaries to being one. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import { parseAddress } from '../../wire/address.ts';
import { mapAt } from '../create/own-line.ts';
import { joinStep, meetStep, resetStep } from '../create/steps.ts';
import { replicateSteps } from '../members/steps.ts';
import type { StepDraft } from '../planning/plan-of.ts';
import { nodeAt, nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import type { JournalState } from '../run/journal.ts';

/** Replicas that have another primary since. `isPrimary` says of an id whether it is a primary once the undo is done. */
export function replicasBack(
  { plan, stepsBegun }: JournalState,
  records: readonly JournalRecord[],
  reading: ClusterReading,
  isPrimary: (id: string) => boolean,
): { steps: StepDraft[]; remarks: string[] } {
  const steps: StepDraft[] = [];
  const remarks: string[] = [];
  for (const { node, old, byServers } of formerPrimaries(plan, stepsBegun, records)) {
    const now = nodeAt(reading, node);
    const home = nodeById(reading, old);
    if (!now || now.primaryId === old) continue;
    // A replica follows its primary's last slot by itself. One that someone gave to a third primary is left there.
    if (byServers && !byServers.includes(now.primaryId ?? '')) continue;
    if (now.role === 'primary') remarks.push(`${node} is a primary now, and is left so.`);
    else if (now.trouble !== null) remarks.push(`${node} does not answer, and keeps its primary.`);
    else if (!home || !isPrimary(old))
      remarks.push(`${node} keeps its primary: its old one is not a primary any more.`);
    else steps.push(...replicateSteps(node, home, nodeById(reading, now.primaryId ?? '')?.address ?? null));
  }
  return { steps, remarks };
}

interface Former {
  node: NodeAddress;
  /** Id of its primary before. */
  old: string;
  /** Ids of the receivers of slots that it may have followed; null if a step has moved it. */
  byServers: string[] | null;
}

function formerPrimaries(
  { steps, fingerprint }: JournalState['plan'],
  begun: ReadonlySet<number>,
  records: readonly JournalRecord[],
): Former[] {
  const former = new Map<NodeAddress, Former>();
  for (const { number, action } of steps) {
    if (!begun.has(number) || action.kind !== 'replicate') continue;
    const was = fingerprint.nodes.find(({ address }) => address === action.node);
    if (was && was.primaryId !== null)
      former.set(action.node, { node: action.node, old: was.primaryId, byServers: null });
  }
  const receivers = steps.flatMap(({ action }) =>
    action.kind === 'move-slots' || action.kind === 'migrate-slots' ? [action.to] : [],
  );
  for (const record of records)
    if (record.record === 'before' && record.name === 'primary' && !former.has(record.node))
      former.set(record.node, { node: record.node, old: record.value, byServers: receivers });
  return [...former.values()];
}

/** A primary that has lost its last slot is a replica by now. Only a reset makes it an empty primary again. */
export async function revivalOf(
  emptied: readonly NodeReading[],
  reading: ClusterReading,
  nodes: OperationNodes,
): Promise<{ steps: StepDraft[]; remarks: string[] } | PlanRefusal> {
  const steps: StepDraft[] = [];
  const remarks: string[] = [];
  for (const { id, address } of emptied) {
    const other = reading.nodes.find((node) => node.id !== id && node.trouble === null);
    const place = parseAddress(other?.line.address ?? '');
    const busPort = other && (await mapAt(nodes, other.address))?.busPort;
    if (!other || !place || busPort === undefined)
      return { refusal: `No node says where ${address} can meet it.` };
    const answering = reading.nodes.flatMap((node) => (node.trouble === null ? [node.address] : []));
    steps.push(
      resetStep(address, 'soft'),
      // The others know it all the time. It is the one that has forgotten them.
      meetStep(address, { address: other.address, ip: place.host, port: place.port, busPort }, address),
      joinStep(answering),
    );
    remarks.push(
      `${address} became a replica when it had lost its last slot. It is reset, which deletes its copy of that data, and joins again as a primary.`,
    );
  }
  return { steps, remarks };
}
