import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../../shared/cluster/topology.ts';
import { decode } from '../../../../shared/resp/resp.ts';
import { pageRows } from '../../../../renderer/features/replies/reply-page.ts';
import { ago, byteSize, milliseconds, slotRanges } from '../../../../renderer/kit/numbers.ts';
import { maskAddress } from '../../../../renderer/features/connections/mask-address.ts';
import { initialState } from '../../../../renderer/window/reduce.ts';
import { BOOT } from '../../../support/window-fixtures.ts';
import { paletteEntries } from '../../../../renderer/window/palette-entries.ts';
import { parseKeyQuery, parseSlotQuery, shown } from '../../../../renderer/kit/slot-query.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const TOPOLOGY: Topology = {
  version: 1,
  kind: 'cluster',
  state: 'ok',
  covered: 16384,
  epoch: 1,
  shards: [
    {
      number: 3,
      slots: [{ first: 0, last: 16383 }],
      slotCount: 16384,
      primary: {
        id: 'a',
        address: '127.0.0.1:7000',
        role: 'primary',
        health: 'online',
        flags: [],
        configEpoch: 1,
        linkState: 'connected',
        failureReports: 0,
      },
      replicas: [],
    },
  ],
  migrations: [],
  contests: [],
  views: [],
  source: '127.0.0.1:7000',
  readAt: 0,
  cause: 'connect',
};

describe('a key or a slot as typed', () => {
  it('takes a number below 16384 for a slot, and for a key in quotes', () => {
    expect(parseSlotQuery('12706')).toEqual({ kind: 'slot', slot: 12706 });
    expect(parseSlotQuery('"123"')).toMatchObject({ kind: 'key', slot: 5970 });
    expect(parseSlotQuery('16384')).toMatchObject({ kind: 'key' });
    expect(parseKeyQuery('123')).toMatchObject({ kind: 'key', slot: 5970 });
  });

  it('marks the hashed part of a key', () => {
    expect(parseSlotQuery('k1{customer}')).toMatchObject({
      slot: 6651,
      text: { before: 'k1{', hashed: 'customer', after: '}', tagged: true },
    });
    expect(parseSlotQuery('k1')).toMatchObject({ slot: 12706, text: { hashed: 'k1', tagged: false } });
  });

  it('reads the escapes of a quoted key, and takes an unclosed quote as it is', () => {
    expect(parseSlotQuery('"\\xff"')).toMatchObject({ key: Uint8Array.of(0xff) });
    expect(parseSlotQuery('"open')).toMatchObject({ key: bytes('"open') });
  });

  it('shows control and bidirectional characters and bytes that are not UTF-8 escaped', () => {
    expect(shown(bytes('a\u202eb\n\u001b[2J'))).toBe('a\\xe2\\x80\\xaeb\\n\\x1b[2J');
    expect(shown(Uint8Array.of(0x61, 0xff))).toBe('a\\xff');
    expect(shown(bytes('naïve 日本'))).toBe('naïve 日本');
  });
});

describe('the palette', () => {
  const start = { ...initialState(BOOT, 1440, 0), started: true };
  const entriesOf = (query: string, topology: Topology | null = null) =>
    paletteEntries({ ...start, topology }, query);
  const labelsOf = (query: string, topology: Topology | null = null) =>
    entriesOf(query, topology).map(({ label }) => label);

  it('offers what was asked for, and nothing whose letters only happen to come in that order', () => {
    // The text itself is a key, whose slot comes last.
    expect(labelsOf('delete').slice(0, -1)).toEqual([
      'Delete the history of this connection',
      'Stop the demo cluster and delete it',
    ]);
    expect(labelsOf('connect')[0]).toBe('Connect to a cluster…');
    expect(labelsOf('theme: light')[0]).toBe('Theme: light');
    expect(labelsOf('stop the demo')[0]).toBe('Stop the demo cluster and delete it');
    expect(labelsOf('xyzzy').slice(0, -1)).toEqual([]);
  });

  it('leaves out what the start page covers', () => {
    const names = paletteEntries({ ...start, started: false }, '').map(({ action }) => action);
    expect(names).not.toContain('broadcast');
    expect(names).not.toContain('split-right');
    expect(names).toContain('connect');
    expect(entriesOf('').map(({ action }) => action)).toContain('split-right');
  });

  it('takes words in any order and forgives one wrong letter', () => {
    expect(labelsOf('follow redirects')[0]).toBe('Redirects: follow (as redis-cli -c)');
    expect(labelsOf('copy json').slice(0, 2).join()).toMatch(/JSON.*JSON/);
    expect(labelsOf('delte')[0]).toBe('Delete the history of this connection');
  });

  it('finds the redirect modes by the word mode', () => {
    expect(entriesOf('mode')[0]?.messages).toEqual([{ type: 'action', name: 'mode-direct' }]);
  });

  it('offers every node, and the slot of what is typed', () => {
    const labels = (query: string) => labelsOf(query, TOPOLOGY);
    expect(labels('7000')[0]).toBe('Go to node 127.0.0.1:7000');
    expect(labels('7000').at(-1)).toBe('Slot 7000');
    expect(labels('zzzcustomer')).toEqual([expect.stringMatching(/^Slot of key zzzcustomer: \d+$/)]);
    expect(labels('zzz{customer}').at(-1)).toBe('Slot of key zzz{customer}: 6651');
    expect(labels('zzz{customer}')).toContain('Key zzz{customer}: Show its value');
    expect(labels('zzz{customer}')).toContain('Hash tag {customer}: Copy it');
    expect(labels('')).not.toContain('Slot of key : 0');
  });
});

describe('figures', () => {
  it('write ranges, the rest counted', () => {
    const ranges = [
      { first: 0, last: 100 },
      { first: 200, last: 200 },
      { first: 300, last: 301 },
    ];
    expect(slotRanges(ranges)).toBe('0–100, 200 +1');
    expect(slotRanges([])).toBe('no slots');
  });

  it('write times and sizes', () => {
    expect([milliseconds(0.44), milliseconds(101.6), milliseconds(12_345)]).toEqual([
      '0.4',
      '101.6',
      '12,345',
    ]);
    expect([byteSize(12), byteSize(1500), byteSize(14_000_000)]).toEqual(['12 bytes', '1.5 kB', '14 MB']);
    expect([ago(0, 4000), ago(0, 600_000)]).toEqual(['4 s ago', '10 min ago']);
  });
});

describe('a page of a large reply', () => {
  it('is one row an element, nested ones over lines, long ones cut with the rest counted', () => {
    const long = 'x'.repeat(9000);
    const rows = pageRows(decode(bytes(`*3\r\n$1\r\na\r\n*2\r\n:1\r\n:2\r\n$9000\r\n${long}\r\n`)));
    expect(rows[0]).toBe('"a"');
    expect(rows[1]).toBe('1) (integer) 1\n2) (integer) 2');
    expect(rows[2]).toMatch(/^"x{8191}… 810 more characters$/);
  });
});

describe('the address field', () => {
  it('shows each character of a password as a dot, and nothing else', () => {
    const shown: readonly [typed: string, seen: string][] = [
      ['redis://alice:secret@host:6379', 'redis://alice:••••••@host:6379'],
      ['rediss://:p@ss:w/ord@host:6379/0', 'rediss://:••••••••••@host:6379/0'],
      ['redis://alice:sec', 'redis://alice:•••'],
      ['alice:secret@host:1', 'alice:••••••@host:1'],
      ['-h host -a secret -p 7000', '-h host -a •••••• -p 7000'],
      ['redis-cli -u redis://u:s3@h --pass "two words', 'redis-cli -u redis://u:••@h --pass ••••••••••'],
      ['redis://host:6379', 'redis://host:6379'],
      ['redis://[::1]:7000/3', 'redis://[::1]:7000/3'],
      ['127.0.0.1:7000', '127.0.0.1:7000'],
      ['-h host -p 7000 --tls', '-h host -p 7000 --tls'],
    ];
    for (const [typed, seen] of shown) expect(maskAddress(typed)).toBe(seen);
  });
});
