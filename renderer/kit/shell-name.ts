/** What a shell is called: on its tab, and wherever else it is named. */
import type { LanguageName } from '../../shared/language/language.ts';
import { shellWords } from './words.ts';

interface Named {
  /** By the shell's number. */
  sessions: { readonly [shell: number]: unknown };
  language: LanguageName;
}

/** Counted in the order of the tabs; the only one has no number. */
export function shellName({ sessions, language }: Named, shell: number): string {
  const words = shellWords(language);
  const ids = Object.keys(sessions).map(Number);
  return ids.length === 1 ? words.only : words.numbered({ number: ids.indexOf(shell) + 1 });
}
