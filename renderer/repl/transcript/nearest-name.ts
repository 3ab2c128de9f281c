/** The name most like a mistyped one. */

const MAX_DISTANCE = 2;

/**
 * The name that needs the fewest letters inserted, deleted, replaced or swapped: one, or two in a word of eight and more.
 * Null if none is near: a far guess only misleads.
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  if (wanted.length < 2 || wanted.length > 40) return null;
  // Right already: the server is another one than the table is for.
  if (names.includes(wanted)) return null;
  let best: string | null = null;
  let least = (wanted.length < 8 ? 1 : MAX_DISTANCE) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
