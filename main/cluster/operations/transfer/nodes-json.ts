/** The nodes of a cluster in the form that `redis-cli --cluster backup` writes. Pure. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { slotsOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { findingsOf } from '../findings/findings.ts';
import { splitAddress } from '../../wire/address.ts';

export function nodesJson(reading: ClusterReading): string {
  const errors = findingsOf(reading).filter(({ severity }) => severity === 'error').length;
  return `${JSON.stringify(
    reading.nodes.map((node) => entryOf(reading, node, errors)),
    null,
    2,
  )}\n`;
}

function entryOf(reading: ClusterReading, node: NodeReading, errors: number): object {
  const { id, address, primaryId, configEpoch, line } = node;
  const place = splitAddress(address);
  const slots = slotsOf(reading, id);
  const { migrating, importing } = line;
  return {
    name: id,
    host: place?.host ?? '',
    port: place?.port ?? 0,
    replicate: primaryId,
    slots: slots.map(({ first, last }) => [first, last]),
    slots_count: countSlots(slots),
    flags: line.flags.filter((flag) => flag !== 'myself').join(','),
    current_epoch: configEpoch,
    ...(errors > 0 && { cluster_errors: errors }),
    ...(migrating.length > 0 && { migrating: marks(migrating.map(({ slot, to }) => [slot, to])) }),
    ...(importing.length > 0 && { importing: marks(importing.map(({ slot, from }) => [slot, from])) }),
  };
}

const marks = (pairs: readonly [slot: number, id: string][]) => Object.fromEntries(pairs);
