/** The language `redisconf` for Monaco: colours, and completion of the directives that the server at hand knows. */
import type { Directive } from '../../shared/local/conf.ts';
import { DIRECTIVE_WORDS } from './directive-words.ts';
import { completeConf } from './conf-completions.ts';
import { monaco } from './monaco.ts';

let known: readonly Directive[] = [];
let registered = false;

/** Once for the whole window. */
export function registerConfLanguage(): void {
  if (registered) return;
  registered = true;
  monaco.languages.register({ id: 'redisconf' });
  monaco.languages.setLanguageConfiguration('redisconf', {
    comments: { lineComment: '#' },
    autoClosingPairs: [],
    // eslint-disable-next-line regexp/no-super-linear-move -- it matches at every character that could begin a word
    wordPattern: /[^\s"']+/,
  });
  monaco.languages.setMonarchTokensProvider('redisconf', {
    tokenizer: {
      root: [
        [/^\s*#.*$/, 'comment'],
        [/^\s*[^\s"'#]+/, 'command'],
        [/"(?:[^"\\]|\\.)*"/, 'string'],
        [/'(?:[^'\\]|\\.)*'/, 'string'],
        [/\b\d+(?:[kmg]b?)?\b/, 'number'],
        [/\b(?:yes|no)\b/, 'keyword'],
      ],
    },
  });
  monaco.languages.registerCompletionItemProvider('redisconf', {
    triggerCharacters: [' '],
    provideCompletionItems(model, { lineNumber, column }) {
      const before = model.getLineContent(lineNumber).slice(0, column - 1);
      const { start, items } = completeConf(before, known, DIRECTIVE_WORDS);
      const range = new monaco.Range(lineNumber, start + 1, lineNumber, column);
      const kind = monaco.languages.CompletionItemKind.Keyword;
      return {
        suggestions: items.map(({ text, detail }) => ({
          label: { label: text, description: detail },
          insertText: text,
          filterText: text,
          ...{ kind, range },
        })),
      };
    },
  });
}

export function setDirectives(directives: readonly Directive[]): void {
  known = directives;
}
