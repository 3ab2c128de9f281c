/** Reads the arguments of `--cluster`: redis-cli's (7.0 to 8.0), Valkey's spellings, and ours. Pure. */
import { flagOf } from '../../connections/cli-flags.ts';
import { numberIn, type NumberRange } from '../../connections/number-in.ts';
import { measureSchema } from '../../../shared/operations/request.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

export const SUBCOMMANDS = {
  create: { usage: 'host1:port1 ... hostN:portN', least: 1, most: Infinity },
  check: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  info: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  fix: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  reshard: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  rebalance: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  'add-node': { usage: 'new_host:new_port existing_host:existing_port', least: 2, most: 3 },
  'del-node': { usage: 'host:port node_id', least: 2, most: 2 },
  call: { usage: 'host:port command arg arg .. arg', least: 2, most: Infinity },
  'set-timeout': { usage: 'host:port milliseconds', least: 2, most: 2 },
  import: { usage: 'host:port', least: 1, most: 1 },
  backup: { usage: 'host:port backup_directory', least: 2, most: 2 },
  failover: { usage: 'host:port of the replica that takes over', least: 1, most: 2 },
  'replace-node': { usage: 'host:port node_id new_host:new_port', least: 3, most: 3 },
  settings: { usage: 'host:port name value [name value ...]', least: 3, most: Infinity },
  resume: { usage: '[operation or its journal]', least: 0, most: 1 },
  undo: { usage: 'operation or its journal', least: 1, most: 1 },
  help: { usage: '', least: 0, most: Infinity },
} as const;
export type Subcommand = keyof typeof SUBCOMMANDS;

interface OptionRow {
  value: 'none' | 'one' | 'many';
  /** Set if its value is a number. */
  number?: NumberRange;
  /** Set if its value is one of these. */
  choices?: readonly string[];
  /** Subcommands that list it in the help. */
  help: readonly Subcommand[];
  aliases?: readonly string[];
}

const MAX_INT = 2 ** 31 - 1;
const MILLISECONDS: NumberRange = { what: 'number of milliseconds', first: 1, last: MAX_INT };
const SLOTS: NumberRange = { what: 'number of slots', first: 1, last: SLOT_COUNT };
const KEYS: NumberRange = { what: 'number of keys', first: 1, last: 10_000 };
const AMOUNT: NumberRange = { what: 'number of keys or bytes', first: 1, last: Number.MAX_SAFE_INTEGER };
const RATE: NumberRange = { what: 'number of keys a second', first: 1, last: MAX_INT };
const DATABASE: NumberRange = { what: 'database number', first: 0, last: MAX_INT };

/** Subcommands that may move slots key by key. */
const MOVES = ['fix', 'reshard', 'rebalance', 'add-node', 'del-node'] as const satisfies Subcommand[];

export const OPTIONS = {
  '--cluster-replicas': {
    value: 'one',
    number: { what: 'number of replicas', first: 0, last: 1000 },
    help: ['create'],
  },
  '--cluster-yes': { value: 'none', help: [] },
  '--cluster-from': { value: 'one', help: ['reshard', 'import'] },
  '--cluster-from-user': { value: 'one', help: ['import', 'resume'] },
  '--cluster-from-pass': { value: 'one', help: ['import', 'resume'] },
  '--cluster-from-askpass': { value: 'none', help: ['import', 'resume'] },
  '--cluster-copy': { value: 'none', help: ['import'] },
  '--cluster-to': { value: 'one', help: ['reshard'] },
  '--cluster-slots': { value: 'one', number: SLOTS, help: ['reshard'] },
  // Instead of a number of slots: slots that hold about so many keys or bytes.
  '--cluster-keys': { value: 'one', number: AMOUNT, help: ['reshard'] },
  '--cluster-bytes': { value: 'one', number: AMOUNT, help: ['reshard'] },
  '--cluster-timeout': { value: 'one', number: MILLISECONDS, help: MOVES },
  '--cluster-pipeline': { value: 'one', number: KEYS, help: MOVES },
  '--cluster-replace': { value: 'none', help: [...MOVES, 'import', 'resume', 'undo'] },
  '--cluster-weight': { value: 'many', help: ['rebalance'] },
  '--cluster-use-empty-masters': {
    value: 'none',
    help: ['rebalance'],
    aliases: ['--cluster-use-empty-primaries'],
  },
  '--cluster-threshold': {
    value: 'one',
    number: { what: 'percentage', first: 0, last: 100_000, fraction: true },
    help: ['rebalance'],
  },
  '--cluster-simulate': { value: 'none', help: ['rebalance'] },
  '--cluster-use-atomic-slot-migration': { value: 'none', help: ['reshard', 'rebalance'] },
  '--cluster-slave': { value: 'none', help: ['add-node'], aliases: ['--cluster-replica'] },
  '--cluster-master-id': {
    value: 'one',
    help: ['add-node'],
    aliases: ['--cluster-primary-id', '--cluster-primaries-id'],
  },
  '--cluster-search-multiple-owners': { value: 'none', help: ['check', 'fix'] },
  '--cluster-fix-with-unreachable-masters': {
    value: 'none',
    help: ['fix'],
    aliases: ['--cluster-fix-with-unreachable-primaries'],
  },
  '--roll-back': { value: 'none', help: ['fix'] },
  '--cluster-only-masters': {
    value: 'none',
    help: ['call'],
    aliases: ['--cluster-only-primaries'],
  },
  '--cluster-only-replicas': { value: 'none', help: ['call'] },
  '--force': { value: 'none', help: ['failover'] },
  '--takeover': { value: 'none', help: ['failover'] },
  '--forget': { value: 'none', help: ['resume'] },
  '--drain': { value: 'none', help: ['del-node'] },
  '--share': { value: 'none', help: ['add-node'] },
  '--by': { value: 'one', choices: measureSchema.options, help: ['rebalance', 'add-node'] },
  '--rate': { value: 'one', number: RATE, help: [...MOVES, 'import', 'resume', 'undo'] },
  '--database': { value: 'one', number: DATABASE, help: ['import'] },
  '--from-tls': { value: 'none', help: ['import', 'resume'] },
  '--dry-run': { value: 'none', help: [] },
  // Its own row does not begin with --cluster, so it counts only beside a subcommand: --json alone is a form of output.
  '--json': { value: 'none', help: [] },
} as const satisfies { readonly [name: string]: OptionRow };
export type OptionName = keyof typeof OPTIONS;

export interface ClusterArguments {
  subcommand: Subcommand;
  args: string[];
  options: ReadonlyMap<OptionName, readonly string[]>;
  /** The other arguments: where and how to connect. */
  rest: string[];
}

export type ParsedCluster = ClusterArguments | { refused: string; isJson?: true };

const optionOf = (arg: string): OptionName | undefined =>
  (Object.keys(OPTIONS) as OptionName[]).find((name) => {
    const row: OptionRow = OPTIONS[name];
    return name === arg || row.aliases?.includes(arg);
  });

const unrecognized = (arg: string) => `Unrecognized option or bad number of args for: '${arg}'`;

/**
 * Null if `--cluster` is not among the arguments before a command. The refusals are redis-cli's, where it has them. A value of a
 * flag or an option is never read as an option: `-a --json` is a password.
 */
export function parseCluster(argv: readonly string[]): ParsedCluster | null {
  let called: { name: string; args: string[] } | null = null;
  let refused: string | null = null;
  const options = new Map<OptionName, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < argv.length;) {
    const arg = argv[i++]!;
    if (arg === '--cluster') {
      // `--cluster --undo FILE` is `--cluster undo FILE`.
      const isOption = argv[i] === '--resume' || argv[i] === '--undo';
      const name = isOption ? argv[i]!.slice(2) : argv[i];
      if (called || name === undefined || name.startsWith('-')) refused ??= unrecognized(arg);
      const args = isOption ? [name!, ...argsFrom(argv, i + 1, name)] : argsFrom(argv, i, name);
      called ??= { name: name ?? '', args: args.slice(1) };
      i += args.length;
      continue;
    }
    const option = optionOf(arg);
    if (option !== undefined) {
      const values = valuesFrom(argv, i, option);
      i += values.length;
      options.set(option, [...(options.get(option) ?? []), ...values]);
      refused ??= problemOf(arg, option, values);
      continue;
    }
    // The first word of a command, which --cluster has no place for.
    if (!arg.startsWith('-')) {
      if (!called) return null;
      refused ??= `Unexpected argument: ${arg}`;
    }
    if (arg.startsWith('--cluster')) refused ??= unrecognized(arg);
    rest.push(arg);
    if (flagOf(arg)?.value !== undefined && i < argv.length) rest.push(argv[i++]!);
  }
  if (!called) return null;
  const form = options.has('--json') ? { isJson: true as const } : {};
  if (refused !== null) return { refused, ...form };
  const { name, args } = called;
  if (!Object.hasOwn(SUBCOMMANDS, name)) return { refused: 'Unknown --cluster subcommand', ...form };
  const subcommand = name as Subcommand;
  const stray = [...options.keys()].find((option) => isStray(option, subcommand));
  if (stray !== undefined)
    return {
      refused: `[ERR] ${subcommand} does not take ${stray}, an option of ${OPTIONS[stray].help.join(', ')}.`,
      ...form,
    };
  const { least, most } = SUBCOMMANDS[subcommand];
  if (args.length < least || args.length > most)
    return { refused: '[ERR] Wrong number of arguments for specified --cluster sub command', ...form };
  return { subcommand, args, options, rest };
}

/** redis-cli ignores its own options at other subcommands, and scripts may count on that. Ours are refused there. */
function isStray(option: OptionName, subcommand: Subcommand): boolean {
  const { help }: OptionRow = OPTIONS[option];
  const isOurs =
    !option.startsWith('--cluster-') || option === '--cluster-keys' || option === '--cluster-bytes';
  return isOurs && help.length > 0 && !help.includes(subcommand);
}

/** The subcommand's name and its arguments: all up to an option. Values of settings may be negative. */
function argsFrom(argv: readonly string[], start: number, name: string | undefined): string[] {
  let end = start;
  const isValue = () => name === 'settings' && end - start >= 3 && (end - start) % 2 === 1;
  while (end < argv.length) {
    const arg = argv[end]!;
    if (arg.startsWith('-') && !(isValue() && /^-\d+$/.test(arg))) break;
    end++;
  }
  return argv.slice(start, end);
}

function valuesFrom(argv: readonly string[], start: number, option: OptionName): string[] {
  const { value }: OptionRow = OPTIONS[option];
  let end = start;
  if (value === 'one') end++;
  if (value === 'many') while (end < argv.length && !argv[end]!.startsWith('-')) end++;
  return argv.slice(start, end);
}

/** Null if nothing is wrong. */
function problemOf(arg: string, option: OptionName, values: readonly string[]): string | null {
  const { value, number, choices }: OptionRow = OPTIONS[option];
  if (value === 'none') return null;
  const [first] = values;
  if (first === undefined) return unrecognized(arg);
  if (choices && !choices.includes(first)) return `[ERR] ${arg}: ${first} is none of ${choices.join(', ')}.`;
  if (!number || numberIn(first, number) !== null) return null;
  const { what, first: least, last } = number;
  return `[ERR] ${arg}: ${first} is not a ${what}. Give a number from ${least} to ${last}.`;
}

export function clusterHelp(): string {
  const rows = (Object.keys(SUBCOMMANDS) as Subcommand[]).map((name) => {
    const options = (Object.entries(OPTIONS) as [OptionName, OptionRow][]).filter(([, { help }]) =>
      help.includes(name),
    );
    const lines = options.map(([option, { value, choices }]) => {
      const values = { none: '', one: ` <${choices?.join('|') ?? 'arg'}>`, many: ' <id=weight> ...' };
      return `                 ${option}${values[value]}\n`;
    });
    return `  ${name.padEnd(15)}${SUBCOMMANDS[name].usage}\n${lines.join('')}`;
  });
  return `Cluster Manager Commands:
${rows.join('')}
Any node of the cluster can be named as host:port.
An import logs in to its source with --cluster-from-user, and with --cluster-from-pass or --cluster-from-askpass.

Cluster Manager Options:
  --cluster-yes  Answers yes to the prompts, but not which of two values of a key is overwritten.
  --dry-run      Prints the plan, and changes nothing.
  --json         Prints the plan, or the plan and its report, as JSON.
  --rate         Keys a second at most. While slots move, the keys - and + halve and double it at a terminal, and 0 takes it away.
  --by           What is shared out evenly (slots). load is CPU time, where CLUSTER SLOT-STATS counts it.
  --share        Gives the new primary its share of the slots. Without it, it has none.
  --drain        Moves the node’s slots to the other primaries first.
  --roll-back    Moves slots that are half-way back to their source, not on to their target.
  --force        Takes over without asking the primary: what the replica has not received is lost.
  --takeover     As --force, and without a vote: for when most primaries are down.
  --forget       Leaves an operation that was cut off as it is.
  --database     The database of an import’s source (0).
  --from-tls     The source of an import speaks TLS; --tls is for the cluster.
`;
}
