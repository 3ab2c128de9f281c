import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../../../shared/commands/quote.ts';
import { splitLine } from '../../../../shared/commands/command-line.ts';

const encoder = new TextEncoder();
const quote = (text: string) => quoteWord(encoder.encode(text));

describe('quoteWord', () => {
  it('leaves plain and readable words as they are', () => {
    expect(quote('user:{1012}:name')).toBe('user:{1012}:name');
    expect(quote('größe:漢字')).toBe('größe:漢字');
    expect(quote('a\\b')).toBe('a\\b');
  });

  it('quotes what would end or open a word, and escapes what cannot be typed', () => {
    expect(quote('')).toBe('""');
    expect(quote('two words')).toBe('"two words"');
    expect(quote("it's")).toBe(`"it's"`);
    expect(quote('say "x"\n')).toBe('"say \\"x\\"\\n"');
    expect(quoteWord(Uint8Array.of(0, 0xff, 0x41))).toBe('"\\x00\\xffA"');
    expect(quote('a\u202eb')).toBe('"a\\xe2\\x80\\xaeb"');
  });

  const splitsBack = (bytes: Uint8Array) => {
    const split = splitLine(`get ${quoteWord(bytes)} x`);
    expect(split.ok && split.words.map((word) => [...word.bytes])).toEqual([
      [...encoder.encode('get')],
      [...bytes],
      [...encoder.encode('x')],
    ]);
  };
  it('is undone by splitLine, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), splitsBack), { numRuns: 2000 });
  });
  it('is undone by splitLine, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => splitsBack(encoder.encode(text))),
      { numRuns: 2000 },
    );
  });
});
