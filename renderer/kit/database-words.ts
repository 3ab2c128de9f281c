/** Which database a number of keys is of: said only where there is more than one, as on Valkey 9 with `cluster-databases`. */
import type { Metrics } from './node-metrics.ts';

const several = new WeakMap<Metrics, boolean>();

const hasOthers = (metrics: Metrics): boolean => {
  let known = several.get(metrics);
  if (known === undefined) {
    known = Object.values(metrics).some(({ latest }) => Object.keys(latest.databases).some((n) => n !== '0'));
    several.set(metrics, known);
  }
  return known;
};

/** ` in database 3`, to follow a number of keys; empty where database 0 is the only one that has any. */
export const inDatabase = (database: number, metrics: Metrics): string =>
  database > 0 || hasOthers(metrics) ? ` in database ${database}` : '';
