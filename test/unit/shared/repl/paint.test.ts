import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../../shared/repl/line/edit-text.ts';
import { NOTHING_PAINTED, erase, paint, type EditView, type Painted } from '../../../../shared/repl/paint.ts';
import { grounded } from '../../../../shared/repl/text/width.ts';
import { HeadlessScreen } from '../../../support/headless-screen.ts';

const PROMPT = [{ text: '127.0.0.1:7000> ', colour: 18 }];

class Painter {
  readonly screen: HeadlessScreen;
  painted: Painted = NOTHING_PAINTED;

  constructor(columns: number, rows = 10) {
    this.screen = new HeadlessScreen(columns, rows);
  }

  async paint(text: string, cursor = text.length, marks: EditView['marks'] = [], hint = ''): Promise<void> {
    const view = { prompt: PROMPT, text, cursor, marks, hint };
    const { output, painted } = paint(this.painted, view, this.screen.cols, this.screen.rows);
    this.painted = painted;
    await this.screen.show(output);
  }
}

describe('painting the line', () => {
  it('puts the cursor behind what was typed, wide characters counted twice', async () => {
    const painter = new Painter(40);
    await painter.paint('set 漢字 👩x');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> set 漢字 👩x']);
    expect(painter.screen.cursor()).toEqual({ row: 0, column: 16 + 4 + 4 + 1 + 2 + 1 });
  });

  it('puts rows below the line, cut to the width and to the screen, and takes them away again', async () => {
    const painter = new Painter(30, 5);
    await painter.screen.show('above\r\n');
    const below = ['first', 'second\x1b[2J', 'x'.repeat(40), 'no room'].map((text) => [{ text }]);
    const view = { prompt: PROMPT, text: 'get', cursor: 1, marks: [], below };
    const { output, painted } = paint(painter.painted, view, 30, 4);
    await painter.screen.show(output);
    expect(painted).toEqual({ rows: 4, cursorRow: 0 });
    expect(painter.screen.lines()).toEqual([
      'above',
      '127.0.0.1:7000> get',
      'first',
      'second\\x1b[2J',
      `${'x'.repeat(28)}…`,
    ]);
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 17 });
    painter.painted = painted;
    await painter.paint('get', 3);
    expect(painter.screen.lines()).toEqual(['above', '127.0.0.1:7000> get']);
  });

  it('shows the hint behind the cursor, as far as the row goes, and only at the end of the text', async () => {
    const painter = new Painter(30);
    await painter.paint('get ', 4, [], 'key');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get  key']);
    expect(painter.screen.cursor()).toEqual({ row: 0, column: 20 });
    await painter.paint('get k', 5, [], 'key');
    await painter.paint('get ', 4, [], 'key value');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get  key val…']);
    await painter.paint('get ', 3, [], 'key');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get']);
    await painter.paint('get ', 4, [], 'destination');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get  destina…']);
    await painter.paint('get ', 4, [], '漢字漢字漢字');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get  漢字漢…']);
    await painter.paint('get a\x1b', 6, [], '\x1b[2Jke');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get a␛ \\x1b[…']);
    for (const text of ['get 1234567', 'get 12345678', 'get 123456789']) {
      await painter.paint(text, text.length, [], 'key');
      expect(painter.screen.lines()).toEqual([`127.0.0.1:7000> ${text}`]);
    }
    await painter.paint('get 12345678901', 15, [], 'key');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> get 12345678901 key']);
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 1 });
  });

  it('wraps, and is on the next row when the text ends at the edge', async () => {
    const painter = new Painter(20);
    await painter.paint('abcd');
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 0 });
    await painter.paint('abcde');
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 1 });
    await painter.paint('abcde', 4);
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 0 });
    await painter.paint('abc');
    expect(painter.screen.cursor()).toEqual({ row: 0, column: 19 });
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> abc']);
  });

  it('moves a wide character that does not fit to the next row, and the cursor with it', async () => {
    const painter = new Painter(20);
    await painter.paint('abc漢', 3);
    expect(painter.screen.cursor()).toEqual({ row: 1, column: 0 });
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> abc漢']);
  });

  it('underlines the marked part and nothing else', async () => {
    const painter = new Painter(40);
    await painter.paint('get a{b}c', 9, [{ start: 6, end: 7, ink: 17 }]);
    expect(painter.screen.styles(0)).toEqual([
      { text: '127.0.0.1:7000> ', colour: 18, underlined: false },
      { text: 'get a{', colour: null, underlined: false },
      { text: 'b', colour: null, underlined: true },
      { text: '}c', colour: null, underlined: false },
    ]);
  });

  it('shows control characters instead of sending them', async () => {
    const painter = new Painter(40);
    await painter.paint('a\x1b[31mb\x07\u202e\x9b');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> a␛[31mb␇\ufffd\ufffd']);
  });

  it('leaves nothing behind when it is taken away', async () => {
    const painter = new Painter(20);
    await painter.screen.show('above\r\n');
    await painter.paint('x'.repeat(70));
    await painter.screen.show(erase(painter.painted) + 'below');
    expect(painter.screen.lines()).toEqual(['above', 'below']);
  });

  it('shows the part around the cursor of a line that is longer than the screen', async () => {
    const painter = new Painter(40, 8);
    const text = Array.from({ length: 200_000 }, (_, i) => String(i % 10)).join('');
    for (const cursor of [0, 100, 99_995, 150_000, text.length]) {
      await painter.screen.show('');
      await painter.paint(text, cursor);
      expect(painter.painted.rows).toBeLessThanOrEqual(8);
      const { row, column } = painter.screen.cursor();
      const cells = painter.screen.buffer.active.getLine(row)!.translateToString(false);
      expect(cells[column] ?? '').toBe(cursor < text.length ? text[cursor] : ' ');
    }
    await painter.paint('short');
    expect(painter.screen.lines()).toEqual(['127.0.0.1:7000> short']);
  });

  it('does not take long for sixteen million characters', async () => {
    const painter = new Painter(100, 30);
    const text = 'é漢x '.repeat(1 << 22);
    const start = performance.now();
    for (let i = 0; i < 50; i++) await painter.paint(text, (i * 335_544) % text.length);
    // Not a measurement: laying out all of it fifty times would take minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  const character = fc.oneof(
    fc.constantFrom(
      'a',
      ' ',
      '漢',
      '👩',
      'e\u0301',
      '\u0301',
      '\u200d',
      '🇩',
      '각',
      'ᄀ',
      'ᅡ',
      '\x1b',
      '\ud800',
      '\u202e',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const anyText = fc.array(character, { maxLength: 60 }).map((characters) => characters.join(''));

  it('shows any text exactly, one repaint after another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyText, fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 17, max: 50 }),
        async (states, columns) => {
          const painter = new Painter(columns, 30);
          await painter.screen.show('above\r\n');
          for (const [text, at, markAt] of states) {
            const cursor = text.length ? at % (text.length + 1) : 0;
            // Marks are of words and keys: they never part the two halves of a character.
            const whole = (index: number) => (/[\udc00-\udfff]/.test(text[index] ?? '') ? index - 1 : index);
            const start = text.length ? Math.max(0, whole(markAt % text.length)) : 0;
            const marks = text ? [{ start, end: whole(Math.min(text.length, start + 3)), ink: 16 }] : [];
            await painter.paint(text, cursor, marks);
            const wanted = `127.0.0.1:7000> ${grounded(visibleText(text))}`.trimEnd();
            expect(painter.screen.lines()).toEqual(['above', wanted]);
          }
        },
      ),
      {
        numRuns: 300,
        // A mark of two code units with nothing before it to join.
        examples: [[[['\u{e0100}', 0, 502910683]], 17]],
      },
    );
  });

  it('puts the cursor where printing the text up to it would have left it', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, fc.integer({ min: 17, max: 50 }), async (before, after, columns) => {
        // Between characters that join there is no place of its own for a cursor.
        const boundary = [...new Intl.Segmenter().segment(before + 'x' + after)].some(
          ({ index }) => index === before.length,
        );
        fc.pre(boundary);
        const whole = new Painter(columns, 30);
        await whole.paint(`${before}x${after}`, before.length);
        const part = new Painter(columns, 30);
        await part.paint(before);
        expect(whole.screen.cursor()).toEqual(part.screen.cursor());
      }),
      { numRuns: 300 },
    );
  });
});
