/** Waits until a replica has taken over from a primary that ended. */
import { readNodes } from './join.ts';
import { poll } from './poll.ts';
import type { ServerGroup } from './server-group.ts';

/**
 * Resolves when the other nodes no longer list the ended one as an owner of slots, when no replica can take over, or after
 * `timeout` milliseconds. Returns at once if the node runs. Never rejects.
 */
export async function awaitTakeover(group: ServerGroup, port: number, timeout: number): Promise<void> {
  if (group.pid(port) !== null) return;
  const over = async () => {
    const other = group.ports.find((candidate) => group.facts(candidate).state === 'running');
    if (other === undefined) return true;
    const nodes = await readNodes(group.client(other));
    const lost = nodes.find((node) => node[1]?.startsWith(`127.0.0.1:${port}@`));
    if (!lost || lost.length <= 8) return true;
    const alive = nodes.filter((node) => !/fail/.test(node[2] ?? '') && node[7] === 'connected');
    const owners = nodes.filter((node) => node.length > 8);
    const majority = alive.filter((node) => node.length > 8 && node !== lost).length > owners.length / 2;
    const heir = alive.some((node) => node[3] === lost[0]);
    return !majority || !heir;
  };
  // After the timeout no replica will take over: an empty primary is better than none.
  await poll('a replica to take over', over, { timeout, every: 50 }).catch(() => {});
}
