/** Reads the arguments of `--cluster`: redis-cli's (7.0 to 8.0), Valkey's spellings, and ours. Pure. */

export const SUBCOMMANDS = {
  create: { usage: 'host1:port1 ... hostN:portN', least: 1, most: Infinity },
  check: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  info: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  reshard: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  rebalance: { usage: '<host:port> or <host> <port>', least: 1, most: 2 },
  'add-node': { usage: 'new_host:new_port existing_host:existing_port', least: 2, most: 3 },
  'del-node': { usage: 'host:port node_id', least: 2, most: 2 },
  call: { usage: 'host:port command arg arg .. arg', least: 2, most: Infinity },
  'set-timeout': { usage: 'host:port milliseconds', least: 2, most: 2 },
  backup: { usage: 'host:port backup_directory', least: 2, most: 2 },
  failover: { usage: 'host:port of the replica that takes over', least: 1, most: 2 },
  'replace-node': { usage: 'host:port node_id new_host:new_port', least: 3, most: 3 },
  settings: { usage: 'host:port name value [name value ...]', least: 3, most: Infinity },
  resume: { usage: '[operation]', least: 0, most: 1 },
  undo: { usage: 'operation', least: 1, most: 1 },
  help: { usage: '', least: 0, most: Infinity },
} as const;
export type Subcommand = keyof typeof SUBCOMMANDS;

/** redis-cli's subcommands that the engine has no plan for yet. */
const REDIS_CLI_ONLY = ['fix', 'import'];

interface OptionRow {
  value: 'none' | 'one' | 'many';
  /** Subcommands that list it in the help. */
  help: readonly Subcommand[];
  aliases?: readonly string[];
}

export const OPTIONS = {
  '--cluster-replicas': { value: 'one', help: ['create'] },
  '--cluster-yes': { value: 'none', help: [] },
  '--cluster-from': { value: 'one', help: ['reshard'] },
  '--cluster-to': { value: 'one', help: ['reshard'] },
  '--cluster-slots': { value: 'one', help: ['reshard'] },
  '--cluster-timeout': { value: 'one', help: ['reshard', 'rebalance'] },
  '--cluster-pipeline': { value: 'one', help: ['reshard', 'rebalance'] },
  '--cluster-replace': { value: 'none', help: ['reshard', 'rebalance'] },
  '--cluster-weight': { value: 'many', help: ['rebalance'] },
  '--cluster-use-empty-masters': {
    value: 'none',
    help: ['rebalance'],
    aliases: ['--cluster-use-empty-primaries'],
  },
  '--cluster-threshold': { value: 'one', help: ['rebalance'] },
  '--cluster-simulate': { value: 'none', help: ['rebalance'] },
  '--cluster-use-atomic-slot-migration': { value: 'none', help: ['reshard', 'rebalance'] },
  '--cluster-slave': { value: 'none', help: ['add-node'], aliases: ['--cluster-replica'] },
  '--cluster-master-id': {
    value: 'one',
    help: ['add-node'],
    aliases: ['--cluster-primary-id', '--cluster-primaries-id'],
  },
  '--cluster-search-multiple-owners': { value: 'none', help: ['check'] },
  '--cluster-only-masters': {
    value: 'none',
    help: ['call'],
    aliases: ['--cluster-only-primaries'],
  },
  '--cluster-only-replicas': { value: 'none', help: ['call'] },
  '--force': { value: 'none', help: ['failover'] },
  '--takeover': { value: 'none', help: ['failover'] },
  '--drain': { value: 'none', help: ['del-node'] },
  '--share': { value: 'none', help: ['add-node'] },
  '--by': { value: 'one', help: ['reshard', 'rebalance'] },
  '--rate': { value: 'one', help: ['reshard', 'rebalance'] },
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

export type ParsedCluster = ClusterArguments | { refused: string };

const optionOf = (arg: string): OptionName | undefined =>
  (Object.keys(OPTIONS) as OptionName[]).find((name) => {
    const row: OptionRow = OPTIONS[name];
    return name === arg || row.aliases?.includes(arg);
  });

/** Null if there is no `--cluster` among the arguments. The refusals are redis-cli's. */
export function parseCluster(argv: readonly string[]): ParsedCluster | null {
  const at = argv.indexOf('--cluster');
  if (at < 0) return null;
  const name = argv[at + 1];
  if (name === undefined || name.startsWith('-'))
    return { refused: "Unrecognized option or bad number of args for: '--cluster'" };
  if (REDIS_CLI_ONLY.includes(name))
    return { refused: `Slotshell does not have --cluster ${name} yet: use redis-cli for it.` };
  if (!Object.hasOwn(SUBCOMMANDS, name)) return { refused: 'Unknown --cluster subcommand' };
  const subcommand = name as Subcommand;
  const args: string[] = [];
  let next = at + 2;
  while (next < argv.length && !argv[next]!.startsWith('-')) args.push(argv[next++]!);
  const { least, most } = SUBCOMMANDS[subcommand];
  if (args.length < least || args.length > most)
    return { refused: '[ERR] Wrong number of arguments for specified --cluster sub command' };
  const options = new Map<OptionName, string[]>();
  const rest: string[] = [];
  const others = [...argv.slice(0, at), ...argv.slice(next)];
  for (let i = 0; i < others.length; i++) {
    const arg = others[i]!;
    const option = optionOf(arg);
    if (option === undefined) {
      if (arg.startsWith('--cluster'))
        return { refused: `Unrecognized option or bad number of args for: '${arg}'` };
      rest.push(arg);
      continue;
    }
    const values = options.get(option) ?? [];
    options.set(option, values);
    const { value }: OptionRow = OPTIONS[option];
    if (value === 'none') continue;
    if (i + 1 >= others.length) return { refused: `Unrecognized option or bad number of args for: '${arg}'` };
    values.push(others[++i]!);
    while (value === 'many' && i + 1 < others.length && !others[i + 1]!.startsWith('-'))
      values.push(others[++i]!);
  }
  return { subcommand, args, options, rest };
}

export function clusterHelp(): string {
  const rows = (Object.keys(SUBCOMMANDS) as Subcommand[]).map((name) => {
    const options = (Object.entries(OPTIONS) as [OptionName, OptionRow][]).filter(([, { help }]) =>
      help.includes(name),
    );
    const lines = options.map(([option, { value }]) => {
      const values = { none: '', one: ' <arg>', many: ' <id=weight> ...' };
      return `                 ${option}${values[value]}\n`;
    });
    return `  ${name.padEnd(15)}${SUBCOMMANDS[name].usage}\n${lines.join('')}`;
  });
  return `Cluster Manager Commands:
${rows.join('')}
For check, info, reshard and rebalance, any node of the cluster can be named.

Cluster Manager Options:
  --cluster-yes  Answers yes to the prompts.
  --dry-run      Prints the plan, and changes nothing.
  --json         Prints the plan, or the plan and its report, as JSON.
`;
}
