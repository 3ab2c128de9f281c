import { describe, expect, test } from 'vitest';
import { Crc64 } from '../../../../../../main/cluster/operations/transfer/crc64.ts';
import { RdbCheck } from '../../../../../../main/cluster/operations/transfer/rdb-check.ts';

/** One that Redis 7.0 has made, of a library of functions. */
const RDB = Buffer.from(
  'UkVESVMwMDEw+glyZWRpcy12ZXIGNy4wLjE1+gpyZWRpcy1iaXRzwED6BWN0aW1lwrFADWv6CHVzZWQtbWVtwmjZDwD6DnJlcGwtc3RyZWFtLWRiwAD6B3JlcGwt' +
    'aWQoNzgzNjRlZWIyYWU4MzUzYzU0N2JlM2VjZDJkMGZhYTUxMTBjYzExNfoLcmVwbC1vZmZzZXTAAPoIYW9mLWJhc2XAAPVAQiMhbHVhIG5hbWU9bApyZWRpcy5y' +
    'ZWdpc3Rlcl9mdW5jdGlvbigiZiIsIGZ1bmN0aW9uKCkgcmV0dXJuIDEgZW5kKf+ayMPddU8tjQ==',
  'base64',
);

/** What is wrong with the file; null if nothing is. */
function problem(file: Buffer, size = file.length || 1): string | null {
  const check = new RdbCheck();
  try {
    for (let at = 0; at < file.length; at += size) check.add(file.subarray(at, at + size));
    check.end();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const changed = (at: number, ...bytes: number[]) => {
  const file = Buffer.from(RDB);
  for (const [i, byte] of bytes.entries()) file[((at + file.length) % file.length) + i] = byte;
  return file;
};

describe('the checksum', () => {
  test('of the known text', () => {
    const sum = new Crc64();
    sum.add(Buffer.from('123456789'));
    expect(sum.value).toBe(0xe9c6d914c4b8d9can);
  });

  test('does not depend on the pieces', () => {
    const values = Array.from({ length: 20 }, (_, size) => {
      const sum = new Crc64();
      for (let at = 0; at < RDB.length; at += size + 1) sum.add(RDB.subarray(at, at + size + 1));
      return sum.value;
    });
    expect(new Set(values).size).toBe(1);
  });
});

describe('a file', () => {
  test.each([1, 5, 8, 9, 10, 64, RDB.length])('that is whole, in pieces of %i', (size) => {
    expect(problem(RDB, size)).toBe(null);
  });

  test('without a checksum, and of Valkey 9', () => {
    expect(problem(changed(-8, 0, 0, 0, 0, 0, 0, 0, 0))).toBe(null);
    expect(problem(Buffer.from('VALKEY080\xff\0\0\0\0\0\0\0\0', 'latin1'), 3)).toBe(null);
  });

  test.each<[string, Buffer, string]>([
    ['of another kind', Buffer.from('<html>not found</html>'), 'what follows SYNC is no RDB file'],
    ['that begins almost so', Buffer.from('REDIT0011 and more'), 'what follows SYNC is no RDB file'],
    ['of no bytes', Buffer.alloc(0), 'the RDB file has no end'],
    ['that lacks its last byte', RDB.subarray(0, -1), 'the RDB file has no end'],
    ['with another checksum', changed(-1, 0), 'the checksum of the RDB file is wrong'],
    ['with another byte', changed(100, 0), 'the checksum of the RDB file is wrong'],
    ['with another end', changed(-9, 0xfe), 'the RDB file has no end'],
  ])('%s is refused', (_name, file, says) => {
    expect(problem(file, 4)).toBe(says);
  });
});
