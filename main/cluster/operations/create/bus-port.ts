/** A node's bus port: what it announces, and whether it accepts connections. */
import { openSocket } from '../../wire/dial.ts';
import { CONNECT_TIMEOUT_MS, type OperationNodes } from '../reading/nodes.ts';

/** The bus port on the node's own line of CLUSTER NODES; undefined if it names none. */
export function announcedBusPort(clusterNodes: string): number | undefined {
  const own = clusterNodes.split('\n').find((line) => /^\S+ \S+ \S*\bmyself\b/.test(line));
  const port = Number(/^\S+ \S*@(\d{1,5})[\s,]/.exec(own ?? '')?.[1] ?? 0);
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** Whether a TCP connection to this place opens, by the way on which the nodes themselves are reached. */
export async function acceptsConnections(
  { settings }: OperationNodes,
  host: string,
  port: number,
): Promise<boolean> {
  const { dial, family = 0, reach } = settings;
  const place = reach?.({ host, port }) ?? { host, port };
  const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  try {
    const socket = await openSocket({ place, name: host, family, tls: undefined, dial }, signal);
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}
