/** The table of a bench run: each row with what stands beside it, its ratio, the ratio aimed at, and that of an earlier run. */

const figure = (value, unit) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;

const reached = ({ says, ratio, aim }) => (says === 'times as long' ? ratio <= aim : ratio >= aim);

/**
 * The rows as a table of text; `before` are the rows of an earlier run, or none. Ratios are compared, as times depend on the
 * machine.
 */
export function benchTable(rows, before = []) {
  const earlier = new Map(before.map((row) => [`${row.name}, ${row.beside.name}`, row.ratio]));
  const lines = rows.map((row) => {
    const { name, ours, unit, beside, says, words, ratio, aim } = row;
    const then = earlier.get(`${name}, ${beside.name}`);
    return [
      name,
      figure(ours, unit),
      `${beside.name}: ${figure(beside.value, unit)}`,
      `${ratio.toFixed(2)} ${words}`,
      `${says === 'times as long' ? '≤' : '≥'} ${aim}`,
      reached(row) ? 'yes' : 'no',
      ...(before.length === 0 ? [] : [then === undefined ? '' : `${then.toFixed(2)}`]),
    ];
  });
  const head = [
    'what',
    'ours',
    'beside it',
    'ratio',
    'aim',
    'reached',
    ...(before.length === 0 ? [] : ['before']),
  ];
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i].length)));
  const row = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [row(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(row)].join(
    '\n',
  );
}
