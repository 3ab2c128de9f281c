/** Text from a terminal as keys, typed text and pastes. A sequence may arrive in pieces. */
import type { KeyPress } from '../../../shared/repl/line/keymap.ts';

export type Input =
  { kind: 'text'; text: string } | { kind: 'key'; press: KeyPress } | { kind: 'paste'; text: string };

const PASTE_END = '\x1b[201~';
/** A sequence that is longer is none of a keyboard. */
const LONGEST_SEQUENCE = 64;

/** By the number before `~`. */
const NUMBERED: { readonly [code: number]: string } = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
};
/** By the last letter of `ESC [ … X` and `ESC O X`. */
const LETTERED: { readonly [letter: string]: string } = {
  A: 'ArrowUp',
  B: 'ArrowDown',
  C: 'ArrowRight',
  D: 'ArrowLeft',
  F: 'End',
  H: 'Home',
};

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
const META = 8;

/** `modifiers` are xterm's, less one. */
const key = (name: string, modifiers = 0): Input => ({
  kind: 'key',
  press: {
    key: name,
    code: '',
    shiftKey: (modifiers & SHIFT) !== 0,
    altKey: (modifiers & ALT) !== 0,
    ctrlKey: (modifiers & CTRL) !== 0,
    metaKey: (modifiers & META) !== 0,
  },
});

export class KeyDecoder {
  private rest = '';
  /** The text of a paste that has not ended; null outside of one. */
  private pasted: string[] | null = null;

  /** True if the beginning of a sequence has arrived. Escape alone is such a beginning: only time tells. */
  get isPending(): boolean {
    return this.rest !== '' && this.pasted === null;
  }

  push(text: string): Input[] {
    this.rest += text;
    const found: Input[] = [];
    while (this.rest !== '') {
      const taken = this.pasted === null ? this.take(found) : this.takePasted(found);
      if (taken === 0) break;
      this.rest = this.rest.slice(taken);
    }
    return found;
  }

  /** Nothing more follows: Escape was a key, and any other beginning is dropped. */
  flush(): Input[] {
    const { rest } = this;
    if (!this.isPending) return [];
    this.rest = '';
    return rest === '\x1b' ? [key('Escape')] : [];
  }

  /** Returns how many characters it took; 0 if more must arrive first. */
  private take(found: Input[]): number {
    const { rest } = this;
    if (rest.startsWith('\x1b')) return this.takeEscape(found);
    const control = controlKey(rest.charCodeAt(0));
    if (control !== null) {
      if (control) found.push(control);
      return 1;
    }
    const text = /^[^\0-\x1f\x7f]+/.exec(rest)![0];
    found.push({ kind: 'text', text });
    return text.length;
  }

  private takeEscape(found: Input[]): number {
    const { rest } = this;
    const next = rest[1];
    if (next === undefined) return 0;
    if (next === '[') return this.takeSequence(found);
    if (next === 'O') return takeLetter(rest, found);
    if (next === '\x1b') {
      found.push(key('Escape'));
      return 1;
    }
    const control = controlKey(next.charCodeAt(0));
    const character = String.fromCodePoint(rest.codePointAt(1)!);
    if (control === null) found.push(key(character, ALT));
    else if (control && control.kind === 'key')
      found.push({ kind: 'key', press: { ...control.press, altKey: true } });
    return 1 + character.length;
  }

  private takeSequence(found: Input[]): number {
    const { rest } = this;
    // A Linux console's F1 to F5 have a second bracket.
    const sequence = /^\x1b\[(?:\[[A-E]|([0-?]*)[ -/]*([@-Z\\-~]))/.exec(rest);
    if (!sequence) return rest.length < LONGEST_SEQUENCE && /^\x1b\[(?:\[|[0-?]*[ -/]*)$/.test(rest) ? 0 : 2;
    const [whole, parameters = '', letter = ''] = sequence;
    const [first = 0, second = 1] = parameters.split(';').map(Number);
    const modifiers = Math.max(0, second - 1);
    if (letter === '~' && first === 200) this.pasted = [];
    else if (letter === '~' && NUMBERED[first]) found.push(key(NUMBERED[first], modifiers));
    else if (letter === 'Z') found.push(key('Tab', SHIFT));
    else if (LETTERED[letter]) found.push(key(LETTERED[letter], modifiers));
    return whole.length;
  }

  private takePasted(found: Input[]): number {
    const { rest } = this;
    const end = rest.indexOf(PASTE_END);
    if (end >= 0) {
      found.push({ kind: 'paste', text: [...this.pasted!, rest.slice(0, end)].join('') });
      this.pasted = null;
      return end + PASTE_END.length;
    }
    // The end may have begun.
    const kept = rest.lastIndexOf('\x1b');
    const sure = kept >= 0 && rest.length - kept < PASTE_END.length ? kept : rest.length;
    if (sure > 0) this.pasted!.push(rest.slice(0, sure));
    return sure;
  }
}

function takeLetter(rest: string, found: Input[]): number {
  const letter = rest[2];
  if (letter === undefined) return 0;
  if (LETTERED[letter]) found.push(key(LETTERED[letter]));
  return 3;
}

/** Null for a character that types itself, false for one that means nothing. */
function controlKey(code: number): Input | null | false {
  if (code === 0x7f) return key('Backspace');
  if (code >= 0x20) return null;
  if (code === 0x0d) return key('Enter');
  if (code === 0x09) return key('Tab');
  if (code === 0x1f) return key('_', CTRL);
  return code >= 1 && code <= 0x1a ? key(String.fromCharCode(0x60 + code), CTRL) : false;
}
