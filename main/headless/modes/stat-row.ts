/** A row of `--stat`, from INFO. Pure. */
import { human } from './human-size.ts';

export const STAT_HEADER =
  '------- data ------ --------------------- load -------------------- - child -\n' +
  'keys       mem      clients blocked requests            connections          \n';

export interface StatFigures {
  keys: number;
  memory: number;
  clients: number;
  blocked: number;
  requests: number;
  connections: number;
  /** Bits: a save, an AOF rewrite, loading. */
  child: number;
}

const CHILDREN = ['', 'SAVE', 'AOF', 'SAVE+AOF', 'LOAD'];
/** redis-cli looks at no more. */
const DATABASES = 20;

/** The number after the first place where the name occurs, as redis-cli finds it; 0 if there is none. */
function fieldOf(info: string, name: string): number {
  const at = info.indexOf(name);
  return at < 0 ? 0 : Number.parseInt(info.slice(at + name.length + 1, at + name.length + 32), 10) || 0;
}

export function figuresOf(info: string): StatFigures {
  let keys = 0;
  for (let i = 0; i < DATABASES; i++) keys += fieldOf(info, `db${i}:keys`);
  return {
    keys,
    memory: fieldOf(info, 'used_memory'),
    clients: fieldOf(info, 'connected_clients'),
    blocked: fieldOf(info, 'blocked_clients'),
    requests: fieldOf(info, 'total_commands_processed'),
    connections: fieldOf(info, 'total_connections_received'),
    child:
      fieldOf(info, 'bgsave_in_progress') |
      (fieldOf(info, 'aof_rewrite_in_progress') << 1) |
      (fieldOf(info, 'loading') << 2),
  };
}

export function sumOf(all: readonly StatFigures[]): StatFigures {
  const sum: StatFigures = {
    keys: 0,
    memory: 0,
    clients: 0,
    blocked: 0,
    requests: 0,
    connections: 0,
    child: 0,
  };
  for (const one of all) {
    for (const name of Object.keys(sum) as (keyof StatFigures)[])
      if (name !== 'child') sum[name] += one[name];
    sum.child |= one.child;
  }
  return sum;
}

/** `before`: total requests at the last row; 0 for the first. */
export function statRow(figures: StatFigures, before: number): string {
  const { keys, memory, clients, blocked, requests, connections, child } = figures;
  const done = `${requests} (+${before === 0 ? 0 : requests - before})`;
  return (
    `${String(keys).padEnd(11)}${human(memory).padEnd(8)} ${String(clients).padEnd(8)}${String(blocked).padEnd(8)}` +
    `${done.padEnd(19)} ${String(connections).padEnd(12)}${CHILDREN[child] ?? ''}\n`
  );
}
