/** Why a node has no metrics although it was asked for them. Plain data only. */
import { clockTime } from '../format/clock.ts';
import type { LanguageName } from '../language/language.ts';
import { infoWords } from './words.ts';

export interface InfoTrouble {
  /** silent: no answer to INFO · too-large: the answer exceeds the limit. */
  kind: 'silent' | 'too-large';
  /** Milliseconds since 1970 of the first unanswered question. */
  since: number;
  /** In a few words, at most 200 characters. */
  reason: string;
}

/** A few words for a list, and a sentence with all that is known. */
export function troubleWords(
  { kind, since, reason }: InfoTrouble,
  language: LanguageName = 'en',
): { short: string; long: string } {
  const words = infoWords(language);
  const known = { time: clockTime(since), reason };
  return kind === 'silent'
    ? { short: words.silent(known), long: words.silentLong(known) }
    : { short: words.tooLarge, long: words.tooLargeLong(known) };
}
