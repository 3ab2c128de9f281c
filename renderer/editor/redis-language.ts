/** The language `redis` for Monaco: colours, completion and comments, from the connected server's command table. */
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { suggest, type Knowledge, type Suggestion } from './completions.ts';
import { monaco } from './monaco.ts';
import { tokenizeLine } from './redis-tokens.ts';

// Lines are independent: no state is carried from one to the next.
const STATE = { clone: () => STATE, equals: () => true };
let known: Knowledge = { commands: BUNDLED_COMMANDS };
let registered = false;

/** Once for the whole window. */
export function registerRedisLanguage(): void {
  if (registered) return;
  registered = true;
  monaco.languages.register({ id: 'redis' });
  monaco.languages.setLanguageConfiguration('redis', {
    comments: { lineComment: '#' },
    autoClosingPairs: [],
    surroundingPairs: [
      { open: '"', close: '"' },
      { open: "'", close: "'" },
      { open: '{', close: '}' },
    ],
    brackets: [['{', '}']],
    // Keys contain colons, dots and dashes.
    // eslint-disable-next-line regexp/no-super-linear-move -- it matches at every character that could begin a word
    wordPattern: /[^\s"'{}]+/,
  });
  provideTokens();
  monaco.languages.registerCompletionItemProvider('redis', {
    triggerCharacters: ['@', ' '],
    provideCompletionItems(model, { lineNumber, column }) {
      const { start, items } = suggest(model.getLineContent(lineNumber).slice(0, column - 1), known);
      const range = new monaco.Range(lineNumber, start + 1, lineNumber, column);
      return { suggestions: items.map((item) => toCompletion(item, range)) };
    },
  });
}

/** Sets the known facts about commands, and colours the lines again. */
export function setKnowledge(knowledge: Knowledge): void {
  const before = known.commands;
  known = knowledge;
  if (registered && known.commands !== before) provideTokens();
}

let provided: monaco.IDisposable | null = null;

function provideTokens(): void {
  const table = known.commands;
  provided?.dispose();
  provided = monaco.languages.setTokensProvider('redis', {
    getInitialState: () => STATE,
    tokenize: (line) => ({
      endState: STATE,
      tokens: tokenizeLine(line, table).map(({ startIndex, type }) => ({ startIndex, scopes: type })),
    }),
  });
}

function toCompletion(
  { label, text, detail }: Suggestion,
  range: monaco.Range,
): monaco.languages.CompletionItem {
  const kind = monaco.languages.CompletionItemKind.Keyword;
  return { label: { label, description: detail }, insertText: text, filterText: text, kind, range };
}
