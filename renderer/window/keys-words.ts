/** Texts of the list of all keys. */
import { inLanguages } from '../../shared/language/texts.ts';
import { keysZh } from './keys-words.zh-Hans.ts';

export const keysWords = inLanguages({
  en: {
    title: 'All keys',
    everywhere: 'Everywhere',
    inShell: 'In the shell',
    inEditor: 'In the editor',
  },
  'zh-Hans': keysZh,
});
