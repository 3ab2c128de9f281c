/** The missing arguments of the line, grey behind the cursor: the rest of the command's syntax. As redis-cli 7.4. */
import { findDoc, type CommandDocs } from '../../commands/command-docs.ts';
import { bodySyntax, joined, repetition, specSyntax } from '../../commands/command-syntax.ts';
import { endOfOptionals, matchArguments, type Progress } from './argument-match.ts';
import { readCommandWords } from './command-words.ts';
import type { Reading } from '../line/reading.ts';

/**
 * How an optional argument that repeats ends once it was begun. `as redis-cli`: with the bracket that closes it, though the
 * one that opens it is gone, as redis-cli 7.2 to 8.0 and valkey-cli print it.
 */
export type Brackets = 'balanced' | 'as redis-cli';

/** Empty if nothing is known or wanted. The word being typed counts once a blank follows it. */
export function argumentHint(line: Reading, docs: CommandDocs, brackets: Brackets = 'balanced'): string {
  const words = readCommandWords(line);
  if (!words) return '';
  const found = findDoc(docs, words.before);
  if (!found) return '';
  const parts = matchArguments(found.doc.arguments, words.before.slice(found.length));
  return parts ? remaining(parts, brackets).join(' ') : '';
}

/** The syntax of the unfinished parts. Optional ones are together; the one that was begun comes first. */
function remaining(parts: readonly Progress[], brackets: Brackets): string[] {
  const texts: string[] = [];
  const push = (part: Progress) => {
    const text = restOf(part, brackets);
    if (text) texts.push(text);
  };
  const specs = parts.map(({ spec }) => spec);
  for (let i = 0; i < parts.length;) {
    if (!specs[i]!.optional) {
      push(parts[i++]!);
      continue;
    }
    const end = endOfOptionals(specs, i);
    const group = parts.slice(i, end);
    group.filter((part) => part.used > 0).forEach(push);
    // Once a required part has begun, no optional one may come before it.
    if (end === parts.length || parts[end]!.used === 0) group.filter((part) => part.used === 0).forEach(push);
    i = end;
  }
  return texts;
}

function restOf(part: Progress, brackets: Brackets): string {
  const { spec, used, closed, tokenSeen, parts } = part;
  if (closed) return '';
  if (used === 0) return specSyntax(spec);
  const isStray = brackets === 'as redis-cli' && spec.optional && spec.multiple;
  const again = repetition(spec) + (isStray ? ']' : '');
  if (parts.length > 0) return joined(remaining(parts, brackets).join(' '), again);
  // A token alone is one word that leaves it incomplete; a value that follows others of its token is one word as well.
  const named = !tokenSeen || part.recent > 1 || part.complete || spec.type === 'pure-token';
  return joined(named ? '' : bodySyntax(spec), again);
}
