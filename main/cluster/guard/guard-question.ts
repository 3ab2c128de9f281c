/** Builds the question before a dangerous command from the current state of the cluster. Pure. */
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { Danger } from '../../../shared/commands/guard-judge.ts';
import type { Choice, Question } from '../../../shared/commands/guard.ts';
import type { ClusterNode, NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Environment } from '../../../shared/session/session.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { showCommand } from '../../../shared/commands/command-secrets.ts';

export interface Circumstances {
  topology: Topology | null;
  /** The nodes' last metrics. */
  metrics: readonly NodeStats[];
  label: string;
  environment: Environment;
  /** The nodes it would run on as typed. */
  nodes: readonly NodeAddress[];
  /** True if the user named the nodes (`@all`), so there is nothing to choose. */
  targeted: boolean;
  /** The same as in Route. */
  keys: readonly { index: number; slot: number }[];
  repeat: number;
  /** The shell's. */
  database: number;
  /** The oldest LASTSAVE of the primaries, in milliseconds since 1970; null if unknown. */
  lastSave: number | null;
  now: number;
}

/** Keys named in the detail. */
const MAX_NAMED_KEYS = 3;

/** `args` are the arguments that would be sent; secrets in them are masked. */
export function makeQuestion(
  id: number,
  shell: number,
  danger: Danger,
  args: readonly Uint8Array[],
  circumstances: Circumstances,
): Question {
  const { about, within } = withinDatabase(danger, circumstances);
  const choices = choicesOf(danger, about);
  const shown = new Set(choices.flatMap((choice) => choice.nodes));
  return {
    id,
    shell,
    command: showCommand(args, 500),
    name: danger.name,
    cluster: about.label,
    environment: about.environment,
    headline: `${danger.name} ${danger.effect.replace(/ of$/, `${within} of`)} ${about.label}`,
    detail: detailOf(danger, args, about, choices, within),
    rows: rowsOf(shown, about),
    keysTitle: danger.harm === 'deletes' ? 'Keys deleted' : 'Keys',
    choices,
    repeat: about.repeat,
    mustType: danger.harm !== 'reads',
  };
}

/** FLUSHDB affects one database: counts are for that one, which is named if there are others. */
function withinDatabase(danger: Danger, about: Circumstances): { about: Circumstances; within: string } {
  if (danger.name !== 'FLUSHDB') return { about, within: '' };
  const { database, metrics } = about;
  const others = metrics.some(({ databases }) => Object.keys(databases).some((one) => one !== '0'));
  return {
    about: {
      ...about,
      metrics: metrics.map((one) => ({
        ...one,
        keys: one.keys === null ? null : (one.databases[database] ?? 0),
      })),
    },
    within: database > 0 || others ? ` in database ${database}` : '',
  };
}

function choicesOf(danger: Danger, about: Circumstances): Choice[] {
  const asked = choice('asked', [...about.nodes], danger, about);
  const all = about.targeted ? null : policyNodes(danger, about.topology);
  if (!all || sameNodes(all, about.nodes)) return [asked];
  const policy = choice('all', all, danger, about);
  // A FLUSHALL on half the cluster is rarely meant; a CONFIG SET may well be.
  return danger.harm === 'deletes' ? [policy, asked] : [asked, policy];
}

/** Returns the nodes of the command's request policy; null if it has none or the map is unknown. */
function policyNodes({ scope }: Danger, topology: Topology | null): NodeAddress[] | null {
  if (!topology || (scope !== 'all-shards' && scope !== 'all-nodes')) return null;
  const nodes = topology.shards.flatMap((shard) =>
    scope === 'all-nodes' ? nodesOf(shard) : shard.primary ? [shard.primary] : [],
  );
  return nodes.map((node) => node.address);
}

const sameNodes = (a: readonly NodeAddress[], b: readonly NodeAddress[]) =>
  a.length === b.length && new Set([...a, ...b]).size === a.length;

function choice(id: Choice['id'], nodes: NodeAddress[], danger: Danger, about: Circumstances): Choice {
  const keys = keysOn(nodes, about.metrics);
  const one = nodes.length === 1 ? nodes[0]! : null;
  const many =
    danger.scope === 'all-nodes' || about.targeted
      ? counted(nodes.length, 'node')
      : counted(nodes.length, 'primary');
  const policy = danger.scope === 'all-nodes' ? 'all_nodes' : 'all_shards';
  return {
    id,
    label: id === 'all' ? `All ${many}` : `Only ${one ?? many}`,
    note:
      id === 'all'
        ? `the command’s policy is ${policy}`
        : about.targeted
          ? ''
          : `as redis-cli would run it${danger.harm === 'deletes' && keys !== null ? `: ${counted(keys, 'key')}` : ''}`,
    nodes,
    keys,
    button:
      danger.harm !== 'deletes'
        ? `Run ${danger.name} on ${one ?? many}`
        : keys === null
          ? `Delete every key on ${one ?? many}`
          : `Delete ${counted(keys, 'key')}`,
  };
}

function keysOn(nodes: readonly NodeAddress[], metrics: readonly NodeStats[]): number | null {
  let sum = 0;
  for (const node of nodes) {
    const keys = metrics.find((one) => one.address === node)?.keys ?? null;
    if (keys === null) return null;
    sum += keys;
  }
  return sum;
}

/** Lists the nodes in the order of their shards, nodes without a shard last. */
function rowsOf(shown: ReadonlySet<NodeAddress>, { topology, metrics }: Circumstances): Question['rows'] {
  const rows: Question['rows'] = [];
  const left = new Set(shown);
  for (const shard of topology?.shards ?? []) {
    const number = topology!.kind === 'cluster' ? shard.number : null;
    const replicas = shard.replicas.map((node) => node.address);
    for (const { address } of nodesOf(shard)) {
      if (!left.delete(address)) continue;
      const row = { node: address, shard: number, keys: keysOn([address], metrics) };
      rows.push({ ...row, replicas: address === shard.primary?.address ? replicas : [] });
    }
  }
  for (const node of left) rows.push({ node, shard: null, replicas: [], keys: keysOn([node], metrics) });
  return rows;
}

function detailOf(
  danger: Danger,
  args: readonly Uint8Array[],
  about: Circumstances,
  choices: readonly Choice[],
  within: string,
): string {
  const widest = choices.reduce((a, b) => (b.nodes.length > a.nodes.length ? b : a));
  const messages = [
    danger.harm === 'deletes' ? deletedText(widest, about, within) : scopeText(args, about),
    danger.detail,
    about.repeat > 1 ? `It would run ${grouped(about.repeat)} times.` : '',
    danger.harm === 'deletes' && about.lastSave ? `Last RDB save: ${ago(about.now - about.lastSave)}.` : '',
  ];
  return messages.filter((message) => message !== '').join(' ');
}

function deletedText({ keys, nodes }: Choice, { topology }: Circumstances, within: string): string {
  const shards = topology?.shards ?? [];
  const asked = (node: ClusterNode) => nodes.includes(node.address);
  const copies = shards
    .filter(({ primary }) => primary && asked(primary))
    .flatMap((shard) => shard.replicas.filter((replica) => !asked(replica))).length;
  const kind = shards.some((shard) => shard.replicas.some(asked)) ? 'node' : 'primary';
  const what = keys === null ? 'Every key' : counted(keys, 'key');
  const others = `, and the copies on ${nodes.length > 1 ? 'their' : 'its'} ${counted(copies, 'replica')}`;
  return `${what}${within} on ${counted(nodes.length, kind)}${copies === 0 ? '' : others}.`;
}

function scopeText(args: readonly Uint8Array[], { keys, nodes, topology }: Circumstances): string {
  const place = nodes.length === 1 ? `on ${nodes[0]}` : `on ${counted(nodes.length, 'node')}`;
  if (keys.length === 0) return `It runs ${place}.`;
  const named = keys.slice(0, MAX_NAMED_KEYS).map(({ index }) => readable(args[index]!.subarray(0, 80)));
  const more = keys.length - named.length;
  const slots = [...new Set(keys.map((key) => key.slot))];
  const inSlot =
    topology?.kind !== 'cluster'
      ? ''
      : slots.length === 1
        ? ` of slot ${slots[0]}`
        : ` of ${counted(slots.length, 'slot')}`;
  return `It works on ${plural(keys.length, 'key')} ${named.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}${inSlot} and runs ${place}.`;
}

/** `6 h 12 min ago`. */
function ago(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  if (days > 1) return `${days} days ago`;
  if (hours > 0) return `${hours} h ${minutes % 60} min ago`;
  return minutes > 0 ? `${minutes} min ago` : 'less than a minute ago';
}
