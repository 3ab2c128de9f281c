/** A typed AUTH, or HELLO with AUTH, when the login used so far is refused: no socket would be opened for it. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { effectOf } from './shell-state.ts';

/**
 * If the node has no open connection, the next one to it logs in with this command; any other command changes
 * nothing. The returned function undoes that, for a login that was refused.
 */
export function useTypedLogin(pool: NodePool, node: NodeAddress, args: readonly Uint8Array[]): () => void {
  const effect = effectOf(args);
  // Without a login of its own, a socket is opened anyway, and the server answers AUTH on it.
  const refusable = pool.current.password !== undefined;
  if (!effect?.password || !refusable || pool.get(node).state === 'ready') return () => undefined;
  const { username, password } = effect;
  pool.get(node).configure({ username, password });
  const before = { username: pool.current.username, password: pool.current.password };
  return () => pool.get(node).configure(before);
}
