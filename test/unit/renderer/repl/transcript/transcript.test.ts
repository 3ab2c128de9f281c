import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeExecution,
  describeFailure,
  describeInput,
  describeNotice,
  describeText,
} from '../../../../../renderer/repl/transcript/entry.ts';
import { layout, type Piece } from '../../../../../renderer/repl/transcript/layout.ts';
import { Transcript } from '../../../../../renderer/repl/transcript/transcript.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../../../../support/cluster-fixtures.ts';
import { HeadlessScreen } from '../../../../support/headless-screen.ts';
import { promptSpans } from '../../../../../renderer/repl/line/prompt.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';

const context = clusterContext();
const prompt = promptSpans(
  { node: nodeAt(7000), database: 0, connected: true, transaction: '', subscribed: false },
  context.topology,
);

async function show(pieces: readonly Piece[], columns: number): Promise<HeadlessScreen> {
  const screen = new HeadlessScreen(columns, 24);
  const { text, rows } = layout(pieces, columns);
  await screen.show(text);
  expect(screen.cursor()).toEqual({ row: rows, column: 0 });
  return screen;
}

const redirected = execution({
  command: 'set k1 v1',
  slot: 12706,
  keys: [{ text: 'k1', index: 1, slot: 12706, shard: 3 }],
  hops: [
    hop(7000, {
      outcome: 'moved',
      slot: 12706,
      target: nodeAt(7002),
      learned: { slot: 12706, from: null, to: nodeAt(7002), shard: 3 },
    }),
    hop(7002),
  ],
  reply: wholeReply('+OK\r\n'),
  milliseconds: 0.8,
});
const entry = [
  describeInput(prompt, new Reading('set k1 v1'), context),
  ...describeExecution(new Reading('set k1 v1'), redirected, context).pieces,
];

describe('a transcript entry', () => {
  it('has the redirect and the annotation at the right edge', async () => {
    const screen = await show(entry, 90);
    const right = (text: string, note: string) => text + note.padStart(90 - text.length);
    expect(screen.lines()).toEqual([
      '127.0.0.1:7000> set k1 v1',
      right('-> Redirected to slot [12706] located at 127.0.0.1:7002', 'MOVED · learned'),
      right('OK', 'slot 12706 · shard 3 · 127.0.0.1:7002 · 1 hop · 0.8 ms'),
    ]);
    expect(screen.styles(0)).toEqual([
      { text: '127.0.0.1:7000> ', colour: 16, underlined: false },
      { text: 'set ', colour: null, underlined: false },
      { text: 'k1', colour: null, underlined: true },
      { text: ' v1', colour: null, underlined: false },
    ]);
  });

  it('has them on rows of their own if there is no room beside', async () => {
    const screen = await show(entry, 56);
    expect(screen.lines()).toEqual([
      '127.0.0.1:7000> set k1 v1',
      '-> Redirected to slot [12706] located at 127.0.0.1:7002',
      'MOVED · learned'.padStart(56),
      'OK',
      'slot 12706 · shard 3 · 127.0.0.1:7002 · 1 hop · 0.8 ms'.padStart(56),
    ]);
  });

  it('keeps two blanks before the annotation, and not one less', async () => {
    const note = 'slot 12706 · shard 3 · 127.0.0.1:7002 · 1 hop · 0.8 ms';
    const pieces = describeExecution(
      new Reading('set k1 v1'),
      { ...redirected, hops: [...redirected.hops] },
      context,
    ).pieces;
    const beside = await show(pieces.slice(-1), 2 + 2 + note.length);
    expect(beside.lines()).toEqual([`OK  ${note}`]);
    const below = await show(pieces.slice(-1), 2 + 1 + note.length);
    expect(below.lines()).toEqual(['OK', ` ${'  '}${note}`]);
  });

  it('prints replies as redis-cli does and INFO raw', async () => {
    const { pieces } = describeExecution(
      new Reading('lrange a 0 -1'),
      execution({ reply: wholeReply('*2\r\n$1\r\na\r\n:3\r\n') }),
      context,
    );
    expect((await show(pieces, 80)).lines().map((line) => line.slice(0, 14).trimEnd())).toEqual([
      '1) "a"',
      '2) (integer) 3',
    ]);
    const info = execution({ slot: null, reply: wholeReply('$15\r\n# A\r\nb:1\r\nc:2\r\n\r\n') });
    expect(
      (await show(describeExecution(new Reading('INFO'), info, context).pieces, 80))
        .lines()
        .map((line) => line.slice(0, 5).trim()),
    ).toEqual(['# A', 'b:1', 'c:2']);
  });

  it('shows an error in the colour of danger with its explanation below, and a red edge', async () => {
    const failed = execution({ reply: wholeReply('-WRONGTYPE Operation against a key\r\n') });
    const described = describeExecution(new Reading('incr foo'), failed, context);
    expect(described.edge).toBe(26);
    const screen = await show(described.pieces, 60);
    expect(screen.lines()).toEqual([
      '(error) WRONGTYPE Operation against a key',
      'slot 12182 · shard 3 · 127.0.0.1:7002 · 0 hops · 0.7 ms'.padStart(60),
      ' The key holds another type of value. To see which: type',
      ' foo',
    ]);
    expect(screen.styles(0)[0]!.colour).toBe(26);
  });

  it('breaks errors and notices between words, and only a longer word within', async () => {
    const failed = execution({ reply: wholeReply('-WRONGTYPE Operation against a key of another kind\r\n') });
    const { pieces } = describeExecution(new Reading('incr foo'), failed, context);
    expect((await show(pieces, 30)).lines().slice(0, 2)).toEqual([
      '(error) WRONGTYPE Operation',
      'against a key of another kind',
    ]);
    const failure = { code: 'internal' as const, message: `Lost: ${'x'.repeat(40)} is gone`, advice: '' };
    expect((await show(describeFailure(failure, 'en').pieces, 30)).lines()).toEqual([
      'Lost:',
      'x'.repeat(30),
      `${'x'.repeat(10)} is gone`,
    ]);
    const notice = describeNotice({ tone: 'info', text: 'The prompt has moved to another node now' }, 'en');
    expect((await show(notice.pieces, 30)).lines()).toEqual(['The prompt has moved to', 'another node now']);
  });

  it('says how much of a large reply is not here', async () => {
    const head = new TextEncoder().encode('*2\r\n:1\r\n:2\r\n');
    const large = execution({
      reply: { whole: false, head, id: 7, bytes: 19_800_000, elements: 1_000_002, shown: 2 },
    });
    const described = describeExecution(new Reading('lrange a 0 -1'), large, context);
    expect(described.replyId).toBe(7);
    expect((await show(described.pieces, 100)).lines().at(-1)).toBe(
      '… 1,000,000 more elements (19.8 MB in all) · click here or press Alt+O to open',
    );
  });

  it('survives an invalid frame', async () => {
    const { pieces } = describeExecution(
      new Reading('get foo'),
      execution({ reply: wholeReply('?\x1b]0;x') }),
      context,
    );
    expect((await show(pieces, 100)).lines()[0]).toMatch(/^The reply cannot be shown/);
  });

  // Only what we write ourselves: SGR with numbers, carriage return and newline.
  const OURS = /\x1b\[[0-9;]*m|\r\n/g;
  const isClean = (text: string) =>
    !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text.replace(OURS, ''));

  it('lets no control byte of a server or of a line through, whatever they send', () => {
    const nasty = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(
        ...['\x1b[31m', '\x9b', 'é\u202e', '\n', '\r\n\x07'].map((text) => new TextEncoder().encode(text)),
      ),
    );
    const kinds = ['$', '+', '-', '=', '*', '(', ':', ','];
    fc.assert(
      fc.property(
        nasty,
        fc.constantFrom(...kinds),
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.integer({ min: 2, max: 90 }),
        (bytes, kind, text, columns) => {
          const line = [...bytes].filter((byte) => byte !== 13 && byte !== 10);
          const encoded = [...new TextEncoder().encode(kind)];
          const crlf = [13, 10];
          const size = (extra = 0) => [...new TextEncoder().encode(String(bytes.length + extra)), ...crlf];
          const bulk = [...encoded, ...size(), ...bytes, ...crlf];
          const frame =
            kind === '$'
              ? bulk
              : kind === '='
                ? [...encoded, ...size(4), ...new TextEncoder().encode('txt:'), ...bytes, ...crlf]
                : kind === '*'
                  ? [...encoded, 0x31, ...crlf, 0x24, ...size(), ...bytes, ...crlf]
                  : [...encoded, ...line, ...crlf];
          const reply = { whole: true as const, frame: Uint8Array.from(frame) };
          const evil = execution({
            reply,
            node: text,
            hops: [
              hop(7000, { outcome: 'moved', slot: 1, target: text }),
              hop(7001, { outcome: 'lost', detail: text }),
              hop(7002),
            ],
            keys: [
              { text, index: 1, slot: 1, shard: 1 },
              { text: `${text}2`, index: 1, slot: 2, shard: null },
            ],
            failure: { code: 'unknown-fate', message: text, advice: text },
          });
          for (const command of [text, 'info', 'get x']) {
            const laid = layout(
              [
                describeInput([{ text }], new Reading(command), context),
                ...describeExecution(new Reading(command), evil, context).pieces,
                ...describeNotice({ tone: 'info', text }, 'en').pieces,
              ],
              columns,
            );
            expect(isClean(laid.text)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    { kind: 'a spacing mark', cells: ['⺀', '\u0cbe'] },
    { kind: 'two Hangul consonants', cells: ['\u1100', '\u1100\u1161\u0301'] },
    { kind: 'joined emoji', cells: ['👩\u200d', '👩\u200d', '👧'] },
  ])('breaks a character that is wider than the row between its cells: $kind', async ({ cells }) => {
    const text = cells.join('');
    const box = await show([{ kind: 'box', lines: [{ spans: [{ text }] }] }], 4);
    expect(box.lines().map((line) => line.trim())).toEqual(cells);
    const words = await show([{ kind: 'text', text: text.repeat(2), words: true }], 2);
    expect(words.lines()).toEqual([...cells, ...cells]);
    const whole = await show([{ kind: 'text', text: `xxxxx${text}`, words: true }], 7);
    expect(whole.lines()).toEqual(['xxxxx', text]);
  });

  it('counts the dotted circle under a mark that a break parts from its blank', async () => {
    const box = await show(
      [{ kind: 'box', lines: [{ spans: [{ text: 'a \u0301\u0cbe\u0cbe\u0cbe' }] }] }],
      5,
    );
    expect(box.lines().map((line) => line.trim())).toEqual(['a', '\u25cc\u0301\u0cbe\u0cbe', '\u0cbe']);
  });

  it('takes exactly the rows it says, in any width and with any text', async () => {
    const someText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(
          fc.constantFrom('a ', '漢', 'e\u0301', '\u0301', '\u0cbe', '👩', '\u200d', ' ', 'word', '\n'),
          { maxLength: 50 },
        )
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(someText, someText, fc.integer({ min: 4, max: 60 }), async (text, note, columns) => {
        const spans = [{ text, colour: 16 }];
        const right = [{ text: note.slice(0, 20), colour: 25 }];
        const pieces: Piece[] = [
          { kind: 'line', spans, right },
          { kind: 'text', text, right },
          { kind: 'text', text, right, words: true },
          { kind: 'box', lines: [{ spans, right }, { spans: [{ text: note }] }] },
        ];
        const { text: output, rows } = layout(pieces, columns);
        const screen = new HeadlessScreen(columns, 10);
        await screen.show(output);
        expect(screen.cursor()).toEqual({ row: rows, column: 0 });
      }),
      { numRuns: 500 },
    );
  });
});

describe('the transcript', () => {
  const note = (text: string) => describeNotice({ tone: 'info', text }, 'en');

  it('lays out its newest entries again, and forgets those that are out of sight', () => {
    const transcript = new Transcript(100_000);
    for (let i = 0; i < 6000; i++) transcript.add(describeText(`${i} ${'x'.repeat(30)}`), 80);
    expect(transcript.rows).toBe(6000);
    const text = transcript.relay(20);
    expect(transcript.rows).toBe(5000);
    expect(text.split('\r\n').length - 1).toBe(2500);
    expect(text.startsWith('3500 x')).toBe(true);
  });

  it('finds the entries of a range of rows', () => {
    const transcript = new Transcript(1000);
    transcript.add(note('one'), 80);
    transcript.add(note('two\ntwo'), 80);
    transcript.extend({ ...note('three'), edge: 18, replyId: 9 }, 80);
    transcript.add(note('four'), 80);
    const found = (first: number, last: number) =>
      [...transcript.between(first, last)].map(({ end, rows }) => [end - rows, end - 1]);
    expect(found(0, 0)).toEqual([[0, 0]]);
    expect(found(3, 3)).toEqual([[1, 3]]);
    expect(found(3, 4)).toEqual([
      [4, 4],
      [1, 3],
    ]);
    expect(transcript.newestReply()).toBe(9);
  });

  it('does not grow without end', () => {
    const transcript = new Transcript(1000);
    for (let i = 0; i < 5000; i++) transcript.add(note('x'), 80);
    expect([...transcript.between(0, 5000)].length).toBeLessThan(2000);
  });
});
