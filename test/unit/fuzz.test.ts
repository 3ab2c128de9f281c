/** What comes from outside, made up: no crash but a RangeError, nothing that a terminal would obey. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transcriptText } from '../../renderer/repl/transcript/transcript-text.ts';
import { describeExecution, describeInput } from '../../renderer/repl/transcript/entry.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import {
  escapeBytes,
  escapeForLine,
  escapeForTerminal,
  escapeReadable,
  readable,
} from '../../shared/format/escape.ts';
import {
  formatPart,
  formatInvalidation,
  formatRaw,
  formatReply,
  forTerminal,
} from '../../shared/format/tty.ts';
import { decode, type Reply } from '../../shared/resp/resp.ts';
import { maskLine, secretStart } from '../../shared/commands/command-secrets.ts';
import { clusterContext, execution } from '../support/cluster-fixtures.ts';
import { Reading } from '../../shared/repl/line/reading.ts';

const RUNS = { numRuns: 500, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false };
/** All of Cc but the newline, bidirectional controls, line separators. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
  fc
    .constantFrom('\x1b]0;x\x07', '\x9b2J', '\u202e', '\r\n', 'MOVED 1 ', '\0')
    .map((text) => new TextEncoder().encode(text)),
);
const oneLine = hostile.map((bytes) => bytes.filter((byte) => byte !== 13 && byte !== 10));
const joined = (...parts: (string | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? latin(part) : part)]));

const simple = fc
  .tuple(fc.constantFrom('+', '-', ':', ',', '(', '#', '_'), oneLine)
  .map(([type, line]) => joined(type, line, '\r\n'));
const bulk = fc.oneof(
  fc
    .tuple(fc.constantFrom('$', '!'), hostile)
    .map(([type, bytes]) => joined(`${type}${bytes.length}\r\n`, bytes, '\r\n')),
  hostile.map((bytes) => joined(`=${bytes.length + 4}\r\ntxt:`, bytes, '\r\n')),
  fc.constantFrom('$-1\r\n', '*-1\r\n', '%-1\r\n').map(latin),
);
/** Valid frames of every type, nested. */
const { frame } = fc.letrec<{ frame: Uint8Array }>((tie) => ({
  frame: fc.oneof(
    { maxDepth: 5 },
    simple,
    bulk,
    fc
      .tuple(fc.constantFrom('*', '~', '>'), fc.array(tie('frame'), { maxLength: 4 }))
      .map(([type, items]) => joined(`${type}${items.length}\r\n`, ...items)),
    fc
      .tuple(
        fc.constantFrom('%', '|'),
        fc.array(fc.tuple(tie('frame'), tie('frame')), { maxLength: 3 }),
        tie('frame'),
      )
      .map(([type, pairs, value]) =>
        joined(`${type}${pairs.length}\r\n`, ...pairs.flat(), ...(type === '|' ? [value] : [])),
      ),
  ),
}));

/** Null where it is no reply; any other error than a RangeError fails the test. */
function decoded(bytes: Uint8Array): Reply | null {
  try {
    return decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return null;
  }
}

const texts = (reply: Reply): string[] => [
  formatReply(reply),
  formatReply(reply, forTerminal, escapeReadable),
  formatRaw(reply),
  formatPart([reply], 3, 12_345, '*'),
  formatInvalidation(reply) ?? '',
];

describe('whatever a server sends', () => {
  it('is decoded or refused', () => {
    const digits = fc.constantFrom('0', '1', '2', '-1', '-2', '007', '99999999999999999999', 'x', '', '1e3');
    const almost = fc
      .array(
        fc.oneof(
          fc
            .tuple(fc.constantFrom(...'+-:$*%~>|=!,(#_?;'), digits)
            .map(([type, size]) => latin(`${type}${size}\r\n`)),
          hostile,
          fc.constantFrom('\r\n', '\r', '\n').map(latin),
        ),
        { maxLength: 12 },
      )
      .map((parts) => joined(...parts));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), almost), (bytes) => {
        const reply = decoded(bytes);
        for (const text of reply ? texts(reply) : []) expect(text).not.toMatch(OBEYED);
      }),
      { ...RUNS, numRuns: 3000 },
    );
  });

  it('is a reply if it is valid, and one cut short is refused', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (bytes, at) => {
        expect(decoded(bytes)).not.toBeNull();
        const cut = bytes.subarray(0, at % bytes.length);
        expect(decoded(cut)).toBeNull();
        decoded(bytes.with(at % bytes.length, at & 255));
      }),
      RUNS,
    );
  });

  it('reaches neither the terminal nor a copy as something to obey', () => {
    const context = clusterContext();
    const lines = fc.constantFrom('get a', 'info', 'client list', 'cluster nodes');
    fc.assert(
      fc.property(frame, lines, (bytes, line) => {
        const reply = decode(bytes);
        for (const text of texts(reply)) expect(text).not.toMatch(OBEYED);
        const done = execution({ reply: { whole: true, frame: bytes } });
        const { pieces, ran } = describeExecution(new Reading(line), done, context);
        for (const piece of pieces)
          if (piece.kind === 'text')
            for (const text of [piece.text, ...Object.values(piece.forms ?? {})])
              expect(text).not.toMatch(OBEYED);
        const entry = { pieces, input: { prompt: '> ', line, isWhole: true }, ran: [ran!] };
        for (const form of ['plain', 'redis-cli'] as const)
          expect(transcriptText([entry], form)).not.toMatch(OBEYED);
        expect(() => JSON.parse(transcriptText([entry], 'json'))).not.toThrow();
      }),
      RUNS,
    );
  });

  it('nested as deep as one likes ends in a RangeError, and not in a full stack', () => {
    for (const type of ['*1\r\n', '%1\r\n+a\r\n', '|0\r\n', '>1\r\n'])
      expect(decoded(latin(type.repeat(100_000)))).toBeNull();
  });
});

describe('whatever is typed', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          "'",
          '\\',
          '\\x',
          '\\x4',
          '\\x41',
          ' ',
          '\t',
          '\n',
          '\v',
          'a',
          'é',
          '😀',
          '\ud800',
          '\0',
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
  );

  it('is split into words that are at their stated positions', () => {
    fc.assert(
      fc.property(line, (text) => {
        const split = splitLine(text);
        let end = 0;
        for (const word of split.ok ? split.words : [...split.words, split.open]) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.end).toBeLessThanOrEqual(text.length);
          ({ end } = word);
        }
      }),
      { ...RUNS, numRuns: 3000 },
    );
  });

  it('shows no secret, wherever it is', () => {
    const prefix = fc.constantFrom('', '3 ', '@all ', '2 @primaries ', ' ', '\t');
    const command = fc.constantFrom(
      'auth',
      'AUTH bob',
      'hello 3 auth bob',
      'config set requirepass',
      'acl setuser bob',
    );
    const quote = fc.constantFrom('', '"', "'");
    fc.assert(
      fc.property(prefix, command, quote, line, (before, name, open, rest) => {
        const typed = `${before}${name} ${open}hunter2${rest}`;
        expect(maskLine(typed)).not.toContain('hunter2');
        const { spans } = describeInput([], new Reading(typed), null) as { spans: { text: string }[] };
        expect(spans.map(({ text }) => text).join('')).not.toContain('hunter2');
      }),
      RUNS,
    );
    fc.assert(
      fc.property(line, (text) => {
        const at = secretStart(text);
        expect(at === null || (at >= 0 && at <= text.length)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('escaping', () => {
  it('leaves nothing to obey', () => {
    fc.assert(
      fc.property(hostile, fc.string({ unit: 'binary' }), (bytes, text) => {
        for (const escape of [escapeBytes, escapeReadable, readable]) {
          expect(escape(bytes)).not.toMatch(OBEYED);
          expect(escape(bytes)).not.toContain('\n');
        }
        expect(escapeBytes(bytes)).toMatch(/^[ -~]*$/);
        expect(escapeForLine(text)).not.toContain('\n');
        for (const escape of [escapeForLine, escapeForTerminal]) expect(escape(text)).not.toMatch(OBEYED);
      }),
      RUNS,
    );
  });
});
