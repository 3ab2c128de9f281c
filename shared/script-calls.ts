/**
 * Which commands the text of a Lua script calls, as far as the text shows it. What cannot be read with certainty counts
 * as hidden: a name that is computed, `redis` under another name, a global reached by its name, a broken string.
 * Source: Lua 5.1 reference manual, 2.1 (lexical conventions); Redis Lua API (redis.call, redis.pcall; Valkey: server.call).
 */
import { latin1 } from './resp.ts';

export interface ScriptCalls {
  /** The leading literal words of each call, at most two: `CONFIG`, `SET`. */
  calls: string[][];
  /** True where the text may call something that it does not show. */
  hidden: boolean;
}

type Token = { kind: 'name' | 'string' | 'other'; text: string };

/** Scripts longer than this are not read. */
const LONGEST = 1 << 20;
const API = new Set(['redis', 'server']);
const CALLS = new Set(['call', 'pcall']);
/** Ways to a function that does not stand in the text by its own name. */
const INDIRECT = new Set([
  '_G',
  '_ENV',
  'getfenv',
  'setfenv',
  'load',
  'loadstring',
  'loadfile',
  'dofile',
  'require',
]);

/** Reads the script that EVAL, EVAL_RO, SCRIPT LOAD and FUNCTION LOAD carry. */
export function readScriptCalls(script: Uint8Array): ScriptCalls {
  const tokens = script.length > LONGEST ? null : tokenize(latin1(script));
  if (!tokens) return { calls: [], hidden: true };
  const calls: string[][] = [];
  let hidden = false;
  const is = (at: number, text: string) => tokens[at]?.kind === 'other' && tokens[at].text === text;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'name') continue;
    const member = is(i - 1, '.') && !is(i - 2, '.');
    if (!member && INDIRECT.has(token.text)) hidden = true;
    // `redis` may only stand before `.name`: anything else hands it on under another name, or indexes it.
    if (!member && API.has(token.text) && !(is(i + 1, '.') && tokens[i + 2]?.kind === 'name')) hidden = true;
    if (!member || !CALLS.has(token.text)) continue;
    const words = literalWords(tokens, i + 1);
    if (words) calls.push(words);
    else hidden = true;
  }
  return { calls, hidden };
}

/** The literal words at the head of a call's arguments; null where the first one is not a whole literal. */
function literalWords(tokens: readonly Token[], at: number): string[] | null {
  // redis.call 'PING'
  if (tokens[at]?.kind === 'string') return [tokens[at].text];
  if (tokens[at]?.text !== '(' || tokens[at].kind !== 'other') return null;
  const words: string[] = [];
  for (let i = at + 1; words.length < 2; i += 2) {
    const [literal, after] = [tokens[i], tokens[i + 1]];
    const ends = after?.kind === 'other' && (after.text === ',' || after.text === ')');
    if (literal?.kind !== 'string' || !ends) break;
    words.push(literal.text);
    if (after.text === ')') break;
  }
  return words.length > 0 ? words : null;
}

/** Null where a string or a comment is not closed. */
function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  // `#!lua name=library` is not Lua.
  let i = text.startsWith('#!') ? lineEnd(text, 0) : 0;
  while (i < text.length) {
    const c = text[i]!;
    if (/\s/.test(c)) i++;
    else if (text.startsWith('--', i)) {
      const long = longBracket(text, i + 2);
      if (long === 'open') return null;
      i = long ? long.end : lineEnd(text, i);
    } else if (c === '"' || c === "'") {
      const read = quoted(text, i);
      if (!read) return null;
      tokens.push({ kind: 'string', text: read.text });
      i = read.end;
    } else if (c === '[') {
      const long = longBracket(text, i);
      if (long === 'open') return null;
      tokens.push(long ? { kind: 'string', text: long.text } : { kind: 'other', text: c });
      i = long ? long.end : i + 1;
    } else if (/\w/.test(c)) {
      let end = i + 1;
      while (end < text.length && /\w/.test(text[end]!)) end++;
      tokens.push({ kind: 'name', text: text.slice(i, end) });
      i = end;
    } else {
      tokens.push({ kind: 'other', text: c });
      i++;
    }
  }
  return tokens;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** `[[…]]` or `[==[…]==]` at `at`; null where none begins there, `open` where it does not end. */
function longBracket(text: string, at: number): { text: string; end: number } | 'open' | null {
  let inside = at + 1;
  if (text[at] !== '[') return null;
  while (text[inside] === '=') inside++;
  if (text[inside] !== '[') return null;
  const close = `]${text.slice(at + 1, inside)}]`;
  const end = text.indexOf(close, inside + 1);
  if (end < 0) return 'open';
  return { text: text.slice(inside + 1, end).replace(/^(\r\n|\n\r|\n|\r)/, ''), end: end + close.length };
}

const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

function quoted(text: string, at: number): { text: string; end: number } | null {
  const quote = text[at]!;
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === quote) return { text: value, end: i + 1 };
    if (c === '\n') return null;
    if (c !== '\\') value += c;
    else {
      const digits = /^\d{1,3}/.exec(text.slice(i + 1, i + 4));
      if (digits) value += String.fromCharCode(Number(digits[0]) & 255);
      else value += ESCAPES[text[i + 1]!] ?? text[i + 1] ?? '';
      i += digits ? digits[0].length : 1;
    }
  }
  return null;
}
