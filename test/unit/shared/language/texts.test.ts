import { expect, expectTypeOf, test } from 'vitest';
import type { ArgumentsOf } from '../../../../shared/language/message-arguments.ts';
import { inLanguages } from '../../../../shared/language/texts.ts';

const words = inLanguages({
  en: {
    title: 'Slots',
    tag: "Braces as in '{user}' mark the hashed part",
    owner: 'Slot {slot} belongs to {node}{badge}.',
    keys: '{count, plural, one {# key} other {# keys}} at {node}',
    steps: [{ why: 'First' }, { why: 'Then {command}' }],
  },
  'zh-Hans': {
    title: '槽位',
    tag: "花括号（如 '{user}'）标出参与哈希的部分",
    owner: '槽位 {slot} 属于 {node}{badge}。',
    keys: '{node} 上有 {count} 个键',
    steps: [{ why: '先' }, { why: '再执行 {command}' }],
  },
});

test('a text without arguments is a string, and quoted braces are text', () => {
  expect(words('en').title).toBe('Slots');
  expect(words('zh-Hans').title).toBe('槽位');
  expect(words('en').tag).toBe('Braces as in {user} mark the hashed part');
  expect(words('zh-Hans').tag).toContain('（如 {user}）');
});

test('a count takes the form of the language', () => {
  const count = (n: number) => words('en').keys({ count: n, node: 'a' });
  expect([count(1), count(0), count(2048)]).toEqual(['1 key at a', '0 keys at a', '2,048 keys at a']);
  expect(words('zh-Hans').keys({ count: 2, node: 'a' })).toBe('a 上有 2 个键');
});

test('slots and ports are not grouped, and what looks like a message in an argument is text', () => {
  expect(words('en').owner({ slot: 12706, node: '{x}', badge: '<b>' })).toBe('Slot 12706 belongs to {x}<b>.');
});

test('an argument that is no text keeps its place', () => {
  const badge = { shard: 3 };
  const args = { slot: 1, node: 'a:1', badge };
  expect(words('en').owner.parts(args)).toEqual(['Slot 1 belongs to a:1', badge, '.']);
  expect(words('zh-Hans').owner.parts(args)).toEqual(['槽位 1 属于 a:1', badge, '。']);
});

test('lists keep their order', () => {
  const [first, second] = words('zh-Hans').steps;
  expect(first.why).toBe('先');
  expect(second.why({ command: 'get k' })).toBe('再执行 get k');
});

test('the compiler knows the arguments of a message', () => {
  expectTypeOf<ArgumentsOf<'no arguments'>>().toEqualTypeOf<Record<never, never>>();
  expectTypeOf<ArgumentsOf<"'{tag}' of {key}">>().toEqualTypeOf<{ readonly key: string | number }>();
  expectTypeOf<
    ArgumentsOf<'{n, plural, one {{n} key of {a}} other {is}} and {b}, {n, number}'>
  >().toEqualTypeOf<{
    readonly n: number;
    readonly a: string | number;
    readonly b: string | number;
  }>();
  expectTypeOf<ArgumentsOf<'{mode, select, off {one} other {two}}'>>().toEqualTypeOf<{
    readonly mode: string;
  }>();
  // @ts-expect-error: an argument is missing
  expect(() => words('en').keys({ count: 1 })).toThrow(/node/);
});
