/** Makes an operation's request from the arguments. */
import path from 'node:path';
import { requestSchema, type OperationRequest } from '../../../shared/operations/request.ts';
import {
  nodeAt,
  nodeById,
  primariesOf,
  type ClusterReading,
} from '../../cluster/operations/reading/cluster-reading.ts';
import { parseAddress } from '../../cluster/wire/address.ts';
import type { ClusterArguments, OptionName } from './arguments.ts';

export type Asked = OperationRequest | { refused: string };

const ADDRESS_WORDS =
  '[ERR] Invalid arguments: you need to pass either a valid address (ie. 120.0.0.1:7000) or space separated IP and port (ie. 120.0.0.1 7000)';

/** redis-cli cuts `host:port@busport` at the @. */
const cut = (text: string) => text.replace(/@\d+$/, '');

/** The address that leads to the cluster; null for `create`, which has none. */
export function seedOf({
  subcommand,
  args,
}: ClusterArguments): { seed: string | null } | { refused: string } {
  if (['create', 'help', 'resume', 'undo'].includes(subcommand)) return { seed: null };
  const spaced = ['check', 'info', 'reshard', 'rebalance'].includes(subcommand);
  const [first = '', second] = subcommand === 'add-node' ? args.slice(1) : args;
  const text = spaced || subcommand === 'add-node' ? [first, second].filter(Boolean).join(':') : first;
  const seed = cut(text);
  return parseAddress(seed) ? { seed } : { refused: ADDRESS_WORDS };
}

/** `reading` is null for `create` only. */
export function requestOf(given: ClusterArguments, reading: ClusterReading | null): Asked {
  const { subcommand, args, options } = given;
  if (subcommand === 'create') {
    const bad = args.find((text) => !parseAddress(cut(text)));
    if (bad !== undefined) return { refused: `Invalid address format: ${bad}` };
    return checked({
      kind: 'create',
      nodes: args.map(cut),
      replicas: numberIn(options, '--cluster-replicas', 0),
    });
  }
  if (reading === null) return { refused: ADDRESS_WORDS };
  return inCluster(given, reading);
}

function inCluster({ subcommand, args, options }: ClusterArguments, reading: ClusterReading): Asked {
  const has = (name: OptionName) => options.has(name);
  const one = (name: OptionName) => options.get(name)?.at(-1);
  const idOf = (text: string) => (nodeAt(reading, cut(text))?.id ?? text).toLowerCase();
  const move = {
    timeoutMs: numberIn(options, '--cluster-timeout', 60_000),
    batchKeys: numberIn(options, '--cluster-pipeline', 100),
    replace: has('--cluster-replace'),
    atomic: has('--cluster-use-atomic-slot-migration') ? 'always' : 'auto',
    rate: has('--rate') ? numberIn(options, '--rate', 0) : null,
  };
  const by = one('--by') ?? 'slots';
  switch (subcommand) {
    case 'add-node':
      if (!has('--cluster-slave'))
        return checked({ kind: 'add-primary', node: cut(args[0]!), share: has('--share'), by, move });
      return checked({
        kind: 'add-replica',
        node: cut(args[0]!),
        primary: has('--cluster-master-id') ? idOf(one('--cluster-master-id')!) : null,
      });
    case 'del-node':
      return checked({ kind: 'remove-node', node: idOf(args[1]!), drain: has('--drain'), move });
    case 'replace-node':
      return checked({ kind: 'replace-node', node: idOf(args[1]!), by: cut(args[2]!) });
    case 'failover': {
      const how = has('--takeover') ? 'takeover' : has('--force') ? 'force' : 'plain';
      return checked({ kind: 'failover', node: idOf(args[1] ?? args[0]!), how });
    }
    case 'call': {
      const only = has('--cluster-only-masters')
        ? 'primaries'
        : has('--cluster-only-replicas')
          ? 'replicas'
          : 'all';
      return checked({ kind: 'call', args: args.slice(1), only });
    }
    case 'backup':
      return checked({ kind: 'backup', directory: path.resolve(args[1]!) });
    case 'set-timeout':
      if (!(Number(args[1]) >= 100))
        return { refused: 'Setting a node timeout of less than 100 milliseconds is a bad idea.' };
      return checked({ kind: 'settings', changes: [{ name: 'cluster-node-timeout', value: args[1]! }] });
    case 'settings': {
      if (args.length % 2 === 0) return { refused: 'Give a value for each setting: name value name value.' };
      const changes = [];
      for (let i = 1; i < args.length; i += 2) changes.push({ name: args[i]!, value: args[i + 1]! });
      return checked({ kind: 'settings', changes });
    }
    case 'reshard': {
      const from = one('--cluster-from') ?? '';
      return checked({
        kind: 'reshard',
        from: from === 'all' || from === '' ? [] : from.split(',').map(idOf),
        to: idOf(one('--cluster-to') ?? ''),
        amount: numberIn(options, '--cluster-slots', 0),
        by,
        move,
      });
    }
    case 'rebalance': {
      const weights: Record<string, number> = {};
      for (const text of options.get('--cluster-weight') ?? []) {
        const [prefix = '', weight] = text.split('=');
        const node = primariesOf(reading).find(
          ({ id }) => prefix !== '' && id.startsWith(prefix.toLowerCase()),
        );
        if (!node || weight === undefined) return { refused: `*** No such master node ${prefix}` };
        weights[node.id] = Number(weight);
      }
      return checked({
        kind: 'rebalance',
        weights,
        threshold: numberIn(options, '--cluster-threshold', 2),
        emptyPrimaries: has('--cluster-use-empty-masters'),
        by,
        move,
      });
    }
    default:
      return { refused: 'Unknown --cluster subcommand' };
  }
}

/** What is still missing for a reshard, which redis-cli asks for at a prompt. */
export const missingForReshard = ({ options }: ClusterArguments): OptionName[] =>
  (['--cluster-slots', '--cluster-to', '--cluster-from'] as const).filter((name) => !options.has(name));

export const isKnownPrimary = (reading: ClusterReading, id: string): boolean =>
  nodeById(reading, id)?.role === 'primary';

const numberIn = (options: ClusterArguments['options'], name: OptionName, otherwise: number): number =>
  options.has(name) ? Number(options.get(name)!.at(-1)) : otherwise;

function checked(request: unknown): Asked {
  const parsed = requestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { refused: `[ERR] Invalid arguments: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}
