/**
 * The words of a line matched against a command's argument specifications, in the manner of redis-cli 7.4: optional
 * arguments that stand together come in any order, numbers must be numbers. Beyond redis-cli, `numkeys` says how many
 * keys follow, so that what comes after them is known.
 */
import type { ArgumentSpec } from '../../commands/command-docs.ts';

/** How much of one argument the words have given. */
export interface Progress {
  readonly spec: ArgumentSpec;
  /** Words taken. */
  readonly used: number;
  /** Words taken by the last repetition. */
  readonly recent: number;
  /** True if this repetition has its token. */
  readonly tokenSeen: boolean;
  /** Nothing that must be given is missing. */
  readonly complete: boolean;
  /** Nothing more of it can follow. */
  readonly closed: boolean;
  /** For a block: each part. For a oneof: the alternative that was taken. Empty until a word of it is taken. */
  readonly parts: readonly Progress[];
}

/** Limit on attempts to match one argument to one word: specifications come from servers, so a line must not take forever. */
const MAX_STEPS = 20_000;

class TooLong extends Error {}

interface Args {
  readonly list: readonly string[];
  steps: number;
}

/** `words` in lower case, without the command's name. Null if they do not fit, or are too many to try. */
export function matchArguments(specs: readonly ArgumentSpec[], words: readonly string[]): Progress[] | null {
  try {
    const taken = takeSequence(specs, { list: words, steps: MAX_STEPS }, 0);
    return taken && taken.used === words.length ? taken.parts : null;
  } catch (problem) {
    if (problem instanceof TooLong) return null;
    throw problem;
  }
}

const untouched = (spec: ArgumentSpec): Progress => ({
  spec,
  used: 0,
  recent: 0,
  tokenSeen: false,
  complete: false,
  closed: false,
  parts: [],
});

const close = (progress: Progress): Progress => ({ ...progress, closed: true, complete: true });

function takeSequence(
  specs: readonly ArgumentSpec[],
  args: Args,
  from: number,
): { parts: Progress[]; used: number } | null {
  const parts = specs.map(untouched);
  let at = from;
  let keys: number | null = null;
  const take = (index: number): Progress | null => {
    const spec = specs[index]!;
    const progress = takeAgain(spec, args, at, spec.type === 'key' ? keys : null);
    if (!progress) return null;
    if (spec.name === 'numkeys' && spec.type === 'integer') keys = Number(args.list[at]);
    if (keys === 0) closeKeys(specs, parts);
    at += progress.used;
    return progress;
  };
  for (let i = 0; i < specs.length && at < args.list.length;) {
    if (!specs[i]!.optional) {
      if (!parts[i]!.closed) {
        const progress = take(i);
        if (!progress) return null;
        parts[i] = progress;
      }
      i++;
      continue;
    }
    const end = endOfOptionals(specs, i);
    for (let last = -1; at < args.list.length;) {
      let found = -1;
      for (let j = i; j < end && found < 0; j++) {
        if (parts[j]!.used > 0 || parts[j]!.closed) continue;
        const progress = take(j);
        if (!progress) continue;
        parts[j] = progress;
        found = j;
      }
      if (found < 0) break;
      // The next one has begun: the optional parts of the last can no longer follow.
      if (last >= 0) parts[last] = close(parts[last]!);
      last = found;
    }
    i = end;
  }
  return { parts, used: at - from };
}

/** `ZDIFF 0`, `EVAL script 0`: no key follows. */
function closeKeys(specs: readonly ArgumentSpec[], parts: Progress[]): void {
  const at = specs.findIndex((spec, i) => spec.type === 'key' && spec.multiple && parts[i]!.used === 0);
  if (at >= 0) parts[at] = close(parts[at]!);
}

export function endOfOptionals(specs: readonly ArgumentSpec[], from: number): number {
  let end = from;
  while (end < specs.length && specs[end]!.optional) end++;
  return end;
}

/** The argument as often as the words give it; `count` times if that is known. */
function takeAgain(spec: ArgumentSpec, args: Args, at: number, count: number | null): Progress | null {
  const first = takeOnce(spec, args, at, false);
  if (!first || !spec.multiple) return first;
  let last = first;
  let { used } = first;
  let times = 1;
  while (last.complete && at + used < args.list.length && (count === null || times < count)) {
    const again = takeOnce(spec, args, at + used, spec.token !== undefined && !spec.multipleToken);
    if (!again) break;
    last = again;
    used += again.used;
    times++;
  }
  const enough = count === null || times >= count;
  return {
    ...last,
    used,
    complete: last.complete && enough,
    closed: last.complete && count !== null && enough,
  };
}

function takeOnce(spec: ArgumentSpec, args: Args, at: number, tokenSeen: boolean): Progress | null {
  if (args.steps-- <= 0) throw new TooLong();
  const word = args.list[at];
  if (word === undefined) return null;
  if (spec.token === undefined || tokenSeen) return takeBody(spec, args, at, tokenSeen);
  if (word !== spec.token.toLowerCase()) return null;
  const token = { ...untouched(spec), used: 1, recent: 1, tokenSeen: true };
  if (spec.type === 'pure-token') return { ...token, complete: true, closed: !spec.multiple };
  if (at + 1 === args.list.length) return token;
  const body = takeBody(spec, args, at + 1, true);
  return body && { ...body, used: body.used + 1, recent: body.used + 1 };
}

function takeBody(spec: ArgumentSpec, args: Args, at: number, tokenSeen: boolean): Progress | null {
  const { type, arguments: inner = [], multiple = false } = spec;
  if (type === 'block') {
    const taken = takeSequence(inner, args, at);
    if (!taken || taken.used === 0) return null;
    const complete = taken.parts.every((part) => part.complete || (part.spec.optional && part.used === 0));
    const closed = !multiple && taken.parts.every((part) => part.closed);
    return { spec, tokenSeen, complete, closed, recent: taken.used, ...taken };
  }
  if (type === 'oneof') {
    for (const one of inner) {
      const part = takeAgain(one, args, at, null);
      if (!part) continue;
      const { used, complete } = part;
      return {
        spec,
        used,
        recent: used,
        tokenSeen,
        complete,
        closed: !multiple && part.closed,
        parts: [part],
      };
    }
    return null;
  }
  if (!fits(type, args.list[at]!)) return null;
  return { spec, used: 1, recent: 1, tokenSeen, complete: true, closed: !multiple, parts: [] };
}

// Score ranges are doubles in COMMAND DOCS, and may begin with a bracket.
const DOUBLE = /^\(?[+-]?(\d+(\.\d*)?(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?)$/;

function fits(type: ArgumentSpec['type'], word: string): boolean {
  if (type === 'integer' || type === 'unix-time') return /^[+-]?\d+$/.test(word);
  return type !== 'double' || DOUBLE.test(word);
}
