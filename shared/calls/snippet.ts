/** Snippets: lines that are kept to be put into the prompt. */
import { z } from 'zod';
import { LONGEST_SNIPPET, type Snippet } from '../commands/snippet.ts';
import { call, returns } from './call.ts';
import { shell } from './fields.ts';

export const snippetCalls = {
  /** Those of the shell's connection and those of all, in the order of their names. */
  snippets: call(z.object({ shell }), returns<Snippet[]>()),
  /** Adds one, or replaces the one of the id. Returns what `snippets` does. Fails if the line holds a secret. */
  keepSnippet: call(
    z.object({
      shell,
      id: z.uuid().nullable(),
      name: z.string().max(200),
      line: z.string().min(1).max(LONGEST_SNIPPET),
      isForAll: z.boolean(),
    }),
    returns<Snippet[]>(),
  ),
  deleteSnippet: call(z.object({ shell, id: z.uuid() }), returns<Snippet[]>()),
};
