/** Numbers and counted words in English: `1 key`, `2,048 keys`, `3 primaries`. */
const NUMBER = new Intl.NumberFormat('en-US');
const RULES = new Intl.PluralRules('en');

export const grouped = (n: number | bigint): string => NUMBER.format(n);

/** The form of a word for a count; `many` if it is not made by the rule for regular nouns. */
export const plural = (n: number, one: string, many = pluralOf(one)): string =>
  RULES.select(n) === 'one' ? one : many;

export const counted = (n: number, one: string, many?: string): string =>
  `${grouped(n)} ${plural(n, one, many)}`;

const pluralOf = (noun: string) => (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);
