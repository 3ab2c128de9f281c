import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  escapeBytes,
  escapeForLine,
  escapeForTerminal,
  escapeReadable,
} from '../../../../shared/format/escape.ts';
import { formatReply, forTerminal } from '../../../../shared/format/tty.ts';
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { decode } from '../../../../shared/resp/resp.ts';
import { pageRows } from '../../../../renderer/features/replies/reply-page.ts';
import { clusterContext, execution, wholeReply } from '../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../support/shell-on-screen.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (text: string) =>
  [...bytes(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

describe('readable text', () => {
  it.each(['plain', 'Grüße', 'ключ', '漢字', '😀', 'e\u0301', 'a b', 'あ\u3000い'])(
    '%j stays as it is',
    (text) => {
      expect(escapeReadable(bytes(text))).toBe(text);
    },
  );

  it('has quotes, backslashes and controls as redis-cli writes them', () => {
    expect(escapeReadable(bytes('é"\\\n\r\t\x07\b\x1b\x7f'))).toBe('é\\"\\\\\\n\\r\\t\\a\\b\\x1b\\x7f');
  });

  it.each([
    ['C1 control', '\u009b'],
    ['override', '\u202e'],
    ['isolate', '\u2066'],
    ['mark', '\u200f'],
    ['Arabic letter mark', '\u061c'],
    ['zero-width space', '\u200b'],
    ['joiner', '\u200d'],
    ['soft hyphen', '\u00ad'],
    ['byte order mark', '\ufeff'],
    ['variation selector', '\ufe0f'],
    ['Hangul filler', '\u3164'],
    ['tag', '\u{e0041}'],
    ['no-break space', '\u00a0'],
    ['line separator', '\u2028'],
    ['private use', '\ue000'],
    ['noncharacter', '\uffff'],
  ])('escapes the bytes of invisible characters: %s', (_, character) => {
    expect(escapeReadable(bytes(`é${character}é`))).toBe(`é${hex(character)}é`);
  });

  it.each([
    ['a heart', '❤️'],
    ['a family', '👨‍👩‍👧'],
    ['a skin tone before a joiner', '👩🏽‍💻'],
    ['a flag of two emoji', '🏳️‍🌈'],
    ['a keycap', '1️⃣'],
    ['Persian with ZWNJ', 'می‌خواهم'],
    ['Devanagari with ZWJ behind a virama', 'क्‍ष'],
  ])('keeps what joins visible characters: %s', (_, text) => {
    expect(escapeReadable(bytes(text))).toBe(text);
    expect(escapeForLine(text)).toBe(text);
  });

  it.each([
    ['a selector behind a digit', '1\ufe0f', '1'],
    ['a second selector', '❤\ufe0f\ufe0f', '❤\ufe0f'],
    ['a joiner with nothing to join', '👨\u200d', '👨'],
    ['a joiner between Latin letters', 'a\u200cb', 'a'],
    ['a joiner before a blank', 'م\u200c b', 'م'],
  ])('escapes what only looks like it: %s', (_, text, before) => {
    expect(escapeReadable(bytes(text)).startsWith(`${before}\\x`)).toBe(true);
    expect(escapeForLine(text).startsWith(`${before}\\u`)).toBe(true);
  });

  it('escapes in labels what changes nothing that one sees', () => {
    expect(escapeForLine('a\u200bb\u2060c\u{e0041}d\u00ade\nf')).toBe(
      'a\\u200bb\\u2060c\\u{e0041}d\\xade\\nf',
    );
    expect(escapeForLine('x\ud800y')).toBe('x\\ud800y');
    expect(escapeForTerminal('a\r\nb\u202ec')).toBe('a\nb\\u202ec');
  });

  it('is as redis-cli if the bytes are not UTF-8', () => {
    expect(escapeReadable(Uint8Array.of(0xc3, 0xa9, 0xff))).toBe('\\xc3\\xa9\\xff');
  });

  it('is the same bytes again, typed into the shell', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }).map(bytes),
      fc.string({ unit: 'grapheme', maxLength: 20 }).map(bytes),
    );
    fc.assert(
      fc.property(any, (value) => {
        for (const escape of [escapeReadable, escapeBytes]) {
          const split = splitLine(`"${escape(value)}"`);
          expect(split.ok && split.words.map((word) => [...word.bytes])).toEqual([[...value]]);
          expect(escape(value)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is for bulk strings in a reply, at any depth', () => {
    const reply = decode(bytes('%1\r\n$2\r\né\r\n*1\r\n$3\r\n漢\r\n'));
    expect(formatReply(reply, forTerminal, escapeReadable)).toBe('1# "é" => 1) "漢"\n');
    expect(formatReply(reply)).toBe('1# "\\xc3\\xa9" => 1) "\\xe6\\xbc\\xa2"\n');
    const page = decode(bytes('*1\r\n$2\r\né\r\n'));
    expect(pageRows(page, 'readable')).toEqual(['"é"']);
    expect(pageRows(page, 'redis-cli')).toEqual(['"\\xc3\\xa9"']);
  });
});

describe('in the shell', () => {
  const opened: ShellOnScreen[] = [];
  afterEach(() => opened.splice(0).forEach(({ core }) => core.dispose()));

  it('one switch shows what is there already, and what comes, exactly as redis-cli, and back', async () => {
    const shell = new ShellOnScreen(120, 24, clusterContext());
    opened.push(shell);
    const ask = async () => {
      shell.core.run('get foo');
      await shell.answer(execution({ reply: wholeReply('$6\r\nGrüß\r\n') }));
    };
    const answers = async () =>
      (await shell.shown()).filter((line) => line.startsWith('"')).map((line) => line.split(/ {2,}/)[0]);
    await ask();
    expect(await answers()).toEqual(['"Grüß"']);
    shell.core.setEscape('redis-cli');
    await ask();
    expect(await answers()).toEqual(['"Gr\\xc3\\xbc\\xc3\\x9f"', '"Gr\\xc3\\xbc\\xc3\\x9f"']);
    expect(shell.core.transcript.text('plain', 'chosen')).toContain('\\xc3');
    shell.core.setEscape('readable');
    expect(await answers()).toEqual(['"Grüß"', '"Grüß"']);
    expect(shell.core.transcript.text('plain', 'chosen')).toContain('Grüß');
    expect(shell.core.transcript.text('redis-cli', 'chosen')).toContain('\\xc3');
  });
});
