/** Which database a number of keys is of: said only where there is more than one, as on Valkey 9 with `cluster-databases`. */
import type { Figures } from './node-figures.ts';

const several = new WeakMap<Figures, boolean>();

const hasOthers = (figures: Figures): boolean => {
  let known = several.get(figures);
  if (known === undefined) {
    known = Object.values(figures).some(({ latest }) => Object.keys(latest.databases).some((n) => n !== '0'));
    several.set(figures, known);
  }
  return known;
};

/** ` in database 3`, to follow a number of keys; empty where database 0 is the only one that has any. */
export const inDatabase = (database: number, figures: Figures): string =>
  database > 0 || hasOthers(figures) ? ` in database ${database}` : '';
