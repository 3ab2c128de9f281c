/**
 * The rows of the table that `npm run bench` prints. A bench measures both sides in one run and in turns; ratios count,
 * times do not.
 */
import { appendFileSync } from 'node:fs';

export interface Row {
  /** What is measured: the same in every run, as runs are compared by it. */
  name: string;
  /** Ours, in `unit`. */
  ours: number;
  unit: 'ms' | 'MiB';
  /** What stands beside it, in the same unit: a limit of the machine, or another program. */
  beside: { name: string; value: number };
  /** `times as long`: ours by the other. `times as fast`: the other by ours. */
  says: 'times as long' | 'times as fast';
  /** The ratio aimed at: at most this if it is `times as long`, at least this if it is `times as fast`. */
  aim: number;
}

/** How a ratio is said: `times as much` of memory. */
const wordsOf = ({ unit, says }: Row) =>
  unit === 'MiB' && says === 'times as long' ? 'times as much' : says;

/** Adds a row to the table, and prints it. */
export function addRow(row: Row): void {
  const { name, ours, unit, beside, says, aim } = row;
  const ratio = says === 'times as long' ? ours / beside.value : beside.value / ours;
  console.log(
    `${name}: ${ours.toFixed(1)} ${unit}; ${beside.name} ${beside.value.toFixed(1)} ${unit}: ` +
      `${ratio.toFixed(2)} ${wordsOf(row)} (aim: ${says === 'times as long' ? 'at most' : 'at least'} ${aim})`,
  );
  const file = process.env.SLOTSHELL_BENCH_ROWS;
  if (file) appendFileSync(file, `${JSON.stringify({ ...row, ratio, words: wordsOf(row) })}\n`);
}
