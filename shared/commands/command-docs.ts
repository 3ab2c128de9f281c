/**
 * COMMAND DOCS (since 7.0): a one-line summary of each command, and its arguments. A value of this type is either the
 * bundled shared/commands/command-docs.json or the connected server's reply as read by main: bounded, every text safe for
 * one line. The window fetches it by a call and does not bundle the file.
 */
export type ArgumentType =
  'string' | 'integer' | 'double' | 'key' | 'pattern' | 'unix-time' | 'pure-token' | 'oneof' | 'block';

export interface ArgumentSpec {
  /** As shown in a syntax line: `unix-time-seconds`. */
  name: string;
  type: ArgumentType;
  /** The word that introduces the argument, or is the whole argument: `EX`, `NX`. */
  token?: string;
  optional?: true;
  /** The argument may be repeated; `multipleToken`: together with its token. */
  multiple?: true;
  multipleToken?: true;
  /** The alternatives of a oneof, the parts of a block. */
  arguments?: readonly ArgumentSpec[];
}

export interface CommandDoc {
  summary: string;
  /** The server's version, or the module's own for a module's command. */
  since: string;
  group: string;
  complexity: string;
  arguments: readonly ArgumentSpec[];
  subcommands: CommandDocs;
}

/** Keyed by lower-case name; subcommands are within their command, without its name. */
export type CommandDocs = { readonly [name: string]: CommandDoc };

/** Finds the entry for a line's lower-case words, preferring the subcommand, and how many words name it. */
export function findDoc(
  docs: CommandDocs,
  words: readonly string[],
): { doc: CommandDoc; name: string; length: 1 | 2 } | null {
  const [name = '', sub = ''] = words;
  const doc = Object.hasOwn(docs, name) ? docs[name]! : null;
  if (!doc) return null;
  if (Object.hasOwn(doc.subcommands, sub))
    return { doc: doc.subcommands[sub]!, name: `${name} ${sub}`, length: 2 };
  return { doc, name, length: 1 };
}
