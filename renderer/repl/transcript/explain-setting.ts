/** Caveats of a setting that a server has accepted. Pure. */
import type { LanguageName } from '../../../shared/language/language.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import type { BoxLine } from './layout.ts';
import { span } from '../../../shared/repl/text/span.ts';
import { INK } from '../../../shared/repl/text/ink.ts';
import { settingWords } from './words.ts';

/** The lines of the box under the answer to a CONFIG SET; none if OK says everything. */
export function explainSetting({ command }: Execution, language: LanguageName): BoxLine[] {
  const [config, set, ...args] = command.toLowerCase().split(/\s+/);
  if (config !== 'config' || set !== 'set') return [];
  const caveats: { readonly [name: string]: string } = settingWords(language);
  return args
    .filter((name, i) => i % 2 === 0 && Object.hasOwn(caveats, name))
    .map((name) => ({ spans: [span(caveats[name]!, INK.fg2)] }));
}
