/** The table as text for the clipboard, and as CSV for a file. */
import { stringify } from 'csv-stringify/browser/esm/sync';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { shown } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import type { KeyLine } from './key-lines.ts';

/** Of codis, `crc` is CRC32, and it has groups in place of shards. */
const columnsFor = (crc: string, isCodis: boolean) => [
  'line',
  'key',
  'hashed',
  'tag',
  crc,
  `${crc}_hex`,
  'slot',
  isCodis ? 'group' : 'shard',
  'owner',
];

export const crcHex = (crc: number): string => `0x${crc.toString(16).padStart(4, '0')}`;

function* records(keys: readonly KeyLine[], topology: Topology | null): Generator<(string | number)[]> {
  for (const { line, key, start, end, tagged, crc, slot } of keys) {
    const shard = shardOfSlot(topology, slot);
    const hashed = shown(key.subarray(start, end));
    const owner = shard?.primary?.address ?? '';
    yield [
      line,
      shown(key),
      hashed,
      tagged ? 'yes' : 'no',
      crc,
      crcHex(crc),
      slot,
      shard?.number ?? '',
      owner,
    ];
  }
}

/** Escapes text that a spreadsheet would read as a formula. */
export const keyCsv = (keys: readonly KeyLine[], topology: Topology | null): string =>
  stringify([...records(keys, topology)], {
    header: true,
    columns: columnsFor(hashingOf(topology).name.toLowerCase(), topology?.codis !== undefined),
    escape_formulas: true,
  });

/** One line for each key: key, slot, owner, separated by tabs. */
export function keySheet(keys: readonly KeyLine[], topology: Topology | null): string {
  let text = '';
  for (const record of records(keys, topology)) text += `${record[1]}\t${record[6]}\t${record[8]}\n`;
  return text;
}
