import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryAt, nextBoundary, previousBoundary } from '../../../../../shared/repl/text/graphemes.ts';
import * as line from '../../../../../shared/repl/line/line.ts';
import type { Edit, Line } from '../../../../../shared/repl/line/line.ts';

const typed = (text: string, cursor = text.length): Line => ({ ...line.EMPTY_LINE, text, cursor });
const after = (start: Line, ...edits: Edit[]): Line => edits.reduce((state, edit) => edit(state), start);
/** The line with a bar where the cursor is. */
const shown = ({ text, cursor }: Line) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

const FAMILY = '👩‍👩‍👧‍👦';
const FLAGS = '🇩🇪🇫🇷';
const E_ACUTE = 'e\u0301';

describe('the line editor', () => {
  it('moves and deletes by whole characters, never inside one', () => {
    const text = `a${FAMILY}${FLAGS}${E_ACUTE}`;
    expect(shown(after(typed(text), line.moveLeft))).toBe(`a${FAMILY}${FLAGS}|${E_ACUTE}`);
    expect(shown(after(typed(text), line.deleteBack, line.moveLeft))).toBe(`a${FAMILY}🇩🇪|🇫🇷`);
    expect(shown(after(typed(text, 1), line.deleteOn, line.deleteOn))).toBe(`a|🇫🇷${E_ACUTE}`);
  });

  it('moves by words of letters and digits', () => {
    const start = typed('set user:1012 "x y"');
    expect(shown(after(start, line.moveWordLeft, line.moveWordLeft, line.moveWordLeft))).toBe(
      'set user:|1012 "x y"',
    );
    expect(shown(after(typed('set user:1012', 0), line.moveWordRight, line.moveWordRight))).toBe(
      'set user|:1012',
    );
  });

  it('kills back to a blank with Ctrl+W and to a letter with Alt+Backspace', () => {
    expect(shown(after(typed('get user:1012'), line.killBlankWordBack))).toBe('get |');
    expect(shown(after(typed('get user:1012'), line.killWordBack))).toBe('get user:|');
  });

  it('puts kills in a row back together, whichever way they went', () => {
    const start = typed('one two three four', 8);
    const killed = after(start, line.killWordOn, line.killBlankWordBack, line.killWordOn);
    expect(shown(killed)).toBe('one |');
    expect(shown(line.yank(killed))).toBe('one two three four|');
  });

  it('starts a new kill after another edit', () => {
    const killed = after(typed('one two'), line.killBlankWordBack, line.moveLeft, line.killToStart);
    expect(killed.killed).toBe('one');
  });

  it('kills to either end', () => {
    expect(shown(line.killToStart(typed('get foo', 4)))).toBe('|foo');
    expect(shown(line.killToEnd(typed('get foo', 4)))).toBe('get |');
  });

  it('swaps two characters and moves on, the last two at the end', () => {
    expect(shown(line.transpose(typed('gte', 2)))).toBe('get|');
    expect(shown(line.transpose(typed('gte')))).toBe('get|');
    expect(shown(line.transpose(typed('ab', 0)))).toBe('|ab');
    expect(shown(line.transpose(typed(`x${FAMILY}`)))).toBe(`${FAMILY}x|`);
  });

  it('undoes a word of typing at once, and a deletion on its own', () => {
    let state = line.EMPTY_LINE;
    for (const character of 'get foo') state = line.insertText(state, character);
    state = line.killBlankWordBack(state);
    state = line.undo(state);
    expect(shown(state)).toBe('get foo|');
    state = line.undo(state);
    expect(shown(state)).toBe('get |');
    expect(shown(after(state, line.undo, line.undo, line.undo))).toBe('|');
  });

  it('edits sixteen million characters without looking at all of them', () => {
    let state = typed('x'.repeat(1 << 24));
    const start = performance.now();
    for (let i = 0; i < 100; i++) state = after(line.insertText(state, 'é'), line.moveLeft, line.deleteOn);
    state = after(state, line.killToStart, line.yank, line.undo);
    expect(state.text.length).toBe(0);
    // Not a measurement: an edit that looked at all of it would take minutes for these.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('character boundaries', () => {
  // Pieces that join, do not join, or join only sometimes.
  const piece = fc.constantFrom(
    ...[
      'a',
      ' ',
      '~',
      'é',
      'ß',
      'я',
      'か',
      '漢',
      '각',
      'ᄀ',
      'ᅡ',
      'ᆨ',
      E_ACUTE,
      '\u0301',
      '\u200d',
      '\ufe0f',
    ],
    ...['👩', '🏽', FAMILY, '🇩', '🇪', '❤️', '©', 'क', '्', 'ष', 'ा', '\u0600', '\ud83d', '\udc69', '\u00ad'],
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const reference = (whole: string) => [
    ...[...segmenter.segment(whole)].map(({ index }) => index),
    whole.length,
  ];

  it('are those of the whole text, from wherever one looks', () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, at) => {
        const index = whole.length === 0 ? 0 : at % (whole.length + 1);
        const all = reference(whole);
        expect(nextBoundary(whole, index)).toBe(all.find((boundary) => boundary > index) ?? whole.length);
        expect(previousBoundary(whole, index)).toBe(all.findLast((boundary) => boundary < index) ?? 0);
        expect(boundaryAt(whole, index)).toBe(all.findLast((boundary) => boundary <= index) ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('make random edits the same as edits of a list of characters', () => {
    type Step = { name: 'left' | 'right' | 'home' | 'end' | 'back' | 'on' } | { name: 'type'; text: string };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.constantFrom<Step>(
        ...(['left', 'right', 'home', 'end', 'back', 'on'] as const).map((name) => ({ name })),
      ),
      piece.map((typedText): Step => ({ name: 'type', text: typedText })),
    );
    const edits = {
      left: line.moveLeft,
      right: line.moveRight,
      home: line.moveHome,
      end: line.moveEnd,
      back: line.deleteBack,
      on: line.deleteOn,
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = line.EMPTY_LINE;
        let expected = { text: '', cursor: 0 };
        for (const one of steps) {
          const { text: was, cursor } = expected;
          const all = reference(was);
          const before = all.findLast((boundary) => boundary < cursor) ?? 0;
          const next = all.find((boundary) => boundary > cursor) ?? was.length;
          const inserted = one.name === 'type' ? one.text : '';
          state = one.name === 'type' ? line.insertText(state, inserted) : edits[one.name](state);
          expected = {
            left: { text: was, cursor: before },
            right: { text: was, cursor: next },
            home: { text: was, cursor: 0 },
            end: { text: was, cursor: was.length },
            back: { text: was.slice(0, before) + was.slice(cursor), cursor: before },
            on: { text: was.slice(0, cursor) + was.slice(next), cursor },
            type: {
              text: was.slice(0, cursor) + inserted + was.slice(cursor),
              cursor: cursor + inserted.length,
            },
          }[one.name];
          expect({ text: state.text, cursor: state.cursor }).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});
