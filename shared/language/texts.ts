/** Texts in each language: data in, functions and strings out. The texts are ICU messages. */
import { IntlMessageFormat } from 'intl-messageformat';
import { inEachLanguage, type LanguageName } from './language.ts';
import type { ArgumentsOf } from './message-arguments.ts';

/** Texts, and objects and lists of them, to any depth. */
export interface Texts {
  readonly [key: string]: unknown;
}

/** The same keys, with a text of another language each. */
type Translated<T> = T extends string ? string : { readonly [K in keyof T]: Translated<T[K]> };

export interface Message<A> {
  (args: A): string;
  /** The text in order, with the arguments that are not text as they are: a span, an element. */
  parts<T extends object>(args: { readonly [K in keyof A]: A[K] | T }): (string | T)[];
}

/** Each text as a string, or as a function of its arguments. */
export type Spoken<T> = T extends string
  ? keyof ArgumentsOf<T> extends never
    ? string
    : Message<ArgumentsOf<T>>
  : { readonly [K in keyof T]: Spoken<T[K]> };

/** The texts of one place in the language that is asked for. */
export interface Words<T> {
  (language: LanguageName): Spoken<T>;
  /** As they are written. */
  readonly texts: { readonly [L in LanguageName]: Translated<T> };
}

/** The English texts decide which keys there are, and which arguments each message takes. */
export function inLanguages<const T extends Texts>(texts: {
  readonly en: T;
  readonly 'zh-Hans': Translated<NoInfer<T>>;
}): Words<T> {
  const words = inEachLanguage((language) => speak(texts[language], language));
  return Object.assign(words, { texts }) as unknown as Words<T>;
}

function speak(text: unknown, language: LanguageName): unknown {
  if (typeof text === 'string') return speakOne(text, language);
  if (Array.isArray(text)) return text.map((one) => speak(one, language));
  if (typeof text !== 'object' || text === null) return text;
  return Object.fromEntries(Object.entries(text).map(([key, one]) => [key, speak(one, language)]));
}

type Args = Record<string, string | number>;

function speakOne(text: string, language: LanguageName): unknown {
  if (!/[{}']/.test(text)) return text;
  let compiled: IntlMessageFormat | undefined;
  const format = () => (compiled ??= compileMessage(text, language));
  if (!takesArguments(text)) return String(format().format());
  const message = plainMessage(text) ?? ((args: Args) => String(format().format(args)));
  const parts = <T extends object>(args: Record<string, string | number | T>) =>
    format()
      .formatToParts<T>(args)
      .map((part): string | T => part.value as string | T);
  return Object.assign(message, { parts });
}

const PLAIN = /^(?:[^{}']|\{\w+\})*$/;

/** A text whose arguments only stand in it, as most do, without the formatter; null if it needs that. */
function plainMessage(text: string): ((args: Args) => string) | null {
  if (!PLAIN.test(text)) return null;
  const parts = text.split(/[{}]/);
  return (args) => {
    let all = parts[0]!;
    for (let i = 1; i < parts.length; i += 2) all += String(args[parts[i]!]) + parts[i + 1]!;
    return all;
  };
}

/** Whether a brace is left when quoted text is taken out. */
const takesArguments = (text: string): boolean => text.replaceAll(/'[{}][^']*'/g, '').includes('{');

/** Throws a SyntaxError if the text is no ICU message. `<` is text: what is drawn in another way is an argument. */
export const compileMessage = (text: string, language: LanguageName): IntlMessageFormat =>
  new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
