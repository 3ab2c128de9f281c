/** The lessons' texts by language. */
import type { LanguageName } from '../../../../shared/language/language.ts';
import type { LessonText } from '../lesson.ts';
import { LESSON_TEXTS as EN } from './en/index.ts';
import { LESSON_TEXTS as ZH_HANS } from './zh-Hans/index.ts';

const TEXTS: { readonly [L in LanguageName]: readonly LessonText[] } = { en: EN, 'zh-Hans': ZH_HANS };

export const textsIn = (language: LanguageName): readonly LessonText[] => TEXTS[language];
