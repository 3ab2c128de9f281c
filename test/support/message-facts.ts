/** What a compiled ICU message is made of. */
import type { IntlMessageFormat } from 'intl-messageformat';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Stands for an argument in a variant: a private character, so that no text has it. */
export const ARGUMENT = '\ue000';

export interface MessageFacts {
  /** Names of the arguments that a reader sees, sorted. */
  shown: string[];
  /** Names of the arguments that only choose a form, sorted. */
  choosing: string[];
  /** The text in each form that plurals and choices give it. */
  variants: string[];
}

export function messageFacts(message: IntlMessageFormat): MessageFacts {
  const shown = new Set<string>();
  const all = new Set<string>();
  const variants = variantsOf(message.getAst(), '');
  return {
    shown: [...shown].sort(),
    choosing: [...all].filter((name) => !shown.has(name)).sort(),
    variants,
  };

  /** `counted`: the argument that `#` stands for. */
  function variantsOf(elements: readonly Element[], counted: string): string[] {
    let texts = [''];
    for (const element of elements) {
      const forms = formsOf(element, counted);
      texts = texts.flatMap((before) => forms.map((form) => before + form));
    }
    return texts;
  }

  function formsOf(element: Element, counted: string): string[] {
    if ('options' in element) {
      all.add(element.value);
      return Object.values(element.options).flatMap(({ value }) => variantsOf(value, element.value));
    }
    if ('value' in element && element.type === 0) return [element.value];
    const name = 'value' in element ? element.value : counted;
    all.add(name);
    shown.add(name);
    return [ARGUMENT];
  }
}
