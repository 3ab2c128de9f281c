import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODIS_HASHING } from '../../../../../shared/slots/hashing.ts';
import { keySlot } from '../../../../../shared/slots/slots.ts';
import { EMPTY_CALCULATOR, reduceCalculator } from '../../../../../renderer/features/calculator/state.ts';
import {
  groupBySlot,
  groupByTag,
  togetherText,
} from '../../../../../renderer/features/calculator/key-groups.ts';
import { readKeyLines } from '../../../../../renderer/features/calculator/key-lines.ts';
import { tableRows, type TableView } from '../../../../../renderer/features/calculator/key-rows.ts';
import { keyCsv, keySheet } from '../../../../../renderer/features/calculator/key-sheet.ts';
import { suggestNames } from '../../../../../renderer/features/calculator/tag-names.ts';
import { wantedBy } from '../../../../../renderer/features/calculator/wanted.ts';

const text = (key: Uint8Array) => new TextDecoder().decode(key);
const keysOf = (...lines: string[]) => readKeyLines(lines.join('\n')).keys;
const view = (change: Partial<TableView> = {}): TableView => ({ ...EMPTY_CALCULATOR, ...change });

test('a line is a key as it is, a quoted one what redis-cli reads, and empty lines are nothing', () => {
  const { keys, bad } = readKeyLines('k1\r\n\n"\\x00a"\n  two words \n""\n\'single\'\ncafé');
  expect(keys.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7]);
  expect(keys.map(({ key }) => text(key))).toEqual(['k1', '\0a', '  two words ', '', 'single', 'café']);
  expect(bad).toEqual([]);
});

test('a line that cannot be read is kept and says why, and the others stay', () => {
  const { keys, bad } = readKeyLines('a\n"open\n"b"c\n"d" e\nf');
  expect(keys.map(({ key }) => text(key))).toEqual(['a', 'f']);
  expect(bad.map(({ line, text, problem }) => [line, text, problem])).toEqual([
    [2, '"open', expect.stringContaining('not closed')],
    [3, '"b"c', expect.stringContaining('after the closing quote')],
    [4, '"d" e', expect.stringContaining('one key a line')],
  ]);
});

test('a key is counted once, however it is written', () => {
  const { keys, repeated } = readKeyLines('é\n"\\xc3\\xa9"\né\n"\\xff"\n"\\xff"');
  expect([keys.length, repeated]).toEqual([2, 3]);
});

test('whatever lines there are, each key has the slot that its own bytes hash to', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => {
      for (const { line, key, slot } of readKeyLines(lines.join('\n')).keys) {
        expect(slot).toBe(keySlot(key));
        const typed = lines.join('\n').split('\n')[line - 1]!.replace(/\r$/, '');
        if (!/^\s*["']/.test(typed)) expect(key).toEqual(new TextEncoder().encode(typed));
      }
    }),
  );
});

test('keys of a slot are shown as one group, by tag or by chance, the others as alone', () => {
  const stranger = 'xa';
  const keys = keysOf('k1{customer}', 'customer', 'k1', 'k2', stranger);
  const groups = groupBySlot(keys);
  expect(groups.map(({ title, together }) => [title, together])).toEqual([
    ['slot 6651', 'tag'],
    ['3 keys alone', null],
  ]);
  expect(groups[0]!.says).toContain('these 2 keys can be in one MGET, MSET or MULTI');
  expect(togetherText(keys)).toBe(
    '1 group can be in one MGET, MSET or MULTI: 1 by tag, 0 only by chance. 3 keys are alone in a slot.',
  );
});

test('behind codis no group speaks of CROSSSLOT, and an empty tag is one', () => {
  const { keys } = readKeyLines('{}a\n{}b\nfoo', CODIS_HASHING);
  const says = [...groupBySlot(keys, true), ...groupByTag(keys, true)].map((group) => group.says).join(' ');
  expect(says).toContain('these 2 keys can be in one command of any kind: they share the tag');
  expect(says).not.toMatch(/CROSSSLOT|MULTI/);
});

test('the sentence on what goes together counts as the groups do, whatever the keys', () => {
  const part = fc.constantFrom('a', 'b', '{x}', '{y}', '1', '');
  const few = fc.array(
    fc.tuple(part, part, part).map((parts) => parts.join('')),
    { minLength: 2, maxLength: 40 },
  );
  fc.assert(
    fc.property(few, (lines) => {
      const keys = keysOf(...lines);
      const shared = groupBySlot(keys).filter(({ together }) => together !== null);
      const alone = groupBySlot(keys).find(({ id }) => id === 'alone');
      const said = togetherText(keys);
      if (shared.length === 0) expect(said).toContain('No two');
      else if (shared.length === 1 && !alone) expect(said).toContain('All of these keys');
      else expect(said).toMatch(new RegExp(`^${shared.length} groups? can`));
    }),
  );
});

test('by tag, keys without one are together, and say in how many slots they are', () => {
  const groups = groupByTag(keysOf('a{t}', 'b', '{t}c', 'd', 'e{}f'));
  expect(groups.map(({ title, keys }) => [title, keys.length])).toEqual([
    ['{t}', 2],
    ['no tag', 3],
  ]);
  expect(groups[1]!.says).toContain('3 keys in 3 slots');
});

test.each([
  [
    ['user:1012:cart', 'user:1012:orders', 'user:7:cart'],
    ['user:{1012}:cart', 'user:{1012}:orders'],
  ],
  [
    ['tenant:acme:users', 'tenant:acme:jobs', 'other'],
    ['{tenant:acme}:users', '{tenant:acme}:jobs'],
  ],
  [
    ['user:1012', 'user:1012:a:1', 'user:1012:a:2'],
    ['user:{1012}', 'user:{1012}:a:1', 'user:{1012}:a:2'],
  ],
  [['user:a', 'user:b'], []],
  [['x{1}:1', 'x{1}:2'], []],
])('of %j the names are %j', (lines, names) => {
  const groups = suggestNames(keysOf(...lines));
  expect(groups.flatMap((group) => group.names.map(text))).toEqual(names);
  for (const { names, slot } of groups)
    expect(names.map((key) => keySlot(key))).toEqual(names.map(() => slot));
});

test('rows: what cannot be read first, groups largest first, folded ones without their keys', () => {
  const lines = readKeyLines('"bad\nk1\na{t}\nb{t}');
  const open = tableRows(lines, view({ mode: 'slot' }), null).map(({ id }) => id);
  const slot = keySlot(new TextEncoder().encode('{t}'));
  expect(open).toEqual(['line-1', `slot-${slot}`, 'line-3', 'line-4', 'alone', 'line-2']);
  const closed = new Set([`slot-${slot}`]);
  expect(tableRows(lines, view({ mode: 'slot', closed }), null).map(({ id }) => id)).toEqual([
    'line-1',
    `slot-${slot}`,
    'alone',
    'line-2',
  ]);
});

test('rows are in the order that was chosen, and turned round', () => {
  const lines = readKeyLines('k1\nk3\nk2');
  const order = (change: Partial<TableView>) => tableRows(lines, view(change), null).map(({ id }) => id);
  expect(order({})).toEqual(['line-1', 'line-2', 'line-3']);
  expect(order({ order: 'slot' })).toEqual(['line-3', 'line-2', 'line-1']);
  expect(order({ order: 'key', descending: true })).toEqual(['line-2', 'line-3', 'line-1']);
});

test('as CSV a key cannot become a formula, and bytes that are not text are escaped', () => {
  const csv = keyCsv(keysOf('=1+1', '"\\xff,"', 'k1'), null).split('\n');
  expect(csv[0]).toBe('line,key,hashed,tag,crc16,crc16_hex,slot,shard,owner');
  expect(csv[1]).toMatch(/^1,'=1\+1,'=1\+1,no,/);
  expect(csv[2]).toMatch(/^2,"\\xff,","\\xff,",no,/);
  expect(csv[3]).toBe('3,k1,k1,no,61858,0xf1a2,12706,,');
  expect(keySheet(keysOf('k1'), null)).toBe('k1\t12706\t\n');
});

test('a wanted slot or range is a number from 0 to 16383, and a shard needs a map', () => {
  const wish = (change: object) => wantedBy({ ...EMPTY_CALCULATOR.wish, ...change }, null);
  expect(wish({ kind: 'slot', slot: ' 16383 ' })).toEqual({ ranges: [{ first: 16383, last: 16383 }] });
  expect(wish({ kind: 'slot', slot: '16384' })).toHaveProperty('problem');
  expect(wish({ kind: 'range', first: '5', last: '9' })).toEqual({ ranges: [{ first: 5, last: 9 }] });
  expect(wish({ kind: 'range', first: '9', last: '5' })).toHaveProperty('problem');
  expect(wish({ kind: 'shard' })).toHaveProperty('problem', expect.stringContaining('Not connected'));
});

test('an example is added once, and selected where it is', () => {
  const once = reduceCalculator({ ...EMPTY_CALCULATOR, text: 'a\n' }, { type: 'calculator-add', text: 'b' });
  expect([once.text, once.active]).toEqual(['a\nb', 'line-2']);
  const again = reduceCalculator(once, { type: 'calculator-add', text: 'a' });
  expect([again.text, again.active]).toEqual(['a\nb', 'line-1']);
});
