import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyDecoder, type Input } from '../../../../../main/headless/terminal/key-decoder.ts';

const press = ({ key, ctrlKey, altKey, shiftKey }: Extract<Input, { kind: 'key' }>['press']) =>
  `${ctrlKey ? 'ctrl+' : ''}${altKey ? 'alt+' : ''}${shiftKey ? 'shift+' : ''}${key}`;
const shown = (input: Input) =>
  input.kind === 'key' ? `<${press(input.press)}>` : `${input.kind}:${input.text}`;

function decode(...pieces: string[]): string[] {
  const decoder = new KeyDecoder();
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.flush()].map(shown);
}

describe('keys of a terminal', () => {
  it.each([
    ['a', 'text:a'],
    ['日本é', 'text:日本é'],
    ['\r', '<Enter>'],
    ['\n', '<ctrl+j>'],
    ['\t', '<Tab>'],
    ['\x7f', '<Backspace>'],
    ['\x01', '<ctrl+a>'],
    ['\x1f', '<ctrl+_>'],
    ['\x1b', '<Escape>'],
    ['\x1bb', '<alt+b>'],
    ['\x1b\x7f', '<alt+Backspace>'],
    ['\x1b[A', '<ArrowUp>'],
    ['\x1bOD', '<ArrowLeft>'],
    ['\x1b[1;5C', '<ctrl+ArrowRight>'],
    ['\x1b[1;3D', '<alt+ArrowLeft>'],
    ['\x1b[H', '<Home>'],
    ['\x1b[4~', '<End>'],
    ['\x1b[3~', '<Delete>'],
    ['\x1b[3;5~', '<ctrl+Delete>'],
    ['\x1b[Z', '<shift+Tab>'],
    ['\x1b[200~set a 1\nget a\x1b[201~', 'paste:set a 1\nget a'],
    ['\x1b[200~\x1b[A\x1b\x1b[201~', 'paste:\x1b[A\x1b'],
  ])('%j is %s', (bytes, expected) => {
    expect(decode(bytes)).toEqual([expected]);
  });

  it.each(['\0', '\x1b[15~', '\x1b[?1;2c', '\x1b[[A', '\x1b[I', '\x1bOP'])('%j means nothing', (bytes) => {
    expect(decode(`${bytes}x`)).toEqual(['text:x']);
  });

  it('reads a sequence the same however it is cut', () => {
    const input = 'set \x1b[1;5D\x1b[200~a\nb\x1b[201~\x1bOAé\r\x1bf\x1b[3~\x03';
    const whole = decode(input);
    const cut = (at: number[]) => {
      const places = [0, ...[...at].sort((a, b) => a - b), input.length];
      return places.slice(1).map((end, i) => input.slice(places[i], end));
    };
    fc.assert(
      fc.property(fc.array(fc.nat(input.length), { maxLength: 20 }), (at) => {
        expect(
          decode(...cut(at))
            .join('')
            .replaceAll('text:', ''),
        ).toBe(whole.join('').replaceAll('text:', ''));
      }),
    );
  });

  it('survives anything', () => {
    const unit = fc.constantFrom('\x1b', '[', 'O', '2', '0', '1', '~', ';', '\r', 'x', '\0', '日');
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 12 })), (pieces) => {
        const decoder = new KeyDecoder();
        for (const piece of pieces) decoder.push(piece);
        decoder.push('\x1b[201~');
        decoder.flush();
        expect(decoder.push('y\r').map(shown)).toEqual(['text:y', '<Enter>']);
      }),
    );
  });

  it('waits for what may follow Escape', () => {
    const decoder = new KeyDecoder();
    expect(decoder.push('\x1b')).toEqual([]);
    expect(decoder.isPending).toBe(true);
    expect(decoder.push('[A').map(shown)).toEqual(['<ArrowUp>']);
    expect(decoder.isPending).toBe(false);
  });
});
