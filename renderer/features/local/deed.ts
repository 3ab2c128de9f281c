/** What can be done with a node, and with a whole cluster. */
import type { NodeAct } from '../../../shared/local/local.ts';

export type ClusterAct = 'start' | 'stop' | 'remove' | 'connect' | 'add' | 'copy';
export type Deed =
  | { id: string; port: number; act: NodeAct }
  | { id: string; port: null; act: Exclude<ClusterAct, 'add'> }
  | { id: string; port: null; act: 'add' };
