/** Numbers and counted words in English: `1 key`, `2,048 keys`, `3 primaries`. */

/** Loading the rules of a language takes longer than most commands: whole numbers need none. */
let fractions: Intl.NumberFormat | undefined;

export function grouped(n: number | bigint): string {
  if (typeof n === 'number' && !Number.isSafeInteger(n))
    return (fractions ??= new Intl.NumberFormat('en-US')).format(n);
  let rest = String(n < 0 ? -n : n);
  let groups = '';
  for (; rest.length > 3; rest = rest.slice(0, -3)) groups = `,${rest.slice(-3)}${groups}`;
  return `${n < 0 ? '-' : ''}${rest}${groups}`;
}

/** The form of a word for a count; `many` if it is not made by the rule for regular nouns. */
export const plural = (n: number, one: string, many = pluralOf(one)): string =>
  Math.abs(n) === 1 ? one : many;

export const counted = (n: number, one: string, many?: string): string =>
  `${grouped(n)} ${plural(n, one, many)}`;

const pluralOf = (noun: string) => (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);
