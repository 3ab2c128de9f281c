/** A sentence for the transcript. */
import type { LanguageName } from '../language/language.ts';

export interface Notice {
  tone: 'info' | 'good' | 'bad';
  text: string;
  /** The same in another language, if main knows it. */
  translations?: { readonly [L in Exclude<LanguageName, 'en'>]?: string };
  /** When it happened, milliseconds since 1970; absent if it answers something typed just before. */
  at?: number;
}

export const noticeText = ({ text, translations }: Notice, language: LanguageName): string =>
  (language !== 'en' && translations?.[language]) || text;
