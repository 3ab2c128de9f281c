/** Validates the line of a status, error, number, boolean or null as strictly as hiredis in redis-cli. Pure. */

const STATUS = 0x2b;
const ERROR = 0x2d;
const INTEGER = 0x3a;
const DOUBLE = 0x2c;
const BOOLEAN = 0x23;
const NULL = 0x5f;

const LF = 10;
const MAX_INTEGER = 2n ** 63n - 1n;
/** Bytes of a double, the same limit as in hiredis. */
const MAX_DOUBLE = 325;

/** Numbers accepted by strtod, decimal and hexadecimal. */
const NUMBER =
  /^[ \t\n\v\f]*[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|0x(?:[\da-f]+(?:\.[\da-f]*)?|\.[\da-f]+)(?:p[+-]?\d+)?)$/i;
/** NaN is valid RESP3, although redis-cli 7.0 refuses it. */
const NAMED = /^(?:-?inf|-?nan)$/i;

/** Whether the line is a text: a status or an error. */
export const isTextType = (type: number): boolean => type === STATUS || type === ERROR;

export const hasLineFeed = (chunk: Uint8Array, start: number, end: number): boolean => {
  const at = chunk.indexOf(LF, start);
  return at >= 0 && at < end;
};

/** Null if `text` is a value of the type; otherwise the name of the expected value. Not for statuses and errors. */
export function expectedValue(type: number, text: string): string | null {
  switch (type) {
    case INTEGER:
      return isInteger(text) ? null : 'an integer of 64 bits';
    case DOUBLE:
      return isDouble(text) ? null : 'a double';
    case BOOLEAN:
      return /^[tf]$/i.test(text) ? null : 'a boolean';
    case NULL:
      return text === '' ? null : 'a null';
    default:
      return /^-?\d*$/.test(text) ? null : 'a big number';
  }
}

function isInteger(text: string): boolean {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return false;
  // Eighteen digits always fit into 64 bits.
  if (text.length < 19) return true;
  const value = BigInt(text);
  return value <= MAX_INTEGER && value >= -MAX_INTEGER - 1n;
}

const isDouble = (text: string): boolean =>
  text.length <= MAX_DOUBLE && (NAMED.test(text) || (NUMBER.test(text) && isFiniteNumber(text)));

/** Hexadecimal numbers are not checked for overflow: no server sends such exponents. */
const isFiniteNumber = (text: string): boolean => /x/i.test(text) || Number.isFinite(Number(text));
