/** All settings of all nodes: the value in force, the one in the conf file, the default, and when a change takes effect. */
import { networkInterfaces } from 'node:os';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { DOTS } from '../../../../shared/commands/command-secrets.ts';
import type {
  ClusterSettings,
  FileState,
  SettingRow,
  SettingsNode,
} from '../../../../shared/operations/cluster-settings.ts';
import { hostOf, parseAddress } from '../../wire/address.ts';
import { fieldsOf, textOf } from '../../wire/read-reply.ts';
import { slotsOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { isSecretSetting } from '../settings/values.ts';
import { confLines } from './conf-lines.ts';
import { defaultsFor } from './setting-defaults.ts';

/** Characters of a value, and settings of a server: the newest have 240. */
const MAX_VALUE = 4096;
const MAX_SETTINGS = 1000;
/** Nodes whose settings are read: a table has a column for each. */
const MOST_NODES = 100;

/** Null if the file cannot be read. */
export type ReadFile = (path: string) => Promise<string | null>;

interface Read {
  node: SettingsNode;
  running: ReadonlyMap<string, string>;
  file: ReadonlyMap<string, string>;
}

export async function readClusterSettings(
  nodes: OperationNodes,
  reading: ClusterReading,
  readFile: ReadFile,
): Promise<ClusterSettings> {
  const read = await Promise.all(
    byShard(reading)
      .slice(0, MOST_NODES)
      .map((node) => readNode(nodes, node, readFile)),
  );
  const defaults = defaultsFor(read.find(({ node }) => node.server !== '')?.node.server ?? '');
  const names = [...new Set(read.flatMap(({ running }) => [...running.keys()]))].sort();
  const rows = names.map((name): SettingRow => {
    const isSecret = isSecretSetting(name);
    const shown = (value: string | undefined) => {
      if (value === undefined) return null;
      return isSecret ? value && DOTS : escapeForLine(value.slice(0, MAX_VALUE));
    };
    return {
      name: escapeForLine(name),
      running: read.map(({ running }) => shown(running.get(name))),
      file: read.map(({ file }) => shown(file.get(name))),
      default: defaults?.values.get(name) ?? null,
      takesEffect: defaults?.takesEffect(name) ?? 'unknown',
      isSecret,
    };
  });
  return {
    readAt: Date.now(),
    nodes: read.map(({ node }) => node),
    left: reading.nodes.length - read.length,
    rows,
    defaultsOf: defaults?.of ?? null,
  };
}

/** Sorts nodes as the window numbers shards: by the shard's lowest slot, a primary before its replicas, nodes without slots last. */
function byShard(reading: ClusterReading): NodeReading[] {
  const first = ({ id, primaryId }: NodeReading) =>
    slotsOf(reading, primaryId ?? id)[0]?.first ?? Number.MAX_SAFE_INTEGER;
  const isReplica = ({ role }: NodeReading) => Number(role === 'replica');
  return [...reading.nodes].sort((a, b) => first(a) - first(b) || isReplica(a) - isReplica(b));
}

async function readNode(nodes: OperationNodes, reading: NodeReading, readFile: ReadFile): Promise<Read> {
  const { id, address, role, server, trouble } = reading;
  const node = { id, address, role, server: escapeForLine(server.slice(0, 60)) };
  const nothing = new Map<string, string>();
  const missing = (says: string): Read => ({
    node: {
      ...node,
      file: { kind: 'unknown', path: '', why: 'The node was not asked.' },
      trouble: escapeForLine(says.slice(0, 300)),
    },
    running: nothing,
    file: nothing,
  });
  if (trouble) return missing(trouble.says);
  const answer = await nodes.ask(address, ['CONFIG', 'GET', '*']);
  if (answer.kind !== 'reply') return missing(answer.says);
  const running = new Map(
    [...fieldsOf(answer.reply)]
      .slice(0, MAX_SETTINGS)
      .map(([name, value]) => [name.slice(0, 100).toLowerCase(), textOf(value)]),
  );
  const { state, values } = await fileOf(nodes, reading, readFile);
  return { node: { ...node, file: state, trouble: null }, running, file: values };
}

async function fileOf(
  { settings }: OperationNodes,
  { address, info }: NodeReading,
  readFile: ReadFile,
): Promise<{ state: FileState; values: ReadonlyMap<string, string> }> {
  const path = info.get('config_file');
  const nothing = new Map<string, string>();
  if (path === '') return { state: { kind: 'none' }, values: nothing };
  const unknown = (why: string) => ({
    state: { kind: 'unknown' as const, path: escapeForLine((path ?? '').slice(0, 500)), why },
    values: nothing,
  });
  if (path === undefined) return unknown('The node does not say which file it has read.');
  const place = parseAddress(address);
  const reached = place && (settings.reach?.(place) ?? place);
  // Through a tunnel or an address map, a loopback address is that of another computer.
  if (settings.dial || reached?.host !== place?.host || !isHere(hostOf(address)))
    return unknown('The file is on the node’s own computer.');
  const text = await readFile(path);
  if (text === null) return unknown('The file cannot be read by this user.');
  const { values, includes } = confLines(text);
  if (!isOwn(values, place?.port))
    return unknown('The file at this path is of another server: it names another port.');
  if (includes) return unknown('The file includes others, which are not read.');
  return { state: { kind: 'read', path: escapeForLine(path.slice(0, 500)) }, values };
}

const isOwn = (values: ReadonlyMap<string, string>, port: number | undefined): boolean =>
  [values.get('port') ?? '6379', values.get('tls-port')].some((one) => one === String(port));

const isHere = (host: string): boolean =>
  /^127\.|^::1$/.test(host) ||
  Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host));
