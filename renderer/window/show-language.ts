/** What a language changes outside of the panels. */
import type { LanguageName } from '../../shared/language/language.ts';
import { hasChineseFont } from '../kit/chinese-font.ts';
import { languageWords, regionsWords } from './words.ts';

/** `tell` is called once, in English, if Chinese is to be shown and there is no font for it. */
export function languageShower(tell: (text: string) => void): (language: LanguageName) => void {
  let isTold = false;
  return (language) => {
    // Screen readers choose their voice by it, and Chromium the forms of Chinese characters.
    document.documentElement.lang = language;
    for (const [id, name] of Object.entries(regionsWords(language)))
      document.getElementById(id)?.setAttribute('aria-label', name);
    if (language !== 'zh-Hans' || isTold || hasChineseFont()) return;
    isTold = true;
    tell(languageWords('en').noChineseFont);
  };
}
