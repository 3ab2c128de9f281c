/** The timeline as text, CSV and JSON, in English: other people and programs read it. Pure. */
import { stringify } from 'csv-stringify/browser/esm/sync';
import type { Change } from '../../../shared/cluster/change.ts';
import { changeText } from './describe-change.ts';

const instant = (change: Change) => new Date(change.at).toISOString();
const slotsText = ({ slots }: Change) =>
  slots.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(' ');

const COLUMNS: readonly [string, (change: Change) => string | number | null][] = [
  ['at', instant],
  ['kind', ({ kind }) => kind],
  ['node', ({ about }) => about?.node ?? null],
  ['shard', ({ about }) => about?.shard ?? null],
  ['from', ({ from }) => from?.node ?? null],
  ['from_shard', ({ from }) => from?.shard ?? null],
  ['to', ({ to }) => to?.node ?? null],
  ['to_shard', ({ to }) => to?.shard ?? null],
  ['slots', slotsText],
  ['detail', ({ detail }) => detail],
  ['text', (change) => changeText(change, 'en')],
];

export const TIMELINE_FORMS = {
  /** One line for each change: its time (UTC), then the text that the window shows. */
  text: (changes: readonly Change[]): string =>
    changes.map((change) => `${instant(change)}  ${changeText(change, 'en')}\n`).join(''),
  /** With a header. Text that a spreadsheet would take for a formula is escaped. */
  csv: (changes: readonly Change[]): string =>
    stringify(
      [COLUMNS.map(([name]) => name), ...changes.map((change) => COLUMNS.map(([, read]) => read(change)))],
      { escape_formulas: true },
    ),
  json: (changes: readonly Change[]): string =>
    `${JSON.stringify(
      changes.map((change) => ({ ...change, at: instant(change), text: changeText(change, 'en') })),
      null,
      2,
    )}\n`,
} as const;
