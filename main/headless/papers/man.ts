/** The man page slotshell(1), in the macros of man(7). */
import { version } from '../../../package.json';
import { CLUSTER_WORDS, GROUPS, namesOf, valueName } from './flag-rows.ts';
import type { CliFlag } from '../../connections/cli-flag-row.ts';

/** A hyphen that is to be copied is \\-. */
const roff = (text: string) => text.replaceAll('\\', '\\e').replaceAll('-', '\\-');

/** Lines of at most 80 characters. One that begins with a dot or a quote would be a macro. */
const filled = (text: string) =>
  text
    .replaceAll('\n', ' ')
    .replace(/(.{1,78})(?: |$)/g, '$1\n')
    .trimEnd()
    .replace(/^(?=[.'])/gm, '\\&');

const sentence = (text: string) => filled(roff(text));
const section = (title: string, text: string) => `.SH ${title}\n${text}\n`;
const entry = (term: string, text: string) => `.TP\n${term}\n${text}`;

function flagEntry(row: CliFlag): string {
  const { value } = row;
  const argument = value === undefined ? '' : ` \\fI${roff(valueName(value))}\\fR`;
  const names = namesOf(row).map((name) => `\\fB${roff(name)}\\fR${argument}`);
  return entry(names.join(', '), sentence(row.help!));
}

function clusterEntry({ name, usage, options }: (typeof CLUSTER_WORDS)[number]): string {
  const own = options.map((option) => `\\fB${roff(option.name)}\\fR`).join(', ');
  return entry(`\\fB${roff(name)}\\fR ${roff(usage)}`.trimEnd(), filled(`Options: ${own}.`));
}

const ENVIRONMENT: readonly [string, string][] = [
  ['VALKEYCLI_AUTH, REDISCLI_AUTH', 'The password, unless a flag gives one.'],
  ['VALKEYCLI_HISTFILE, REDISCLI_HISTFILE', 'The history file; /dev/null keeps none.'],
  ['VALKEYCLI_RCFILE, REDISCLI_RCFILE', 'The file of preferences; /dev/null for none.'],
  [
    'VALKEYCLI_CLUSTER_YES, REDISCLI_CLUSTER_YES',
    'Set to 1, the prompts of --cluster are answered with yes.',
  ],
];

const EXAMPLES: readonly [string, string][] = [
  ['slotshell -c -h 10.0.0.1', 'A prompt at a cluster, which follows redirects.'],
  ['slotshell -c --annotate get user:1', 'One command, and the slot, shard and node it was answered by.'],
  ['slotshell --direct < commands.txt', 'The lines of a file, each at the owner of its keys.'],
  ['slotshell -c --json info', 'INFO as JSON.'],
  ['slotshell --cluster check 10.0.0.1:6379', 'What is wrong with a cluster.'],
];

/** `date` is YYYY-MM-DD. */
export const manPage = (date: string): string =>
  `.\\" Made from the table of flags.
.TH SLOTSHELL 1 ${date} "slotshell ${version}" "User Commands"
.nh
.ad l
` +
  section('NAME', 'slotshell \\- each command at the node of a cluster that has its keys') +
  section(
    'SYNOPSIS',
    `.B slotshell
.RI [ options ]
.RI [ command " [" argument " ...]]"
.PP
.B slotshell \\-\\-cluster
.IR subcommand " [" address " ...] [" options ]`,
  ) +
  section(
    'DESCRIPTION',
    `.B slotshell
takes the flags of
.BR redis\\-cli (1),
prints what it prints and exits with its codes.
Without a command it reads lines: at a terminal behind a prompt, else from
standard input, many at a time and answered in their order.
Nothing is sent twice whose fate is unknown.`,
  ) +
  section(
    'OPTIONS',
    GROUPS.map(({ title, rows }) => `.SS ${title}\n${rows.map(flagEntry).join('\n')}`).join('\n'),
  ) +
  section(
    'CLUSTERS',
    CLUSTER_WORDS.filter(({ name }) => name !== 'help')
      .map(clusterEntry)
      .join('\n'),
  ) +
  section(
    'EXIT STATUS',
    [
      entry('0', sentence('The command was answered, be it with an error.')),
      entry('1', sentence('It was not, or with an error while -e was given; or --cluster has failed.')),
    ].join('\n'),
  ) +
  section(
    'ENVIRONMENT',
    ENVIRONMENT.map(([name, text]) => entry(`\\fB${name}\\fR`, sentence(text))).join('\n'),
  ) +
  section(
    'FILES',
    [
      entry('\\fI~/.redisclirc\\fR', sentence('Preferences, such as :set nohints.')),
      entry(
        '\\fI~/.rediscli_history\\fR',
        sentence('The lines typed at the prompt, without those that hold a password.'),
      ),
    ].join('\n'),
  ) +
  section(
    'EXAMPLES',
    EXAMPLES.map(([line, text]) => entry(`\\fB${roff(line)}\\fR`, sentence(text))).join('\n'),
  ) +
  section('SEE ALSO', '.BR redis\\-cli (1),\n.BR redis\\-server (1)').trimEnd() +
  '\n';
