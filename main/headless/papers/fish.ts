/** Completion for fish. */
import type { CliFlag } from '../../connections/cli-flag-row.ts';
import { briefly, CLUSTER_WORDS, COMMAND_WORDS, LISTED_FLAGS, namesOf, valueKind } from './flag-rows.ts';

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
/** -x as fish knows it, a letter, or --name. */
const named = (flag: string) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`);

const VALUES = {
  file: '-r -F',
  directory: "-x -a '(__fish_complete_directories)'",
  host: "-x -a '(__fish_print_hostnames)'",
  answer: "-x -a 'yes no'",
  other: '-x',
};

function line(row: CliFlag): string {
  const { value, flag } = row;
  const names = namesOf(row).map(named).join(' ');
  const subcommands = CLUSTER_WORDS.map(({ name }) => name).join(' ');
  const takes = flag === '--cluster' ? `-x -a '${subcommands}'` : VALUES[valueKind(row)];
  const argument = value === undefined ? '' : ` ${takes}`;
  return `complete -c slotshell -n __slotshell_has_no_command ${names}${argument} -d ${quoted(briefly(row))}`;
}

const clusterOptions = CLUSTER_WORDS.flatMap(({ name, options }) =>
  options.map((option) => ({ ...option, subcommand: name })),
);

const optionLines = [...new Set(clusterOptions.map(({ name }) => name))].map((name) => {
  const same = clusterOptions.filter((option) => option.name === name);
  const { takes, choices } = same[0]!;
  const argument = takes === 'none' ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -x';
  const where = same.map(({ subcommand }) => subcommand).join(' ');
  return `complete -c slotshell -n '__slotshell_cluster ${where}' ${named(name)}${argument}`;
});

const withValue = LISTED_FLAGS.filter(({ value }) => value !== undefined).flatMap(namesOf);
const optionsWithValue = clusterOptions.filter(({ takes }) => takes === 'one').map(({ name }) => name);

export const fishCompletion = (): string => `# Completion of slotshell for fish. Made from its table of flags.

# Prints the words after the last flag and its value: the command.
function __slotshell_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case ${[...new Set([...withValue, ...optionsWithValue])].join(' ')}
                set -e words[1]
            case '-*'
            case '*'
                printf '%s\\n' $words
                return
        end
        set -e words[1]
    end
end

function __slotshell_has_no_command
    contains -- --cluster (commandline -opc); or test -z (__slotshell_command | string collect)
end

# Whether --cluster has one of these subcommands.
function __slotshell_cluster
    set -l words (commandline -opc)
    set -l at (contains -i -- --cluster $words); or return 1
    set -q words[(math $at + 1)]; and contains -- $words[(math $at + 1)] $argv
end

function __slotshell_is_at
    set -l command (__slotshell_command | string lower)
    not contains -- --cluster (commandline -opc); and test "$command" = "$argv"
end

complete -c slotshell -f
${LISTED_FLAGS.map(line).join('\n')}
${optionLines.join('\n')}
complete -c slotshell -n '__slotshell_is_at' -a '${COMMAND_WORDS.map(([name]) => name).join(' ')}'
${COMMAND_WORDS.filter(([, subcommands]) => subcommands.length > 0)
  .map(
    ([name, subcommands]) =>
      `complete -c slotshell -n '__slotshell_is_at ${name}' -a '${subcommands.join(' ')}'`,
  )
  .join('\n')}
`;
