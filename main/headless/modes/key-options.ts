/** The keys that a mode is about: `--pattern`, `--quoted-pattern`, `--type`, `--count`, `--cursor`. */
import { argsOf } from '../../../shared/resp/resp.ts';
import { unquoted, type ModeRequest } from '../flags.ts';

export interface KeyOptions {
  /** Empty for every key. */
  match: Uint8Array;
  /** Empty for every type. */
  type: string;
  /** SCAN's COUNT as atoi reads it; null where not given. */
  count: number | null;
  /** `--cursor`, which redis-cli knows for --keystats only. */
  cursor: bigint;
}

const LARGEST = 2n ** 64n - 1n;

/** The value of a flag that takes a number of 64 bits without a sign; redis-cli's sentence if it is none. */
export function unsigned(flag: string, text: string): bigint | string {
  const digits = /^\s*[+-]?(\d*)$/.exec(text)?.[1];
  if (digits === undefined) return `--${flag} conversion error.`;
  const value = BigInt(digits);
  if (text.startsWith('-') && value !== 0n) return `--${flag} should be followed by a positive integer.`;
  return value > LARGEST ? LARGEST : value;
}

/** redis-cli's sentence if an option is not valid. */
export function keyOptions({ options }: ModeRequest): KeyOptions | string {
  let match: Uint8Array = new Uint8Array(0);
  // The last one counts.
  for (const [name, { bytes }] of options) {
    if (name === 'pattern') match = bytes;
    if (name !== 'quoted-pattern') continue;
    const pattern = unquoted(bytes);
    if (pattern === null) return 'Invalid quoted string specified for --quoted-pattern.';
    match = pattern;
  }
  const count = options.get('count')?.text;
  const cursor = unsigned('cursor', options.get('cursor')?.text ?? '0');
  if (typeof cursor === 'string') return cursor;
  return {
    match,
    type: options.get('type')?.text ?? '',
    count: count === undefined ? null : Number.parseInt(count, 10) || 0,
    cursor,
  };
}

/** The arguments of SCAN after its cursor. */
export const scanArgs = ({ match, type, count }: KeyOptions): Uint8Array[] => [
  ...(match.length === 0 ? [] : [...argsOf('MATCH'), match]),
  ...(count === null ? [] : argsOf('COUNT', String(count))),
  ...(type === '' ? [] : argsOf('TYPE', type)),
];
