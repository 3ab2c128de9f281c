/** What differs between Valkey 9, where the source pushes, and Redis 8.4, where the target pulls. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import { serverSays } from './jobs.ts';

export const LIST = {
  valkey: ['CLUSTER', 'GETSLOTMIGRATIONS'],
  redis: ['CLUSTER', 'MIGRATION', 'STATUS', 'ALL'],
} as const;

export const startCommand = (by: 'valkey' | 'redis', slots: readonly SlotRange[], to: string): string[] => {
  const pairs = slots.map(({ first, last }) => [String(first), String(last)]);
  return by === 'valkey'
    ? ['CLUSTER', 'MIGRATESLOTS', ...pairs.flatMap((pair) => ['SLOTSRANGE', ...pair, 'NODE', to])]
    : ['CLUSTER', 'MIGRATION', 'IMPORT', ...pairs.flat()];
};

/** Valkey cancels all exports of the node at once. */
export const cancelCommands = (by: 'valkey' | 'redis', ids: readonly string[]): string[][] =>
  by === 'valkey'
    ? [['CLUSTER', 'CANCELSLOTMIGRATIONS']]
    : ids.map((id) => ['CLUSTER', 'MIGRATION', 'CANCEL', 'ID', id]);

export const LOST_WRITES = /unpaused before migration completed/i;

const ADVICE: readonly [pattern: RegExp, advice: string][] = [
  [
    /failed to auth to target/i,
    'The source logs in with its own primaryauth and primaryuser: set them to what the target accepts.',
  ],
  [
    /unable to connect to target/i,
    'The source cannot reach the target: look at the network and at TLS between them.',
  ],
  [
    /connection lost to target/i,
    'The target may have died, or its replica output buffer was too small: look at its log, then start again.',
  ],
  [/out of memory/i, 'The target has too little memory: raise its maxmemory or move fewer slots at once.'],
  [/failover occurred/i, 'The target failed over: make a new plan.'],
  [
    /no longer owned|span multiple shards|not served by this node/i,
    'Some of the slots have another owner now: make a new plan.',
  ],
  [/timed out/i, 'The other side was silent for longer than repl-timeout: start again when it answers.'],
  [/data was flushed/i, 'The data was flushed while it moved: start again if that was meant.'],
  [/perform snapshot/i, 'The source could not fork: look at its memory and its log.'],
  [/manually (imported|migrated)|must be STABLE/i, 'A slot is open by hand: repair it first (fix).'],
  [/already migrating slot|overlap/i, 'Another migration has these slots: wait for it.'],
  [/on replica|primary nodes/i, 'One of the two nodes has become a replica: make a new plan.'],
  [/NOPERM/, 'The user needs the right to run this command and access to all databases.'],
];

/** The server's words and what to do. */
export function withAdvice(says: string): string {
  const advice = ADVICE.find(([pattern]) => pattern.test(says))?.[1];
  const said = serverSays(says);
  return advice === undefined ? said : `${said.replace(/\.$/, '')}. ${advice}`;
}
