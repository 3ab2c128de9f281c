/** Completion for zsh: the function _slotshell, for a directory of fpath. */
import type { CliFlag } from '../../connections/cli-flag-row.ts';
import {
  briefly,
  CLUSTER_WORDS,
  COMMAND_WORDS,
  LISTED_FLAGS,
  namesOf,
  valueKind,
  valueName,
  type ClusterWords,
} from './flag-rows.ts';

const ACTIONS = { file: '_files', directory: '_files -/', host: '_hosts', answer: '(yes no)', other: ' ' };

/** A text between single quotes, in which a backslash makes one of \`characters\` plain. */
const quoted = (text: string, characters: RegExp) =>
  text.replace(characters, '\\$&').replaceAll("'", "'\\''");
const described = (text: string) => quoted(text, /[\\[\]:]/g);

function specs(row: CliFlag): string[] {
  const { value } = row;
  const action =
    row.flag === '--cluster'
      ? `(${CLUSTER_WORDS.map(({ name }) => name).join(' ')})`
      : ACTIONS[valueKind(row)];
  const argument = value === undefined ? '' : `:${described(valueName(value))}:${action}`;
  return namesOf(row).map((name) => `'${name}[${described(briefly(row))}]${argument}'`);
}

const optionSpec = ({ name, takes, choices }: ClusterWords['options'][number]) =>
  takes === 'none' ? name : `'${name}:value:${choices.length > 0 ? `(${choices.join(' ')})` : ' '}'`;

export const zshCompletion = (): string => `#compdef slotshell
# Completion of slotshell for zsh. Made from its table of flags.

_slotshell_command() {
  local -a names
  if ((CURRENT == 1)); then
    names=(${COMMAND_WORDS.map(([name]) => name).join(' ')})
    compadd -a names
    return
  fi
  ((CURRENT == 2)) || return
  case \${words[1]:l} in
${COMMAND_WORDS.filter(([, subcommands]) => subcommands.length > 0)
  .map(([name, subcommands]) => `    ${name}) compadd ${subcommands.join(' ')} ;;`)
  .join('\n')}
  esac
}

_slotshell() {
  local -a flags options
  local at=\${words[(I)--cluster]}
  flags=(
${LISTED_FLAGS.flatMap(specs)
  .map((spec) => `    ${spec}`)
  .join('\n')}
  )
  # The first word that is no flag begins the command, after which nothing is a flag.
  if ((at == 0 || at >= CURRENT)); then
    _arguments -A '-*' $flags '*::command:_slotshell_command'
    return
  fi
  case \${words[at + 1]} in
${CLUSTER_WORDS.map(({ name, options }) => `    ${name}) options=(${options.map(optionSpec).join(' ')}) ;;`).join('\n')}
  esac
  _arguments $flags $options '*:address: '
}

_slotshell "$@"
`;
