/** What the step under way sends next, with the slot under way filled in. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import { words } from './words.ts';

export interface NextCommand {
  node: NodeAddress;
  line: string;
  note: string;
  /** It is being sent, again and again. */
  isNow: boolean;
}

/**
 * Empty between two slots, and where the servers move slots by themselves. `addressOf` has the primaries' addresses of now, by ID.
 * Which slot follows depends on which slots are without keys then.
 */
export function nextCommands(
  { plan, progress, endedAt }: Pick<OperationStatus, 'plan' | 'progress' | 'endedAt'>,
  addressOf: (id: string) => NodeAddress,
): NextCommand[] {
  const action = progress === null ? undefined : plan.steps[progress.step]?.action;
  const slot = progress?.slot ?? null;
  if (endedAt !== null || slot === null || action?.kind !== 'move-slots') return [];
  const [from, to] = [addressOf(action.from), addressOf(action.to)];
  const { batchKeys, timeoutMs } = action.options;
  const w = words.folds.notes;
  // Named by its address, it has got its ID during the operation.
  const id = progress?.acting?.[action.to] ?? action.to;
  const setSlot = `CLUSTER SETSLOT ${slot} NODE ${id}`;
  const at = to.lastIndexOf(':');
  const target = `${to.slice(0, at)} ${to.slice(at + 1)}`;
  const line = (node: NodeAddress, text: string, note: string, isNow = false): NextCommand => ({
    ...{ node, line: text, note, isNow },
  });
  return [
    line(from, `CLUSTER GETKEYSINSLOT ${slot} …`, w.untilEmpty, true),
    line(from, `MIGRATE ${target} … ${timeoutMs} KEYS …`, w.batch(batchKeys), true),
    line(from, `CLUSTER COUNTKEYSINSLOT ${slot}`, w.twice),
    line(to, setSlot, w.targetFirst),
    line(from, setSlot, w.thenSource),
  ];
}
