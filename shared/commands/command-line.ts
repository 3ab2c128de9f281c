/**
 * Splits a line into words as redis-cli does (sdssplitargs, 7.0 to 8.0): quotes, escapes, `\xHH`.
 * Positions are UTF-16 offsets into the line, so that the window can mark what it shows.
 */

export interface Word {
  bytes: Uint8Array;
  /** The word's position in the line, quotes included: from `start` up to, not including, `end`. */
  start: number;
  end: number;
  /** True if the characters from start to end are the word itself: no quotes, no escapes. */
  plain: boolean;
}

export type SplitLine =
  | { ok: true; words: Word[] }
  /** `words` are those before the problem; `open` is the word that has it, as far as it goes. */
  | { ok: false; words: Word[]; open: Word; problem: 'unclosed' | 'text after quote'; at: number };

/** Encodes text of the line as bytes. */
export type Encode = (text: string) => Uint8Array;

const encoder = new TextEncoder();
/** Characters up to which a loop is faster than a call into the encoder. */
const SHORT = 64;

const utf8: Encode = (text) => {
  if (text.length > SHORT) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
};
const isSpace = (c: string | undefined) => c !== undefined && ' \t\n\v\f\r'.includes(c);
const endsBareWord = (c: string | undefined) =>
  c === ' ' || c === undefined || c === '\t' || c === '\n' || c === '\r';
const CONTROL: { readonly [letter: string]: number } = { n: 10, r: 13, t: 9, b: 8, a: 7 };

export function splitLine(line: string, encode: Encode = utf8): SplitLine {
  const words: Word[] = [];
  let i = 0;
  for (;;) {
    while (isSpace(line[i])) i++;
    if (i >= line.length) return { ok: true, words };
    const read = readWord(line, i, encode);
    if ('problem' in read) return { ok: false, words, ...read };
    words.push(read.word);
    i = read.word.end;
  }
}

export interface ReadCommand {
  words: Word[];
  /** Index of the line break that ends the command, or the text's length. */
  end: number;
  problem: 'unclosed' | 'text after quote' | null;
  /** The word with the problem, as far as it goes. */
  open: Word | null;
}

/** Reads one command from `start`. A line break within quotes belongs to the value; any other ends the command. */
export function readCommand(text: string, start: number, encode: Encode = utf8): ReadCommand {
  const words: Word[] = [];
  let i = start;
  for (;;) {
    while (text[i] !== '\n' && isSpace(text[i])) i++;
    if (i >= text.length || text[i] === '\n') return { words, end: i, problem: null, open: null };
    const read = readWord(text, i, encode);
    if ('problem' in read) {
      const { problem, open, at } = read;
      const lineEnd = problem === 'unclosed' ? -1 : text.indexOf('\n', at);
      return { words, end: lineEnd < 0 ? text.length : lineEnd, problem, open };
    }
    words.push(read.word);
    i = read.word.end;
  }
}

type ReadWord = { word: Word } | { open: Word; problem: 'unclosed' | 'text after quote'; at: number };

function readWord(line: string, start: number, encode: Encode): ReadWord {
  let i = start;
  while (!endsBareWord(line[i]) && line[i] !== '"' && line[i] !== "'") i++;
  return endsBareWord(line[i])
    ? { word: { bytes: encode(line.slice(start, i)), start, end: i, plain: true } }
    : readQuoted(line, start, i, encode);
}

/** A word with a quote at `open`. */
function readQuoted(line: string, start: number, open: number, encode: Encode): ReadWord {
  const bytes: number[] = [];
  let i = open;
  let from = start; // first character not yet copied: text between escapes is encoded in one go
  const copyTo = (end: number) => {
    if (end > from) for (const byte of encode(line.slice(from, end))) bytes.push(byte);
  };
  const word = (end: number): Word => ({ bytes: Uint8Array.from(bytes), start, end, plain: false });
  copyTo(i);

  const quote = line[i]!;
  from = ++i;
  for (;;) {
    const c = line[i];
    if (c === undefined) {
      copyTo(i);
      return { open: word(i), problem: 'unclosed', at: i };
    }
    if (c === quote) {
      copyTo(i);
      if (line[i + 1] !== undefined && !isSpace(line[i + 1]))
        return { open: word(i + 1), problem: 'text after quote', at: i + 1 };
      return { word: word(i + 1) };
    }
    if (c === '\\' && line[i + 1] !== undefined && (quote === '"' || line[i + 1] === "'")) {
      copyTo(i);
      const hex = quote === '"' ? /^\\x([0-9a-fA-F]{2})/.exec(line.slice(i, i + 4)) : null;
      const control = quote === '"' ? CONTROL[line[i + 1]!] : undefined;
      if (hex) bytes.push(parseInt(hex[1]!, 16));
      else if (control !== undefined) bytes.push(control);
      from = hex ? i + 4 : control !== undefined ? i + 2 : i + 1;
      // An escaped character that means itself is copied with what follows it, so that surrogate pairs stay whole.
      i = hex ? i + 4 : i + 2;
      continue;
    }
    i++;
  }
}
