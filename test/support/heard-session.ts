/** A session of its own on one address, with all that it tells. */
import { Session } from '../../main/cluster/session/session.ts';
import type { SessionOptions } from '../../main/cluster/session/session-options.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { Notice } from '../../shared/session/notice.ts';

/** `closing` gets its end, also if it cannot connect. */
export async function openHeard(
  closing: (() => unknown)[],
  seed: string,
  connection: Partial<SessionOptions['connection']> = {},
  options: Partial<SessionOptions> = {},
) {
  const heard = { topologies: [] as Topology[], stats: [] as NodeStats[][], notices: [] as Notice[] };
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [seed],
      mode: 'direct',
      connection: { database: 0, protocol: 2, connectTimeout: 10_000, ...connection },
      ...options,
    },
    {
      onTopology: (topology) => heard.topologies.push(topology),
      onStats: (stats) => heard.stats.push(stats),
      onNotice: (notice) => heard.notices.push(notice),
    },
  );
  closing.push(() => session.close());
  await session.connect();
  return { session, ...heard };
}

/** The arguments of openHeard() after the first. */
export type OpenArguments = Parameters<typeof openHeard> extends [unknown, ...infer Rest] ? Rest : never;
