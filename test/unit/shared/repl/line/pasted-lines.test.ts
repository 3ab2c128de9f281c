import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLine } from '../../../../../shared/commands/command-line.ts';
import { pastedLines } from '../../../../../shared/repl/line/pasted-lines.ts';
import { quoteWord } from '../../../../../shared/commands/quote.ts';

describe('pasted text', () => {
  it.each<[string, string, string[], string]>([
    ['complete lines', 'get a\nget b\n', ['get a', 'get b'], ''],
    ['a last line without its end', 'get a\nget b', ['get a'], 'get b'],
    ['blank lines', '\nget a\n\n', ['', 'get a', ''], ''],
    [
      'a value in double quotes over three lines',
      'set x "a\nflushall\nb"\nget x\n',
      ['set x "a\\nflushall\\nb"', 'get x'],
      '',
    ],
    ['a value in single quotes', "set x 'a\nb'\n", ['set x "a\\nb"'], ''],
    [
      'two such values, and one that needs no change',
      'mset a "1\n2" b "3" c "4\n"\n',
      ['mset a "1\\n2" b "3" c "4\\n"'],
      '',
    ],
    ['an escaped quote inside', 'set x "a\\"\nb"\n', ['set x "a\\"\\nb"'], ''],
    ['a line that goes on behind its quote', 'set x "a\nb"c d\nget y\n', ['set x "a\\nb"c d', 'get y'], ''],
    ['a quote that is never closed', 'get a\nset x "b\nflushall\n', ['get a'], 'set x "b\\nflushall\\n'],
    ['an apostrophe in a bare word', "set x it's\nflushall\nget y\n", [], 'set x "its\\nflushall\\nget y\\n'],
  ])('%s', (_, text, lines, rest) => {
    expect(pastedLines(text)).toEqual({ lines, rest });
  });

  it('is the same words, whatever the values hold', () => {
    const word = fc.uint8Array({ minLength: 1, maxLength: 12 });
    const raw = fc.string({ unit: fc.constantFrom('a', ' ', '\n', "\\'", '\u00e9'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, raw), { minLength: 1, maxLength: 6 }), (commands) => {
        const text = commands.map(([key, value]) => `set ${quoteWord(key)} '${value}'\n`).join('');
        const { lines, rest } = pastedLines(text);
        expect(rest).toBe('');
        const words = lines.map((line) => {
          const split = splitLine(line);
          return split.ok ? split.words.map(({ bytes }) => Buffer.from(bytes).toString('hex')) : null;
        });
        const hex = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('hex');
        expect(words).toEqual(
          commands.map(([key, value]) => [hex('set'), hex(key), hex(value.replaceAll("\\'", "'"))]),
        );
      }),
    );
  });

  it('reads a megabyte of open quotes once', () => {
    const { lines } = pastedLines(`set x "${'a\n'.repeat(500_000)}"\n`.repeat(2));
    expect(lines).toHaveLength(2);
  });
});
