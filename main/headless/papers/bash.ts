/** Completion for bash, which needs nothing but bash 4. */
import {
  CLUSTER_WORDS,
  COMMAND_WORDS,
  LISTED_FLAGS,
  namesOf,
  valueKind,
  type ValueKind,
} from './flag-rows.ts';

const flags = LISTED_FLAGS.flatMap(namesOf);
const withValue = LISTED_FLAGS.filter(({ value }) => value !== undefined);
const clusterOptions = CLUSTER_WORDS.flatMap(({ options }) => options);
const optionsTaking = (takes: string) => [
  ...new Set(clusterOptions.filter((option) => option.takes === takes).map(({ name }) => name)),
];

const namesWith = (kind: ValueKind) =>
  withValue
    .filter((row) => valueKind(row) === kind)
    .flatMap(namesOf)
    .join('|');

const byChoices = new Map(
  clusterOptions.filter(({ choices }) => choices.length > 0).map(({ name, choices }) => [name, choices]),
);

export const bashCompletion = (): string => `# Completion of slotshell for bash. Made from its table of flags.
_slotshell() {
  local -a words=()
  local i word rest=$COMP_LINE flag='' cluster='' command='' first=0
  # Readline splits at : and =, of which addresses are made.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $word && $rest != [[:blank:]]* ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    rest=\${rest#"\${rest%%[![:blank:]]*}"}
    rest=\${rest#"$word"}
  done
  local last=$((\${#words[@]} - 1))
  local cur=\${words[last]}
  COMPREPLY=()
  for ((i = 1; i < last; i++)); do
    word=\${words[i]}
    if [[ -n $flag ]]; then
      [[ $flag == --cluster ]] && cluster=$word
      flag=''
      continue
    fi
    case $word in
      ${[...withValue.flatMap(namesOf), ...optionsTaking('one')].join(' | ')}) flag=$word ;;
      -*) ;;
      *)
        if [[ -z $cluster ]]; then
          command=$word
          first=$i
          break
        fi
        ;;
    esac
  done
  local choices=''
  case $flag in
    '') ;;
    --cluster) choices='${CLUSTER_WORDS.map(({ name }) => name).join(' ')}' ;;
    ${namesWith('file')}) compopt -o default; return ;;
    ${namesWith('directory')}) compopt -o dirnames; return ;;
    ${namesWith('host')}) COMPREPLY=($(compgen -A hostname -- "$cur")); return ;;
    ${namesWith('answer')}) choices='yes no' ;;
${[...byChoices].map(([name, choices]) => `    ${name}) choices='${choices.join(' ')}' ;;`).join('\n')}
    *) return ;;
  esac
  if [[ -n $flag ]]; then
    :
  elif [[ -n $command ]]; then
    ((last == first + 1)) || return
    case \${command,,} in
${COMMAND_WORDS.filter(([, subcommands]) => subcommands.length > 0)
  .map(([name, subcommands]) => `      ${name}) choices='${subcommands.join(' ')}' ;;`)
  .join('\n')}
    esac
  elif [[ $cur == -* ]]; then
    choices='${flags.join(' ')}'
    case $cluster in
${CLUSTER_WORDS.map(({ name, options }) => `      ${name}) choices+=' ${options.map((option) => option.name).join(' ')}' ;;`).join('\n')}
    esac
  elif [[ -z $cluster ]]; then
    choices='${COMMAND_WORDS.map(([name]) => name).join(' ')}'
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$cur"))
}
complete -F _slotshell slotshell
`;
