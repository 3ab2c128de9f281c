/** Numbers among arguments, read strictly. Pure. */

export interface NumberRange {
  /** Names the number in a message: `port`. */
  what: string;
  /** Both included. */
  first: number;
  last: number;
  /** Whether it may have decimals. */
  fraction?: boolean;
}

/**
 * Null for everything but decimal digits in the range. redis-cli (atoi) takes `1e3` for 1, `0x10` for 0, ` 5x` for 5 and nothing
 * for 0; it would do something else than what was asked for.
 */
export function numberIn(
  text: string,
  { first, last, fraction = false }: Omit<NumberRange, 'what'>,
): number | null {
  if (!(fraction ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text)) return null;
  const number = Number(text);
  return number >= first && number <= last ? number : null;
}
