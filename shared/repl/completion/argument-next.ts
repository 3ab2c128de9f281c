/** The words that may follow those that were matched. */
import type { ArgumentSpec } from '../../commands/command-docs.ts';
import { endOfOptionals, type Progress } from './argument-match.ts';

export interface NextWord {
  /** The argument that the word is, or begins. */
  spec: ArgumentSpec;
  /** The word itself, as documented; null for one that the user makes up. */
  token: string | null;
}

export function nextWords(parts: readonly Progress[]): NextWord[] {
  const found: NextWord[] = [];
  for (let i = 0; i < parts.length;) {
    const { spec, complete, closed } = parts[i]!;
    if (!spec.optional) {
      if (!closed) found.push(...nextOf(parts[i]!));
      if (!complete) return found;
      i++;
      continue;
    }
    const end = endOfOptionals(
      parts.map((part) => part.spec),
      i,
    );
    const group = parts.slice(i, end);
    const begun = group.filter((part) => part.used > 0 && !part.closed);
    const must = begun.find((part) => !part.complete);
    // An argument that was begun must be completed before another may follow.
    if (must) return nextOf(must);
    found.push(...begun.flatMap(nextOf));
    const after = parts[end];
    if (!after || after.used === 0)
      found.push(...group.filter((part) => part.used === 0 && !part.closed).flatMap(nextOf));
    i = end;
  }
  return found;
}

function nextOf(part: Progress): NextWord[] {
  const { spec, used, recent, complete, tokenSeen, parts } = part;
  if (used === 0) return firstWords(spec);
  const named = recent > (tokenSeen ? 1 : 0) || spec.type === 'pure-token';
  const inner = parts.length > 0 ? nextWords(parts) : named ? [] : bodyWords(spec);
  // With fewer keys than numkeys says, one repetition is complete and the whole is not.
  const again = spec.multiple && named && (parts.length === 0 || complete);
  return again ? [...inner, ...(spec.multipleToken ? firstWords(spec) : bodyWords(spec))] : inner;
}

function firstWords(spec: ArgumentSpec): NextWord[] {
  return spec.token === undefined ? bodyWords(spec) : [{ spec, token: spec.token }];
}

function bodyWords(spec: ArgumentSpec): NextWord[] {
  const { type, arguments: inner = [] } = spec;
  if (type === 'oneof') return inner.flatMap(firstWords);
  if (type === 'pure-token') return [];
  if (type !== 'block') return [{ spec, token: null }];
  const found: NextWord[] = [];
  for (const part of inner) {
    found.push(...firstWords(part));
    if (!part.optional) break;
  }
  return found;
}
