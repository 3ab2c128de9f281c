/** The output of `help`, `help COMMAND` and `help @group`, as in redis-cli 7.0. */
import type { CommandDoc, CommandDocs } from './command-docs.ts';
import { syntaxOf } from './command-syntax.ts';

/** `terminal`: with redis-cli's colours and CRLF. `plain`: neither. */
export type HelpStyle = 'terminal' | 'plain';

/** `words` follow `help`; without any, the first line is `program`. Ends with a newline. */
export function helpText(
  words: readonly string[],
  docs: CommandDocs | null,
  style: HelpStyle = 'plain',
  program = 'Slotshell',
): string {
  const first = words[0];
  if (first === undefined) return `${program}\n${GENERAL}`;
  const group = first.startsWith('@') ? first.slice(1).toLowerCase() : null;
  const wanted = words.map((word) => word.toUpperCase());
  const entries = entriesOf(docs ?? {}).filter(({ name, doc }) =>
    group === null
      ? wanted.length <= name.length && wanted.every((word, i) => word === name[i])
      : doc.group.toLowerCase() === group,
  );
  const { bold, grey, yellow, off, end } = style === 'terminal' ? TERMINAL : PLAIN;
  const blocks = entries.map(({ name, doc }) => {
    const lines = [
      '',
      `  ${bold}${name.join(' ')}${off} ${grey}${syntaxOf(doc.arguments)}${off}`,
      `  ${yellow}summary:${off} ${doc.summary}`,
      `  ${yellow}since:${off} ${doc.since}`,
    ];
    if (group === null) lines.push(`  ${yellow}group:${off} ${doc.group}`);
    return lines.map((line) => line + end).join('');
  });
  return blocks.join('') + end;
}

const TERMINAL = { bold: '\x1b[1m', grey: '\x1b[90m', yellow: '\x1b[33m', off: '\x1b[0m', end: '\r\n' };
const PLAIN = { bold: '', grey: '', yellow: '', off: '', end: '\n' };

const GENERAL = `To get help about Redis commands type:
      "help @<group>" to get a list of commands in <group>
      "help <command>" for help on <command>
      "help <tab>" to get a list of possible help topics
      "quit" to exit

To set redis-cli preferences:
      ":set hints" enable online hints
      ":set nohints" disable online hints
`;

interface Entry {
  /** One word or two, upper case. */
  name: string[];
  doc: CommandDoc;
}

/** Lists commands and subcommands in the order of strcmp. */
function entriesOf(docs: CommandDocs): Entry[] {
  const entries: Entry[] = [];
  for (const [name, doc] of Object.entries(docs)) {
    entries.push({ name: [name.toUpperCase()], doc });
    for (const [sub, subDoc] of Object.entries(doc.subcommands))
      entries.push({ name: [name.toUpperCase(), sub.toUpperCase()], doc: subDoc });
  }
  const full = new Map(entries.map((entry) => [entry, entry.name.join(' ')]));
  return entries.sort((a, b) => (full.get(a)! < full.get(b)! ? -1 : 1));
}
