/**
 * Finds the commands that a Lua script calls, as far as its text shows them. Anything uncertain counts as hidden: a computed
 * name, `redis` under another name, a global reached by name, a broken string.
 * Source: Lua 5.1 reference manual, 2.1 (lexical conventions); Redis Lua API (redis.call, redis.pcall; Valkey: server.call).
 */
import { tokenizeLua, type LuaToken as Token } from './lua-tokens.ts';
import { latin1 } from '../resp/resp.ts';

export interface ScriptCalls {
  /** The leading literal arguments of each call, at most two: `CONFIG`, `SET`. */
  calls: string[][];
  /** True if the script may call a command that its text does not show. */
  hidden: boolean;
}

/** Bytes of a script; longer ones are not read. */
const MAX_SCRIPT = 1 << 20;
const API = new Set(['redis', 'server', 'keydb']);
const CALLS = new Set(['call', 'pcall']);
/** Ways to reach a function without naming it in the text. */
const INDIRECT = new Set([
  ...['_G', '_ENV', 'getfenv', 'setfenv', 'debug'],
  ...['load', 'loadstring', 'loadfile', 'dofile', 'require', 'module', 'package'],
]);

/** Reads the script of an EVAL, EVAL_RO, SCRIPT LOAD or FUNCTION LOAD. */
export function readScriptCalls(script: Uint8Array): ScriptCalls {
  const text = script.length > MAX_SCRIPT ? null : luaOf(latin1(script));
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
    // `redis` is safe only before `.name`: anything else passes it on under another name, or indexes it.
    if (!member && API.has(token.text) && !(is(i + 1, '.') && tokens[i + 2]?.kind === 'name')) hidden = true;
    if (!member || !CALLS.has(token.text)) continue;
    const args = literalArgs(tokens, i + 1);
    if (args) calls.push(args);
    else hidden = true;
  }
  return { calls, hidden };
}

/**
 * Returns the text after the line `#!lua name=library`; null if the line names another language. The line is not Lua: it
 * ends only at `\n`.
 */
function luaOf(text: string): string | null {
  if (!text.startsWith('#!')) return text;
  if (!/^#!lua(?![\w-])/.test(text)) return null;
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end);
}

/** Returns the literals at the head of a call's arguments; null if the first one is not a whole literal. */
function literalArgs(tokens: readonly Token[], at: number): string[] | null {
  // redis.call 'PING'
  if (tokens[at]?.kind === 'string') return [tokens[at].text];
  if (tokens[at]?.text !== '(' || tokens[at].kind !== 'other') return null;
  const args: string[] = [];
  for (let i = at + 1; args.length < 2; i += 2) {
    const [literal, after] = [tokens[i], tokens[i + 1]];
    const ends = after?.kind === 'other' && (after.text === ',' || after.text === ')');
    if (literal?.kind !== 'string' || !ends) break;
    args.push(literal.text);
    if (after.text === ')') break;
  }
  return args.length > 0 ? args : null;
}
