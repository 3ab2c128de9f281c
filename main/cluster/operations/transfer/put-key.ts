/** Brings one value to the owner of its slot, wherever that is by now. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { keySlot } from '../../../../shared/slots/slots.ts';
import type { Answer, Arg, Failed, OperationNodes } from '../reading/nodes.ts';
import { NodeFailure } from '../reading/nodes.ts';
import type { SlotPlaces } from './owners.ts';
import { restoreCommand, sameValue, timeoutFor, valueIn, type ExpiryCommand, type Value } from './values.ts';

export interface Refused {
  put: 'differs' | 'unfit';
  node: NodeAddress;
  says: string;
}

/** put: restored. equal: it was there. differs: another value is there. unfit: the cluster cannot hold such a value. */
export type Put =
  | { put: 'put'; node: NodeAddress }
  | { put: 'equal'; node: NodeAddress }
  | Refused
  | { put: 'failed'; node: NodeAddress | null; says: string; unknown: boolean };

interface Place {
  node: NodeAddress;
  /** The slot is on its way to this node. */
  asking: boolean;
}

/** How often a moving or failing cluster is looked at again, and the milliseconds between. */
const ATTEMPTS = 20;
const WAIT_MS = 500;
/** Errors that pass. */
const PASSING = /^(TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|BUSY )/;

export async function putKey(
  nodes: OperationNodes,
  places: SlotPlaces,
  {
    key,
    value,
    command,
    replace,
  }: { key: Uint8Array; value: Value; command: ExpiryCommand; replace: boolean },
): Promise<Put> {
  const slot = keySlot(key);
  let asking = false;
  let last: { node: NodeAddress | null; says: string } = { node: null, says: 'its slot has no owner' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { version } = places;
    const target = asking ? places.targetOf(slot) : null;
    const node = target ?? places.ownerOf(slot);
    if (node !== null) {
      const place = { node, asking: target !== null };
      const restore = restoreCommand(key, value, command, replace);
      const [answer] = await askAt(nodes, place, [restore], timeoutFor(value.dump.length));
      if (answer!.kind === 'reply') return { put: 'put', node };
      const { says } = answer as Failed;
      const failed = { put: 'failed', node, says, unknown: false } as const;
      if (answer!.kind === 'unknown') {
        const there = await look(nodes, place, key, command, value.dump.length);
        const isThere = there !== null && 'dump' in there && sameValue(value, there, command);
        return isThere ? { put: 'put', node } : { ...failed, unknown: true };
      }
      if (answer!.kind === 'refused') {
        if (says.startsWith('BUSYKEY')) return compare(nodes, place, key, value, command, says);
        if (/Bad data format/i.test(says)) return { put: 'unfit', node, says };
        const isMoved = /^(MOVED|ASK) /.test(says);
        if (!isMoved && !PASSING.test(says)) return failed;
        asking = says.startsWith('ASK ');
        // The first redirect is followed at once.
        if (isMoved && attempt === 0) {
          await refreshed(places, version);
          continue;
        }
      }
      last = { node, says };
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    await refreshed(places, version);
  }
  return { put: 'failed', ...last, unknown: false };
}

async function compare(
  nodes: OperationNodes,
  place: Place,
  key: Uint8Array,
  value: Value,
  command: ExpiryCommand,
  says: string,
): Promise<Put> {
  const { node } = place;
  const there = await look(nodes, place, key, command, value.dump.length);
  if (there !== null && 'kind' in there) return { put: 'failed', node, says: there.says, unknown: false };
  return there !== null && sameValue(value, there, command)
    ? { put: 'equal', node }
    : { put: 'differs', node, says };
}

async function look(
  nodes: OperationNodes,
  place: Place,
  key: Uint8Array,
  command: ExpiryCommand,
  bytes: number,
): Promise<Value | Failed | null> {
  const [dump, expiry] = await askAt(
    nodes,
    place,
    [
      ['DUMP', key],
      [command, key],
    ],
    timeoutFor(bytes),
  );
  return valueIn(dump!, expiry!, command);
}

const askAt = (
  nodes: OperationNodes,
  { node, asking }: Place,
  commands: readonly (readonly Arg[])[],
  timeoutMs: number,
): Promise<Answer[]> => nodes.pipeline(node, commands, { timeoutMs, asking });

/** A reading that fails is tried again at the next attempt. */
async function refreshed(places: SlotPlaces, version: number): Promise<void> {
  await places.refresh(version).catch((error: unknown) => {
    if (!(error instanceof NodeFailure)) throw error;
  });
}
