/** The two documents of the editor, and how they are kept between starts. */
import { maskLine, secretStart } from '../../shared/commands/command-secrets.ts';
import type { LuaDocument } from './lua-line.ts';
import { words } from './words.ts';

export type DocumentKind = 'commands' | 'lua';

export interface Documents {
  kind: DocumentKind;
  commands: string;
  lua: LuaDocument;
}

/** Chromium keeps some five million characters for an origin; a script of this size belongs in a file. */
export const KEPT_LENGTH = 1 << 20;
const STORED_AS = 'editor';

const EMPTY: Documents = {
  kind: 'commands',
  commands: '',
  lua: { script: '', keys: [''], args: [''], readOnly: false },
};

type Stored = Pick<Storage, 'getItem' | 'setItem'>;

/** Reads each part on its own: a damaged or missing one is empty. */
export function readDocuments(storage: Stored): Documents {
  try {
    return toDocuments(JSON.parse(storage.getItem(STORED_AS) ?? 'null'));
  } catch {
    return EMPTY;
  }
}

function toDocuments(value: unknown): Documents {
  const { kind, commands, lua } = (value ?? {}) as { [part: string]: unknown };
  const { script, keys, args, readOnly } = (lua ?? {}) as { [part: string]: unknown };
  return {
    kind: kind === 'lua' ? 'lua' : 'commands',
    commands: typeof commands === 'string' ? commands : '',
    lua: {
      script: typeof script === 'string' ? script : '',
      keys: rows(keys),
      args: rows(args),
      readOnly: readOnly === true,
    },
  };
}

const rows = (value: unknown): string[] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === 'string') ? value : [''];

/** As with the history, passwords are not written to disk unasked; a comment replaces their line. */
const withoutSecrets = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const command = line.replace(/^[\s#]+/, '');
      return secretStart(command) === null ? line : `# ${words.pane.notKept}: ${maskLine(command)}`;
    })
    .join('\n');

/** False if they are too large; the documents kept before stay. */
export function writeDocuments(storage: Stored, documents: Documents): boolean {
  const text = JSON.stringify({ ...documents, commands: withoutSecrets(documents.commands) });
  if (text.length > KEPT_LENGTH) return false;
  try {
    storage.setItem(STORED_AS, text);
    return true;
  } catch {
    return false;
  }
}
