/**
 * Which commands the text of a Lua script calls, as far as the text shows it. What cannot be read with certainty counts
 * as hidden: a name that is computed, `redis` under another name, a global reached by its name, a broken string.
 * Source: Lua 5.1 reference manual, 2.1 (lexical conventions); Redis Lua API (redis.call, redis.pcall; Valkey: server.call).
 */
import { tokenizeLua, type LuaToken as Token } from './lua-tokens.ts';
import { latin1 } from '../resp/resp.ts';

export interface ScriptCalls {
  /** The leading literal words of each call, at most two: `CONFIG`, `SET`. */
  calls: string[][];
  /** True where the text may call something that it does not show. */
  hidden: boolean;
}

/** Scripts longer than this are not read. */
const LONGEST = 1 << 20;
const API = new Set(['redis', 'server', 'keydb']);
const CALLS = new Set(['call', 'pcall']);
/** Ways to a function that does not stand in the text by its own name. */
const INDIRECT = new Set([
  ...['_G', '_ENV', 'getfenv', 'setfenv', 'debug'],
  ...['load', 'loadstring', 'loadfile', 'dofile', 'require', 'module', 'package'],
]);

/** Reads the script that EVAL, EVAL_RO, SCRIPT LOAD and FUNCTION LOAD carry. */
export function readScriptCalls(script: Uint8Array): ScriptCalls {
  const text = script.length > LONGEST ? null : luaOf(latin1(script));
  const tokens = text === null ? null : tokenizeLua(text);
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

/**
 * The text after the line `#!lua name=library`; null if the line names another language. The server ends this line at `\n`
 * only: it is not Lua.
 */
function luaOf(text: string): string | null {
  if (!text.startsWith('#!')) return text;
  if (!/^#!lua(?![\w-])/.test(text)) return null;
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end);
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
