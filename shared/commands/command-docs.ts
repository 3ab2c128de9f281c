/**
 * What COMMAND DOCS (since 7.0) says of commands: one line each, and the arguments they take. A value of this type is
 * the bundled shared/commands/command-docs.json or what main made of the connected server's answer: bounded, every text safe for
 * one line. The window gets it by a call: it does not bundle the file.
 */
export type ArgumentType =
  'string' | 'integer' | 'double' | 'key' | 'pattern' | 'unix-time' | 'pure-token' | 'oneof' | 'block';

export interface ArgumentSpec {
  /** As it is shown in a syntax line: `unix-time-seconds`. */
  name: string;
  type: ArgumentType;
  /** The word that introduces the argument, or is all of it: `EX`, `NX`. */
  token?: string;
  optional?: true;
  /** May be given again; `multipleToken`: with its token again. */
  multiple?: true;
  multipleToken?: true;
  /** The alternatives of a oneof, the parts of a block. */
  arguments?: readonly ArgumentSpec[];
}

export interface CommandDoc {
  summary: string;
  /** Version; a module's own where a module brought the command. */
  since: string;
  group: string;
  complexity: string;
  arguments: readonly ArgumentSpec[];
  subcommands: CommandDocs;
}

/** By lower-case name; subcommands within their command, without its name. */
export type CommandDocs = { readonly [name: string]: CommandDoc };

/** The entry of a command line's lower-case words, the subcommand's where there is one, and how many words name it. */
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
