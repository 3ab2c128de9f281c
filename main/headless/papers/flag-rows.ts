/** The flags that the papers of the command list, by group, in words that each paper puts into its own form. */
import { FLAG_GROUPS, type CliFlag, type FlagGroup } from '../../connections/cli-flag-row.ts';
import { CLI_FLAGS } from '../../connections/cli-flags.ts';
import { BUNDLED_COMMANDS } from '../../../shared/commands/command-table.ts';
import { OPTIONS, SUBCOMMANDS, type Subcommand } from '../cluster/arguments.ts';

/** What a shell can complete as a value; `other` is free text. */
export type ValueKind = 'file' | 'directory' | 'host' | 'answer' | 'other';

export const isForCommand = ({ headless }: CliFlag): boolean =>
  headless !== undefined && headless !== 'window';

export const groupOf = (row: CliFlag): FlagGroup =>
  row.group ?? (isForCommand(row) ? 'Other' : 'With a window');

/** The flags that have a help text. */
export const LISTED_FLAGS: readonly CliFlag[] = CLI_FLAGS.filter(({ help }) => help !== undefined);

/** The groups that list a flag, each with its flags. */
export const GROUPS = FLAG_GROUPS.map((title) => ({
  title,
  rows: LISTED_FLAGS.filter((row) => groupOf(row) === title),
})).filter(({ rows }) => rows.length > 0);

export const namesOf = ({ flag, aliases = [] }: CliFlag): string[] => [flag, ...aliases];

/** The help text as one sentence without its end. */
export const briefly = ({ help = '' }: CliFlag): string => help.split('\n')[0]!.replace(/\. .*$|\.$/, '');

export function valueKind({ value = '', connect }: CliFlag): ValueKind {
  if (connect === 'host') return 'host';
  if (/<(file|filename|socket)>/.test(value)) return 'file';
  if (value === '<dir>') return 'directory';
  return value === '<yn>' ? 'answer' : 'other';
}

/** The value without its brackets. */
export const valueName = (value: string): string => value.replace(/[<>]/g, '');

/** A subcommand of --cluster, and what may follow it. */
export interface ClusterWords {
  name: Subcommand;
  usage: string;
  options: readonly { name: string; takes: 'none' | 'one' | 'many'; choices: readonly string[] }[];
}

export const CLUSTER_WORDS: readonly ClusterWords[] = (
  Object.entries(SUBCOMMANDS) as [Subcommand, { usage: string }][]
).map(([name, { usage }]) => ({
  name,
  usage,
  options: Object.entries(OPTIONS)
    .filter(([, { help }]) => help.length === 0 || (help as readonly Subcommand[]).includes(name))
    .map(([option, row]) => ({
      name: option,
      takes: row.value,
      choices: 'choices' in row ? row.choices : [],
    })),
}));

/** Names of the server's commands, with the subcommands of each that has some. */
export const COMMAND_WORDS: readonly [name: string, subcommands: readonly string[]][] = Object.entries(
  BUNDLED_COMMANDS,
).map(([name, entry]) => [name, Object.keys(entry[4])]);
