/** The languages of the app, and which of them a user gets. Pure. */

/** BCP 47 tags, as `<html lang>` and Intl take them. The first is the default. */
export const LANGUAGES = ['en', 'zh-Hans'] as const;
export type LanguageName = (typeof LANGUAGES)[number];

/** The setting: a language, or the system's. */
export type LanguageChoice = 'system' | LanguageName;

/**
 * The first of the system's preferred languages that the app has; English if it has none of them.
 * Traditional Chinese is not taken for Simplified: whoever reads both has listed both.
 */
export function systemLanguage(preferred: readonly string[]): LanguageName {
  for (const tag of preferred) {
    const language = ours(tag);
    if (language) return language;
  }
  return LANGUAGES[0];
}

function ours(tag: string): LanguageName | null {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag).maximize();
  } catch {
    // Such as the C of LANG=C.
    return null;
  }
  if (locale.language === 'en') return 'en';
  return locale.language === 'zh' && locale.script === 'Hans' ? 'zh-Hans' : null;
}

/** The language to draw in. */
export const languageOf = (choice: LanguageChoice, system: LanguageName): LanguageName =>
  choice === 'system' ? system : choice;

/** What is made of a language once, when it is first wanted. */
export function inEachLanguage<T>(make: (language: LanguageName) => T): (language: LanguageName) => T {
  const made = new Map<LanguageName, { value: T }>();
  return (language) => {
    let known = made.get(language);
    if (!known) made.set(language, (known = { value: make(language) }));
    return known.value;
  };
}
