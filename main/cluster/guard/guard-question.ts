/** The question before a dangerous command, from what is known of the cluster at that moment. Pure. */
import { readable } from '../../../shared/format/escape.ts';
import type { Danger } from '../../../shared/commands/guard-judge.ts';
import type { Choice, Question } from '../../../shared/commands/guard.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Environment } from '../../../shared/session/session.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { showCommand } from '../../../shared/commands/command-secrets.ts';

export interface Circumstances {
  topology: Topology | null;
  /** The last figures of the nodes. */
  metrics: readonly NodeStats[];
  label: string;
  environment: Environment;
  /** Where it would go as it was typed. */
  nodes: readonly NodeAddress[];
  /** True where the nodes were named (`@all`): there is nothing to choose then. */
  targeted: boolean;
  /** As in Route. */
  keys: readonly { index: number; slot: number }[];
  repeat: number;
  /** The shell's. */
  database: number;
  /** The oldest LASTSAVE of the primaries, milliseconds since 1970; null where it is not known. */
  lastSave: number | null;
  now: number;
}

/** Keys named in the detail at most. */
const NAMED_KEYS = 3;

const grouped = (n: number) => n.toLocaleString('en-US');
const counted = (n: number, one: string, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;
const primaries = (n: number) => counted(n, 'primary', 'primaries');

/** `words` are those that would be sent; what in them is secret is masked. */
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

/** FLUSHDB leaves other databases alone: the figures are those of its own, which is named if there are others. */
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
  // Half a FLUSHALL is hardly meant; half a CONFIG SET may well be.
  return danger.harm === 'deletes' ? [policy, asked] : [asked, policy];
}

/** Where the command's policy would have it; null where it has none, or the map is not known. */
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
    danger.scope === 'all-nodes' || about.targeted ? counted(nodes.length, 'node') : primaries(nodes.length);
  const policy = danger.scope === 'all-nodes' ? 'all_nodes' : 'all_shards';
  return {
    id,
    label: id === 'all' ? `All ${many}` : `Only ${one ?? many}`,
    note:
      id === 'all'
        ? `the command’s policy is ${policy}`
        : about.targeted
          ? ''
          : `what redis-cli would do here${danger.harm === 'deletes' && keys !== null ? `: ${counted(keys, 'key')}` : ''}`,
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

/** The nodes in the order of their shards, those that no shard has last. */
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
    danger.harm === 'deletes' ? deleted(widest, about, within) : where(args, about),
    danger.detail,
    about.repeat > 1 ? `It would run ${grouped(about.repeat)} times.` : '',
    danger.harm === 'deletes' && about.lastSave ? `Last RDB save: ${ago(about.now - about.lastSave)}.` : '',
  ];
  return messages.filter((message) => message !== '').join(' ');
}

function deleted({ keys, nodes }: Choice, { topology }: Circumstances, within: string): string {
  const replicas = (topology?.shards ?? [])
    .filter((shard) => shard.primary && nodes.includes(shard.primary.address))
    .reduce((sum, shard) => sum + shard.replicas.length, 0);
  const copies =
    replicas === 0
      ? ''
      : `, and the copies on ${nodes.length > 1 ? 'their' : 'its'} ${counted(replicas, 'replica')}`;
  return `${keys === null ? 'Every key' : counted(keys, 'key')}${within} on ${primaries(nodes.length)}${copies}.`;
}

function where(args: readonly Uint8Array[], { keys, nodes, topology }: Circumstances): string {
  const place = nodes.length === 1 ? `to ${nodes[0]}` : `to ${counted(nodes.length, 'node')}`;
  if (keys.length === 0) return `It goes ${place}.`;
  const named = keys.slice(0, NAMED_KEYS).map(({ index }) => readable(args[index]!.subarray(0, 80)));
  const more = keys.length - named.length;
  const slots = [...new Set(keys.map((key) => key.slot))];
  const inSlot =
    topology?.kind !== 'cluster'
      ? ''
      : slots.length === 1
        ? ` of slot ${slots[0]}`
        : ` of ${counted(slots.length, 'slot')}`;
  return `It works on ${keys.length === 1 ? 'key' : 'keys'} ${named.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}${inSlot} and goes ${place}.`;
}

/** `6 h 12 min ago`. */
function ago(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  if (days > 1) return `${days} days ago`;
  if (hours > 0) return `${hours} h ${minutes % 60} min ago`;
  return minutes > 0 ? `${minutes} min ago` : 'less than a minute ago';
}
