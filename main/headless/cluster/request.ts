/** Makes an operation's request from the arguments. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { requestSchema, type Measure, type OperationRequest } from '../../../shared/operations/request.ts';
import {
  nodeAt,
  nodeById,
  primariesOf,
  type ClusterReading,
  type NodeReading,
} from '../../cluster/operations/reading/cluster-reading.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { parseAddress } from '../../cluster/wire/address.ts';
import { numberIn } from '../../connections/number-in.ts';
import type { ClusterArguments, OptionName } from './arguments.ts';
import { cut, sourceProblem } from './source-login.ts';

export type Asked = OperationRequest | { refused: string };

const ADDRESS_WORDS =
  '[ERR] Invalid arguments: you need to pass either a valid address (ie. 120.0.0.1:7000) or space separated IP and port (ie. 120.0.0.1 7000)';

/** Letters of an ID that may stand for it. */
const LEAST_PREFIX = 4;
const MAX_NAME = 300;
const NODE_TIMEOUT = { first: 100, last: Number.MAX_SAFE_INTEGER };
const WEIGHT = { first: 0, last: 1e6, fraction: true } as const;

/** An argument that no request can be made from. */
class BadArgument extends Error {
  override name = 'BadArgument';
}

/** The address that leads to the cluster; null for `create`, which has none. Refuses what no cluster need be read for. */
export function seedOf(given: ClusterArguments): { seed: string | null } | { refused: string } {
  const { subcommand, args } = given;
  if (['create', 'help', 'resume', 'undo'].includes(subcommand)) return { seed: null };
  const spaced = ['check', 'info', 'fix', 'reshard', 'rebalance'].includes(subcommand);
  const [first = '', second] = subcommand === 'add-node' ? args.slice(1) : args;
  const isSpaced = second !== undefined && (spaced || subcommand === 'add-node');
  const text = isSpaced ? `${first}:${second}` : first;
  const seed = cut(text);
  const isAddress = parseAddress(seed) && (subcommand !== 'add-node' || parseAddress(cut(args[0]!)));
  if (!isAddress) return { refused: ADDRESS_WORDS };
  const problem =
    subcommand === 'set-timeout'
      ? timeoutRefusal(args[1]!)
      : subcommand === 'import'
        ? sourceProblem(given)
        : subcommand === 'reshard'
          ? amountsProblem(given)
          : subcommand === 'backup'
            ? directoryProblem(path.resolve(args[1]!))
            : null;
  return problem === null ? { seed } : { refused: problem };
}

function directoryProblem(directory: string): string | null {
  let isDirectory = false;
  try {
    isDirectory = statSync(directory).isDirectory();
  } catch {
    // It is not there, or cannot be looked at: nothing could be written either.
  }
  return isDirectory
    ? null
    : `[ERR] ${escapeForLine(directory.slice(0, MAX_NAME))} is not a directory. Make it first, and back up again.`;
}

function timeoutRefusal(text: string): string | null {
  if (numberIn(text, { ...NODE_TIMEOUT, first: 0 }) === null)
    return `[ERR] ${text} is not a number of milliseconds.`;
  if (numberIn(text, NODE_TIMEOUT) !== null) return null;
  return 'Setting a node timeout of less than 100 milliseconds is a bad idea.';
}

const amountsProblem = ({ options }: ClusterArguments) =>
  AMOUNTS.filter(([name]) => options.has(name)).length > 1
    ? '[ERR] Invalid arguments: a reshard takes one of --cluster-slots, --cluster-keys and --cluster-bytes.'
    : null;

/** `reading` is null for `create` only. */
export function requestOf(given: ClusterArguments, reading: ClusterReading | null): Asked {
  try {
    return requestFrom(given, reading);
  } catch (error) {
    if (error instanceof BadArgument) return { refused: `[ERR] ${error.message}` };
    throw error;
  }
}

function requestFrom(given: ClusterArguments, reading: ClusterReading | null): Asked {
  const { subcommand, args, options } = given;
  if (subcommand === 'create') {
    const bad = args.find((text) => !parseAddress(cut(text)));
    if (bad !== undefined) return { refused: `Invalid address format: ${bad}` };
    return checked({
      kind: 'create',
      nodes: args.map(cut),
      replicas: numberOf(options, '--cluster-replicas', 0),
    });
  }
  if (reading === null) return { refused: ADDRESS_WORDS };
  return inCluster(given, reading);
}

function inCluster({ subcommand, args, options }: ClusterArguments, reading: ClusterReading): Asked {
  const has = (name: OptionName) => options.has(name);
  const one = (name: OptionName) => options.get(name)?.at(-1);
  const idOf = (text: string, what: string) => nodeIdOf(reading, text, what);
  const move = {
    timeoutMs: numberOf(options, '--cluster-timeout', 60_000),
    batchKeys: numberOf(options, '--cluster-pipeline', 100),
    replace: has('--cluster-replace'),
    atomic: has('--cluster-use-atomic-slot-migration') ? 'always' : 'auto',
    rate: has('--rate') ? numberOf(options, '--rate', 0) : null,
  };
  const by = one('--by') ?? 'slots';
  switch (subcommand) {
    case 'fix':
      return checked({
        kind: 'fix',
        lostNodes: has('--cluster-fix-with-unreachable-masters'),
        open: has('--roll-back') ? 'roll-back' : 'finish',
        move,
      });
    case 'add-node':
      if (has('--cluster-slave') && has('--share'))
        throw new BadArgument('A replica has no slots: give --cluster-slave or --share, not both.');
      if (!has('--cluster-slave'))
        return checked({ kind: 'add-primary', node: cut(args[0]!), share: has('--share'), by, move });
      return checked({
        kind: 'add-replica',
        node: cut(args[0]!),
        primary: has('--cluster-master-id') ? idOf(one('--cluster-master-id')!, '--cluster-master-id') : null,
      });
    case 'del-node':
      return checked({ kind: 'remove-node', node: idOf(args[1]!, 'del-node'), drain: has('--drain'), move });
    case 'replace-node':
      return checked({ kind: 'replace-node', node: idOf(args[1]!, 'replace-node'), by: cut(args[2]!) });
    case 'failover': {
      if (has('--takeover') && has('--force')) throw new BadArgument('Give --force or --takeover, not both.');
      const how = has('--takeover') ? 'takeover' : has('--force') ? 'force' : 'plain';
      return checked({ kind: 'failover', node: idOf(args[1] ?? args[0]!, 'failover'), how });
    }
    case 'call': {
      if (has('--cluster-only-masters') && has('--cluster-only-replicas'))
        throw new BadArgument('Give --cluster-only-masters or --cluster-only-replicas, not both.');
      const only = has('--cluster-only-masters')
        ? 'primaries'
        : has('--cluster-only-replicas')
          ? 'replicas'
          : 'all';
      return checked({ kind: 'call', args: args.slice(1), only });
    }
    case 'import':
      return checked({
        kind: 'import',
        from: cut(one('--cluster-from')!),
        database: numberOf(options, '--database', 0),
        copy: has('--cluster-copy'),
        replace: has('--cluster-replace'),
      });
    case 'backup':
      return checked({ kind: 'backup', directory: path.resolve(args[1]!) });
    case 'set-timeout':
      return checked({ kind: 'settings', changes: [{ name: 'cluster-node-timeout', value: args[1]! }] });
    case 'settings': {
      if (args.length % 2 === 0) return { refused: 'Give a value for each setting: name value name value.' };
      const changes = [];
      for (let i = 1; i < args.length; i += 2) changes.push({ name: args[i]!, value: args[i + 1]! });
      return checked({ kind: 'settings', changes });
    }
    case 'reshard': {
      const [amount, measure] = AMOUNTS.find(([name]) => has(name)) ?? AMOUNTS[0];
      const from = (one('--cluster-from') ?? '').split(',');
      return checked({
        kind: 'reshard',
        from: from.includes('all') ? [] : from.map((text) => idOf(text, '--cluster-from')),
        to: idOf(one('--cluster-to') ?? '', '--cluster-to'),
        amount: numberOf(options, amount, 0),
        by: measure,
        move,
      });
    }
    case 'rebalance': {
      const weights: Record<string, number> = {};
      for (const text of options.get('--cluster-weight') ?? []) {
        const [, prefix = '', weight = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
        const number = numberIn(weight, WEIGHT);
        if (number === null) throw new BadArgument(`--cluster-weight: ${text} is not ID=WEIGHT.`);
        const id = idBeginningWith(primariesOf(reading), prefix);
        if (id === null) return { refused: `*** No such master node ${prefix}` };
        if (Object.hasOwn(weights, id)) throw new BadArgument(`--cluster-weight names ${id} twice.`);
        weights[id] = number;
      }
      return checked({
        kind: 'rebalance',
        weights,
        threshold: numberOf(options, '--cluster-threshold', 2),
        emptyPrimaries: has('--cluster-use-empty-masters'),
        by,
        move,
      });
    }
    default:
      return { refused: 'Unknown --cluster subcommand' };
  }
}

/** How much a reshard moves, and how that is measured. */
const AMOUNTS = [
  ['--cluster-slots', 'slots'],
  ['--cluster-keys', 'keys'],
  ['--cluster-bytes', 'bytes'],
] as const satisfies [OptionName, Measure][];

/** What is still missing for a reshard, which redis-cli asks for at a prompt. */
export const missingForReshard = ({ options }: ClusterArguments): OptionName[] => {
  const isAmountGiven = AMOUNTS.some(([name]) => options.has(name));
  return [
    ...(isAmountGiven ? [] : [AMOUNTS[0][0]]),
    ...(['--cluster-to', '--cluster-from'] as const).filter((name) => !options.has(name)),
  ];
};

export const isKnownPrimary = (reading: ClusterReading, id: string): boolean =>
  nodeById(reading, id)?.role === 'primary';

const numberOf = (options: ClusterArguments['options'], name: OptionName, otherwise: number): number =>
  options.has(name) ? Number(options.get(name)!.at(-1)) : otherwise;

/** The only ID that begins with it; null if none does. */
function idBeginningWith(nodes: readonly NodeReading[], prefix: string): string | null {
  const [first, second] = nodes.filter(({ id }) => prefix !== '' && id.startsWith(prefix.toLowerCase()));
  if (first && second) throw new BadArgument(`The IDs of several nodes begin with ${prefix}.`);
  return first?.id ?? null;
}

/** The ID of a node that is named by address, by ID, or by the beginning of it. What no node has is left to the plan to refuse. */
function nodeIdOf(reading: ClusterReading, text: string, what: string): string {
  if (text === '') throw new BadArgument(`${what} needs the ID of a node, and this one is empty.`);
  if (text.length > MAX_NAME) throw new BadArgument(`${what}: no node has such a name.`);
  const id = text.toLowerCase();
  const known = nodeAt(reading, cut(text)) ?? nodeById(reading, id);
  return known?.id ?? (id.length >= LEAST_PREFIX ? idBeginningWith(reading.nodes, id) : null) ?? id;
}

function checked(request: unknown): Asked {
  const parsed = requestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { refused: `[ERR] Invalid arguments: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}
