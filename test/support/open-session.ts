/** A Session on a test cluster, its topologies and notices kept for waiting on. */
import { Session } from '../../main/cluster/session/session.ts';
import type { AddressMap } from '../../main/cluster/topology/address-map.ts';
import type { SentinelSeeds } from '../../main/cluster/topology/sentinel.ts';
import type { ConnectionOptions } from '../../main/cluster/wire/link-options.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { Execution, PushedItem } from '../../shared/session/execution.ts';
import type { Environment, ReadFrom, RedirectMode } from '../../shared/session/session.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { Notice } from '../../shared/session/notice.ts';
import { decode, argsOf } from '../../shared/resp/resp.ts';
import { formatReply } from '../../shared/format/tty.ts';
import type { RedisCluster } from './redis-cluster.ts';

export interface OpenedSession {
  session: Session;
  topologies: Topology[];
  notices: Notice[];
  stats: NodeStats[][];
  /** What came on subscriptions and MONITOR. */
  pushed: PushedItem[];
}

/** Connects by `seed`, an address; by default the first node's. */
export async function openSession(
  cluster: Pick<RedisCluster, 'addresses' | 'password' | 'tls'>,
  mode: RedirectMode,
  options: Partial<ConnectionOptions> & {
    seed?: string;
    seeds?: readonly string[];
    environment?: Environment;
    readOnly?: boolean;
    readFrom?: ReadFrom;
    showsOwn?: () => boolean;
    addressMap?: AddressMap;
    sentinel?: SentinelSeeds;
  } = {},
): Promise<OpenedSession> {
  const {
    seed = cluster.addresses[0]!,
    seeds = [seed],
    addressMap,
    sentinel,
    environment = 'local',
    readOnly = false,
    readFrom = 'primary',
    showsOwn = () => false,
    ...connection
  } = options;
  const opened: Omit<OpenedSession, 'session'> = { topologies: [], notices: [], stats: [], pushed: [] };
  const session = new Session(
    {
      label: 'test',
      environment,
      readOnly,
      readFrom,
      showsOwn,
      seeds,
      mode,
      ...(addressMap && { addressMap }),
      ...(sentinel && { sentinel }),
      connection: {
        database: 0,
        protocol: 2,
        connectTimeout: 10_000,
        password: cluster.password,
        ...(cluster.tls ? { tls: { ca: cluster.tls.ca, cert: cluster.tls.cert, key: cluster.tls.key } } : {}),
        ...connection,
      },
    },
    {
      onTopology: (topology) => opened.topologies.push(topology),
      onNotice: (notice) => opened.notices.push(notice),
      onStats: (stats) => opened.stats.push(stats),
      onPushed: (items) => opened.pushed.push(...items),
    },
  );
  try {
    await session.connect();
  } catch (error) {
    session.close();
    throw error;
  }
  return { session, ...opened };
}

/** Runs a line of plain words. */
export const run = (session: Session, line: string) => session.execute(argsOf(...line.split(' ')));

/** A command's result as redis-cli prints it, without the last newline; the message if it failed. */
export const printed = (execution: Execution) =>
  execution.reply?.whole ? formatReply(decode(execution.reply.frame)).trimEnd() : execution.failure?.message;
