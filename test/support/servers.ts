/** The servers that tests run against: the system's own, and the newer ones that scripts/newer-servers.mjs brings. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { findRedisServer, isAtLeast, type RedisServer } from '../../main/demo/find-redis-server.ts';
import { THOROUGH } from './thorough.ts';

export interface TestServer {
  /** `Valkey 9.1` */
  name: string;
  /** Null if this machine does not have it; tests that need it are then skipped. */
  server: RedisServer | null;
  /** The product's own redis-cli. */
  cli: string;
  /** CLUSTER SLOT-STATS: Valkey 8.0, Redis 8.2. */
  hasSlotStats: boolean;
  /** cluster-databases: Valkey 9.0. */
  hasClusterDatabases: boolean;
}

/** What scripts/newer-servers.mjs prints. */
interface Found {
  product: 'redis' | 'valkey';
  version: string;
  server: string;
  cli: string;
}

/** By what scripts/newer-servers.mjs looks for: the names of those that may be missing. */
const NEWER: readonly [name: string, product: Found['product'], major: string][] = [
  ['Redis 8.0', 'redis', '8'],
  ['Valkey 8.1', 'valkey', '8'],
  ['Valkey 9.1', 'valkey', '9'],
];

const nameOf = ({ name, version }: RedisServer) => `${name} ${version.split('.').slice(0, 2).join('.')}`;

function testServer(name: string, server: RedisServer | null, cli: string): TestServer {
  const isValkey = server?.name === 'Valkey';
  return {
    name: server ? nameOf(server) : name,
    server,
    cli,
    hasSlotStats: server !== null && isAtLeast(server, 8, isValkey ? 0 : 2),
    hasClusterDatabases: server !== null && isValkey && isAtLeast(server, 9),
  };
}

function findNewer(): TestServer[] {
  const script = path.resolve(import.meta.dirname, '../../scripts/newer-servers.mjs');
  const found = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as Found[];
  return NEWER.map(([name, product, major]) => {
    const one = found.find((other) => other.product === product && other.version.startsWith(`${major}.`));
    if (!one) return testServer(name, null, '');
    const server: RedisServer = {
      path: one.server,
      version: one.version,
      name: product === 'valkey' ? 'Valkey' : 'Redis',
    };
    return testServer(name, server, one.cli);
  });
}

export const NEWER_SERVERS: readonly TestServer[] = findNewer();
/** The system's first. */
export const ALL_SERVERS: readonly TestServer[] = [
  testServer('the system’s', await findRedisServer(), 'redis-cli'),
  ...NEWER_SERVERS,
];

/** Those that this machine has. */
export const FOUND_SERVERS: readonly TestServer[] = ALL_SERVERS.filter(({ server }) => server !== null);

/** For tests that wait for the servers' own time limits: the oldest and the newest, or all with THOROUGH=1. */
export const SLOW_TEST_SERVERS: readonly TestServer[] = (
  THOROUGH ? FOUND_SERVERS : [ALL_SERVERS[0]!, ALL_SERVERS.at(-1)!]
).filter(({ server }) => server !== null);
