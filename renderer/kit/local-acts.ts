/** What can be done with the processes of local clusters. Pure. */
import type { LocalCluster, LocalNode, NodeAct } from '../../shared/local/local.ts';

/** What can be done with the node as it is, in the order of the buttons. */
export function actsFor({ state }: LocalNode, { phase }: LocalCluster): readonly NodeAct[] {
  if (phase !== 'running') return [];
  if (state === 'running') return ['restart', 'stop', 'kill', 'freeze'];
  return state === 'frozen' ? ['unfreeze', 'stop', 'kill'] : ['start'];
}

export const localAddress = (port: number) => `127.0.0.1:${port}`;
