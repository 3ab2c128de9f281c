/** Whether something listens at an address, before a session is made for it. */
import net from 'node:net';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import { parseAddress } from '../cluster/wire/address.ts';

const TIMEOUT_MS = 5000;

/** Null if something listens there; else the reason why not. */
export function knock(node: NodeAddress): Promise<string | null> {
  const { host, port } = parseAddress(node)!;
  return new Promise((resolve) => {
    const socket = net.connect(host.startsWith('/') ? { path: host } : { host, port });
    const done = (reason: string | null) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.setTimeout(TIMEOUT_MS, () => done('ETIMEDOUT'));
  });
}
