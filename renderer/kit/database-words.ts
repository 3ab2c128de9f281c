/** The database of a number of keys: shown only if there are several, as on Valkey 9 with `cluster-databases`. */
import type { LanguageName } from '../../shared/language/language.ts';
import type { Metrics } from './node-metrics.ts';
import { databaseWords } from './words.ts';

const several = new WeakMap<Metrics, boolean>();

const hasOthers = (metrics: Metrics): boolean => {
  let known = several.get(metrics);
  if (known === undefined) {
    known = Object.values(metrics).some(({ latest }) => Object.keys(latest.databases).some((n) => n !== '0'));
    several.set(metrics, known);
  }
  return known;
};

/** ` in database 3`, to follow a number of keys; empty if only database 0 has any. */
export const inDatabase = (database: number, metrics: Metrics, language: LanguageName = 'en'): string =>
  database > 0 || hasOthers(metrics) ? databaseWords(language).inDatabase({ database }) : '';
