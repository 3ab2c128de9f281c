/** What is kept of a local cluster beside its nodes' own files: cluster.json in its directory. */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LOCAL_LIMITS } from '../../shared/local/local.ts';
import { isAtLeast, type RedisServer } from '../demo/find-redis-server.ts';
import { quote, type ConfigLine } from '../demo/redis-server-process.ts';
import { OWN_LINES } from '../demo/server-group.ts';
import { atomicWrite } from '../storage/atomic-write.ts';

const FILE = 'cluster.json';
const LARGEST = 1 << 16;
const port = z.int().min(1).max(55_535);

const schema = z.object({
  version: z.literal(1),
  name: z.string().min(1).max(60),
  primaries: z.int().min(1).max(LOCAL_LIMITS.primaries),
  replicas: z.int().min(0).max(LOCAL_LIMITS.replicas),
  persistence: z.enum(['none', 'rdb', 'aof']),
  /** Primaries first, then their replicas in turn, then those that were added. */
  ports: z.array(port).min(1).max(LOCAL_LIMITS.nodes),
  /** Of the default user; the conf files have it too. */
  password: z.string().min(1).max(200),
  /** False until all nodes have joined: a start that was broken off begins again. */
  joined: z.boolean(),
  server: z.object({
    path: z.string().min(1).max(4096),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    name: z.enum(['Redis', 'Valkey']),
  }),
});

export type Definition = z.infer<typeof schema>;

export async function writeDefinition(directory: string, definition: Definition): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await atomicWrite(path.join(directory, FILE), `${JSON.stringify(definition, null, 2)}\n`);
}

export interface ReadDefinitions {
  found: { id: string; definition: Definition }[];
  /** Directories whose cluster.json is missing or damaged; they are left as they are. */
  damaged: string[];
}

/** The clusters whose directories are in `root`; none if there is no such directory. */
export async function readDefinitions(root: string): Promise<ReadDefinitions> {
  const names = await readdir(root, { withFileTypes: true }).catch(() => []);
  const read: ReadDefinitions = { found: [], damaged: [] };
  for (const entry of names.filter((one) => one.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const definition = await readDefinition(path.join(root, entry.name, FILE)).catch(() => null);
    if (definition) read.found.push({ id: entry.name, definition });
    else read.damaged.push(path.join(root, entry.name));
  }
  return read;
}

async function readDefinition(file: string): Promise<Definition> {
  if ((await stat(file)).size > LARGEST) throw new Error('It is too large.');
  return schema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Silence after which a node counts as failed. */
const NODE_TIMEOUT_MS = 2000;

/** Every server's lines but those about persistence, which are the cluster's own. */
export const BASE_LINES: readonly ConfigLine[] = OWN_LINES.filter(
  ([name]) => name !== 'save' && name !== 'appendonly',
);

const PERSISTENCE: { readonly [P in Definition['persistence']]: readonly ConfigLine[] } = {
  none: [
    ['save', '""'],
    ['appendonly', 'no'],
  ],
  rdb: [
    ['save', '3600', '1'],
    ['save', '300', '100'],
    ['save', '60', '10000'],
    ['appendonly', 'no'],
  ],
  aof: [
    ['save', '""'],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
  ],
};

/** A node's lines beside BASE_LINES. The password is in this file, which only our user can read, and in no argument. */
export function nodeLines(definition: Definition, port: number): ConfigLine[] {
  const { password, persistence, server } = definition;
  return [
    ['port', String(port)],
    ['cluster-enabled', 'yes'],
    ['cluster-config-file', 'nodes.conf'],
    ['# Silence in milliseconds after which a node counts as failed. The default is 15000.'],
    ['cluster-node-timeout', String(NODE_TIMEOUT_MS)],
    ...(isAtLeast(server as RedisServer, 7) ? [['cluster-allow-replica-migration', 'no'] as const] : []),
    ['# What is written to disk.'],
    ...PERSISTENCE[persistence],
    ['# New for each cluster.'],
    ['requirepass', quote(password)],
    ['masterauth', quote(password)],
  ];
}
