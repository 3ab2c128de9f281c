/**
 * Whether two DUMPs are of one value. Pure. The bytes of a set or a hash follow its order in memory, which differs from server
 * to server, so their parts are compared without it. Source: the RDB format, version 9 to 12; DUMP puts two bytes of version and
 * eight of checksum behind the value.
 */
const FOOTER = 10;
const SET = 2;
const HASH = 4;
/** Types whose parts have no order, and how many strings each part has. */
const UNORDERED: Readonly<Record<number, number>> = { [SET]: 1, [HASH]: 2 };

export function sameDump(a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)].map((dump) => dump.subarray(0, -FOOTER)) as [
    Buffer,
    Buffer,
  ];
  if (one.length < 2 || one.length !== other.length) return false;
  if (one.equals(other)) return true;
  const strings = one[0] === other[0] ? UNORDERED[one[0]!] : undefined;
  if (strings === undefined) return false;
  const parts = [one, other].map((value) => partsOf(value, strings));
  return parts[0] !== null && parts[1] !== null && parts[0]!.join() === parts[1]!.join();
}

/** Parts in an order of their own; null if the bytes are no such value. */
function partsOf(value: Buffer, strings: number): string[] | null {
  const count = lengthAt(value, 1);
  if (count === null || count.isSpecial) return null;
  const parts: string[] = [];
  let at = count.end;
  for (let i = 0; i < count.length; i++) {
    const start = at;
    for (let j = 0; j < strings; j++) {
      const end = stringEnd(value, at);
      if (end === null) return null;
      at = end;
    }
    parts.push(value.toString('base64', start, at));
  }
  return at === value.length ? parts.sort() : null;
}

interface Length {
  length: number;
  /** The bits that follow are not a length but the kind of an encoded string. */
  isSpecial: boolean;
  end: number;
}

function lengthAt(value: Buffer, at: number): Length | null {
  const first = value[at];
  if (first === undefined) return null;
  const bits = first & 0x3f;
  const plain = (length: number, end: number) =>
    end <= value.length ? { length, isSpecial: false, end } : null;
  if (first >> 6 === 0) return plain(bits, at + 1);
  if (first >> 6 === 1) return at + 2 <= value.length ? plain((bits << 8) | value[at + 1]!, at + 2) : null;
  if (first >> 6 === 3) return { length: bits, isSpecial: true, end: at + 1 };
  if (first === 0x80) return at + 5 <= value.length ? plain(value.readUInt32BE(at + 1), at + 5) : null;
  if (first === 0x81)
    return at + 9 <= value.length ? plain(Number(value.readBigUInt64BE(at + 1)), at + 9) : null;
  return null;
}

/** Where the string that begins at `at` ends; null if it does not. */
function stringEnd(value: Buffer, at: number): number | null {
  const length = lengthAt(value, at);
  if (!length) return null;
  const within = (end: number) => (end <= value.length ? end : null);
  if (!length.isSpecial) return within(length.end + length.length);
  // Integers of one, two and four bytes.
  if (length.length <= 2) return within(length.end + 2 ** length.length);
  if (length.length !== 3) return null;
  // Compressed: both lengths, then the bytes.
  const packed = lengthAt(value, length.end);
  const unpacked = packed && !packed.isSpecial ? lengthAt(value, packed.end) : null;
  return packed && unpacked && !unpacked.isSpecial ? within(unpacked.end + packed.length) : null;
}
