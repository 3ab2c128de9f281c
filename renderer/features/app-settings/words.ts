/** Texts of the settings' page. Those of the settings are in shared/session/settings-words.ts. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { pageZh } from './words.zh-Hans.ts';

export const pageWords = inLanguages({
  en: {
    title: 'Settings',
    search: 'Search settings',
    sections: 'Sections',
    none: 'No setting has these words.',
    openFile: 'Open settings file',
    problems:
      'The settings file has something wrong in it. It stays as it is until you change a setting; then a copy of it is kept.',
    reset: 'Reset',
    resetTo: 'Reset to {value}',
    empty: 'nothing',

    wholeNumber: 'A whole number from {min} to {max}.',
    length:
      '{shortest, plural, =0 {At most {longest} characters.} other {From {shortest} to {longest} characters.}}',
  },
  'zh-Hans': pageZh,
});
