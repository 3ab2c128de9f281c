/** Which values differ: between nodes, from the conf file, from the default. Pure. */
import type { ClusterSettings, SettingRow } from '../../../shared/operations/cluster-settings.ts';

export type SettingFilter = 'all' | 'changed' | 'differ';

/** These differ between nodes by their nature. */
const OWN: ReadonlySet<string> = new Set([
  ...['port', 'tls-port', 'bind', 'dir', 'pidfile', 'logfile', 'unixsocket', 'replicaof', 'slaveof'],
  ...['cluster-config-file', 'cluster-announce-ip', 'cluster-announce-port', 'cluster-announce-bus-port'],
  ...[
    'cluster-announce-tls-port',
    'cluster-announce-hostname',
    'cluster-announce-human-nodename',
    'cluster-port',
  ],
]);

const UNITS: { readonly [unit: string]: number } = {
  k: 1000,
  kb: 1024,
  m: 1e6,
  mb: 1024 ** 2,
  g: 1e9,
  gb: 1024 ** 3,
};

/** The value that most nodes have; null if none tells it. The first of those that are as many. */
export function mostCommon(values: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | null = null;
  for (const [value, count] of counts) if (best === null || count > counts.get(best)!) best = value;
  return best;
}

export const differentValues = ({ running }: SettingRow): number =>
  new Set(running.filter((value) => value !== null)).size;

/** Whether nodes have different values where they should not. */
export const differs = (row: SettingRow): boolean => !OWN.has(row.name) && differentValues(row) > 1;

export const isOwn = ({ name }: SettingRow): boolean => OWN.has(name);

/** Whether a node has another value than the default; a setting whose default is unknown counts if the nodes differ. */
export const isChanged = (row: SettingRow): boolean =>
  row.default === null ? differs(row) : row.running.some((value) => value !== null && value !== row.default);

/** Whether what a conf file says is the value in force: sizes have units there, and CONFIG GET tells bytes. */
export const isSameValue = (running: string, file: string): boolean => plain(running) === plain(file);

function plain(value: string): string {
  const words = value.toLowerCase().trim().split(/\s+/);
  return words
    .map((word) => {
      const [, number, unit] = /^(\d+)([kmg]b?)$/.exec(word) ?? [];
      return unit === undefined ? word : String(Number(number) * UNITS[unit]!);
    })
    .join(' ');
}

/** Rows whose name has all the words of the query, and that the filter lets through. */
export function shownRows({ rows }: ClusterSettings, query: string, filter: SettingFilter): SettingRow[] {
  const words = query.toLowerCase().split(/\s+/);
  return rows.filter(
    (row) =>
      words.every((word) => row.name.includes(word)) &&
      (filter === 'all' || (filter === 'changed' ? isChanged(row) : differs(row))),
  );
}
