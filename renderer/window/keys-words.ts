/** Texts of the list of all keys. The keys of the shell and the editor have their English ones beside them. */
import type { LanguageName } from '../../shared/language/language.ts';
import { inLanguages } from '../../shared/language/texts.ts';
import { KEYS_ZH, keysZh } from './keys-words.zh-Hans.ts';

export const keysWords = inLanguages({
  en: {
    title: 'All keys',
    everywhere: 'Everywhere',
    inShell: 'In the shell',
    inEditor: 'In the editor',
  },
  'zh-Hans': keysZh,
});

/** What keys do; `english` if there is no other text. */
export const keyText = (chords: string, english: string, language: LanguageName): string =>
  (language === 'zh-Hans' && KEYS_ZH[chords]) || english;
