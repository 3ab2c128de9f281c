/** What a compiled ICU message is made of. */
import type { IntlMessageFormat } from 'intl-messageformat';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Stands for an argument in a variant: a private character, so that no text has it. */
export const ARGUMENT = '\ue000';

export interface MessageFacts {
  /** Names of the arguments, sorted, each once. */
  arguments: string[];
  /** The text in each form that plurals and choices give it. */
  variants: string[];
}

export function messageFacts(message: IntlMessageFormat): MessageFacts {
  const names = new Set<string>();
  const variants = variantsOf(message.getAst(), names);
  return { arguments: [...names].sort(), variants };
}

function variantsOf(elements: readonly Element[], names: Set<string>): string[] {
  let all = [''];
  for (const element of elements) {
    const next = formsOf(element, names);
    all = all.flatMap((before) => next.map((form) => before + form));
  }
  return all;
}

function formsOf(element: Element, names: Set<string>): string[] {
  if ('options' in element) {
    names.add(element.value);
    return Object.values(element.options).flatMap(({ value }) => variantsOf(value, names));
  }
  if (!('value' in element)) return [ARGUMENT];
  if (element.type === 0) return [element.value];
  names.add(element.value);
  return [ARGUMENT];
}
