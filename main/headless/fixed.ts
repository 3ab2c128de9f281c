/** Numbers as C's printf writes them. Pure. */

/** As `%.2f` for 2 digits, of a value that is at least 0: of two equally near texts, the one whose last digit is even. toFixed takes the larger one. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  // Only such a value is exactly between two texts: every other one is not a sum of powers of two.
  const isTie = Math.abs((value * 2 ** (digits + 1)) % 2) === 1;
  return isTie && Number(text.at(-1)) % 2 === 1 ? (value - 10 ** -digits / 4).toFixed(digits) : text;
}
