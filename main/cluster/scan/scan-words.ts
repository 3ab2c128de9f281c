/** The notes and failures of a scan, in words. Pure. */
import { grouped } from '../../../shared/format/count.ts';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { rangeWords } from '../../../shared/cluster/slot-health.ts';
import type { SlotRange, Topology } from '../../../shared/cluster/topology.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

/** Returns the map; throws a FailureError if its keys cannot be scanned. */
export function scannable(
  topology: Topology | null,
  { match, type }: Pick<ScanOptions, 'match' | 'type'>,
): Topology {
  if (!topology)
    throw new FailureError('not-connected', 'The map of the cluster is not known.', 'Connect first.');
  if (topology.kind === 'unmapped') throw unmappedFailure('Cannot scan the keyspace', topology);
  if (topology.kind === 'proxy' && !topology.codis)
    throw new FailureError(
      'refused',
      'A proxy does not know SCAN: it has no list of the keys behind it.',
      'Connect to each server behind it and scan there.',
    );
  if (topology.codis && (match !== '' || type !== ''))
    throw new FailureError(
      'bad-argument',
      'SLOTSSCAN, which lists keys through codis, knows neither MATCH nor TYPE.',
      'Scan without them; the results can be filtered.',
    );
  return topology;
}

export const stillRunning = () =>
  new FailureError('refused', 'The scan is still running.', 'Wait for its end or stop it, then export.');

export const scanFailure = (error: unknown): Failure =>
  error instanceof FailureError
    ? error.failure
    : {
        code: 'internal',
        message: `The scan ended: ${error instanceof Error ? error.message : String(error)}.`,
        advice: 'Start it again.',
      };

/** `reason` is why the last node failed; empty if none was asked. */
export const noNodeScanned = (reason: string | undefined): Failure => ({
  code: 'unreachable',
  message: `No node could be scanned: ${reason ?? 'none is known'}.`,
  advice: 'Try again when the shards are back.',
});

export const NOTES = {
  standalone: () => 'This server is not in a cluster; slots are those that its keys would have in one.',
  codis: () =>
    'Slots are those of codis. Types and memory cannot be asked through it, and keys on a server that does not have their slot are not listed.',
  offline: (slots: number) => `${grouped(slots)} slots have no server and were not scanned.`,
  closed: () => 'The connection to the cluster was closed before the scan ended.',
  limited: (limit: number) =>
    `Stopped after ${grouped(limit)} keys, as requested. The results cover these only.`,
  ownerless: (slots: number) => `${grouped(slots)} slots have no owner and were not scanned.`,
  sizesDiffer: (counted: number, now: number) =>
    `${grouped(counted)} keys were counted, but the nodes now hold ${grouped(now)}. Keys were added or removed meanwhile, or SCAN listed some twice while a server resized its key table.`,
  stalePrefixes: (keys: number) =>
    `Prefixes were not counted again in slots that moved. A prefix may be off by up to ${grouped(keys)} keys.`,
  movingSlots: (slots: readonly SlotRange[]) =>
    `Slots that were moving between two groups (${rangeWords(slots)}): only the keys that had arrived were counted.`,
  openSlots: () =>
    'Some slots were being moved between two nodes. Both were scanned, so a key that moved meanwhile was counted twice or not at all.',
};
