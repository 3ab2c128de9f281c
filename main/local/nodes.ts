/** The nodes of a group of servers as the window sees them. */
import path from 'node:path';
import type { LocalNode } from '../../shared/local/local.ts';
import type { RedisServer } from '../demo/find-redis-server.ts';
import { BUS_OFFSET } from '../demo/free-ports.ts';
import type { ServerGroup } from '../demo/server-group.ts';

export const nodesOf = (group: ServerGroup, extras: ReadonlySet<number>): LocalNode[] =>
  group.ports.map((port) => {
    const { directory, configFile, logFile, state } = group.facts(port);
    return {
      ...{ port, state, directory, logFile },
      busPort: port + BUS_OFFSET,
      pid: group.pid(port),
      confFile: configFile,
      isExtra: extras.has(port),
    };
  });

/** Of a cluster that does not run. */
export const nodesAtRest = (
  root: string,
  ports: readonly number[],
  extras: ReadonlySet<number>,
): LocalNode[] =>
  ports.map((port) => {
    const directory = path.join(root, String(port));
    return {
      ...{ port, directory, busPort: port + BUS_OFFSET, pid: null, state: 'stopped' as const },
      confFile: path.join(directory, 'redis.conf'),
      logFile: path.join(directory, 'redis.log'),
      isExtra: extras.has(port),
    };
  });

export const serverLabel = ({ name, version }: RedisServer): string =>
  `${name === 'Valkey' ? 'valkey' : 'redis'}-server ${version}`;
