/** Completes a line of a conf file at the cursor: a directive's name, or a value that it is known to take. Pure. */
import type { Directive } from '../../shared/local/conf.ts';
import { words } from './words.ts';

interface ConfSuggestions {
  /** They replace the text from this offset to the cursor. */
  start: number;
  items: { text: string; detail: string }[];
}

/** `before`: the line up to the cursor. `about`: a few words on directives. */
export function completeConf(
  before: string,
  known: readonly Directive[],
  about: { readonly [name: string]: string },
): ConfSuggestions {
  const line = before.trimStart();
  const start = before.length - line.length;
  if (line.startsWith('#')) return { start, items: [] };
  const space = line.search(/\s/);
  if (space < 0)
    return {
      start,
      items: known.map(({ name, initial }) => ({
        text: name,
        detail: about[name] ?? (initial === null ? '' : words.conf.initial(initial.slice(0, 40))),
      })),
    };
  const directive = known.find(({ name }) => name === line.slice(0, space).toLowerCase());
  const rest = line.slice(space).trimStart();
  if (!directive || /\s/.test(rest)) return { start, items: [] };
  const values = directive.kind === 'yes-no' ? ['yes', 'no'] : (directive.choices ?? []);
  return {
    start: before.length - rest.length,
    items: values.map((text) => ({ text, detail: text === directive.initial ? words.conf.isInitial : '' })),
  };
}
