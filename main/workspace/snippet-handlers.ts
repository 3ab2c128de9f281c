/** The calls about snippets. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { snippetCalls } from '../../shared/calls/snippet.ts';
import { FailureError } from '../../shared/failure.ts';
import { holdsSecret } from '../../shared/commands/snippet.ts';
import { connectionOf } from '../../shared/session/session.ts';
import { MOST_SNIPPETS, type SnippetFile } from '../storage/snippets.ts';
import type { Shells } from './shells.ts';

export function createSnippetHandlers(
  shells: Shells,
  snippets: SnippetFile,
): HandlersOf<typeof snippetCalls> {
  const connectionOfShell = (shell: number) => connectionOf(shells.stateOf(shell));
  return {
    snippets: ({ shell }) => snippets.of(connectionOfShell(shell)),
    async keepSnippet({ shell, id, name, line, isForAll }) {
      const connection = connectionOfShell(shell);
      if (holdsSecret(line))
        throw new FailureError(
          'bad-argument',
          'The line holds a secret, and snippets are kept in the clear.',
          'Put a placeholder in its place, as in AUTH {{password}}.',
        );
      if (/[\r\n]/.test(line))
        throw new FailureError('bad-argument', 'A snippet is one line.', 'Keep each line by itself.');
      if (id === null && snippets.count >= MOST_SNIPPETS)
        throw new FailureError(
          'refused',
          `There are ${MOST_SNIPPETS} snippets, which is the limit.`,
          'Delete one.',
        );
      const only = isForAll || connection === '' ? null : connection;
      await snippets.keep(id, { name: name.trim(), line: line.trim(), connection: only });
      return snippets.of(connection);
    },
    async deleteSnippet({ shell, id }) {
      await snippets.delete(id);
      return snippets.of(connectionOfShell(shell));
    },
  };
}
