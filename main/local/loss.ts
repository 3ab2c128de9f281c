/** What would be lost if servers of ours ended: asked of the servers, not concluded from their conf files. */
import type { Loss } from '../../shared/local/local.ts';
import type { NodeClient } from '../demo/node-client.ts';
import type { ServerGroup } from '../demo/server-group.ts';

interface Holding {
  port: number;
  isReplica: boolean;
  keys: number;
  persists: 'none' | 'rdb' | 'aof';
  /** Since the last snapshot. */
  changes: number;
  hasReplica: boolean;
}

/** Asks these nodes, or all that run. A frozen node is not asked, since it would not answer. Never rejects. */
export async function lossOf(group: ServerGroup, some: readonly number[] = group.ports): Promise<Loss> {
  const running = some.filter((port) => group.pid(port) !== null);
  const asked = running.filter((port) => group.facts(port).state !== 'frozen');
  const answers = await Promise.all(
    asked.map((port) => holdingOf(port, group.client(port)).catch(() => null)),
  );
  const known = answers.filter((one) => one !== null);
  const primaries = known.filter(({ isReplica }) => !isReplica);
  const sum = (count: (one: Holding) => number) => primaries.reduce((total, one) => total + count(one), 0);
  return {
    keys: sum(({ keys }) => keys),
    unkept: sum(({ keys, persists }) => (persists === 'none' ? keys : 0)),
    unsaved: sum(({ changes, persists }) => (persists === 'rdb' ? changes : 0)),
    silent: running.filter((port) => !known.some((one) => one.port === port)),
    hasHeirs: primaries.length > 0 && primaries.every(({ hasReplica }) => hasReplica),
  };
}

async function holdingOf(port: number, client: NodeClient): Promise<Holding> {
  const info = await client.text('INFO');
  const number = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const [, save] = (await client.ask(['CONFIG', 'GET', 'save'])) as string[];
  const keys = [...info.matchAll(/^db\d+:keys=(\d+)/gm)].reduce((total, [, keys]) => total + Number(keys), 0);
  return {
    port,
    keys,
    isReplica: /^role:slave/m.test(info),
    persists: number('aof_enabled') === 1 ? 'aof' : save ? 'rdb' : 'none',
    changes: number('rdb_changes_since_last_save'),
    hasReplica: /^slave\d+:.*state=online/m.test(info),
  };
}
