/** The letters of the view: each does what a button shows. */
import type { LocalCluster, NodeAct } from '../../../shared/local/local.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { actsFor, localAddress } from '../../kit/local-acts.ts';
import { allNodes } from '../../kit/topology-lookup.ts';
import type { Message } from '../../window/message.ts';
import { currentRow, type LocalState, type Row } from './state.ts';
import { words } from './words.ts';

const KEYS: { readonly [act in NodeAct]: string } = {
  start: 'S',
  restart: 'R',
  stop: 'X',
  kill: 'K',
  freeze: 'Z',
  unfreeze: 'Z',
};

/** What can be done with the node as it is, in the order of the buttons, each with its key. */
export const keyedActs = ({ node, cluster }: Row): (readonly [NodeAct, string])[] =>
  actsFor(node, cluster).map((act) => [act, KEYS[act]]);

/** Whether the window is connected to this cluster. */
export function isOpenHere({ nodes }: LocalCluster, topology: Topology | null): boolean {
  const members = new Set(allNodes(topology).map(({ address }) => address));
  return topology?.kind === 'cluster' && nodes.some(({ port }) => members.has(localAddress(port)));
}

/** Shows the form that adds the node to its cluster; null unless that cluster is open, and the node runs and is not in it. */
export function joining({ node, cluster }: Row, topology: Topology | null): Message | null {
  if (!node.isExtra || node.state !== 'running') return null;
  const isMember = allNodes(topology).some(({ address }) => address === localAddress(node.port));
  if (!isOpenHere(cluster, topology) || isMember) return null;
  return {
    type: 'operations-open',
    request: { kind: 'add-primary', node: localAddress(node.port), share: true },
  };
}

/** The messages for a key; none if it is not ours. */
export function messagesFor(key: string, local: LocalState, topology: Topology | null): Message[] {
  const letter = key.toUpperCase();
  if (letter === 'N') return [{ type: 'local-new' }];
  const at = currentRow(local);
  if (!at || !/^[SRXKZLEICAJ]$/.test(letter)) return [];
  if (letter === 'L') return [{ type: 'local-pane', pane: 'log' }];
  if (letter === 'E') return [{ type: 'local-pane', pane: 'conf' }];
  if (letter === 'I') return [{ type: 'local-pane', pane: 'facts' }];
  const { id } = at.cluster;
  if (letter === 'C') return [{ type: 'local-do', deed: { id, port: null, act: 'connect' } }];
  if (letter === 'A') return [{ type: 'local-do', deed: { id, port: null, act: 'add' } }];
  if (letter === 'J') {
    const join = joining(at, topology);
    return join ? [join] : [{ type: 'local-note', text: words.acts.notJoining }];
  }
  const act = keyedActs(at).find(([, own]) => own === letter)?.[0];
  if (act) return [{ type: 'local-do', deed: { id, port: at.node.port, act } }];
  return [{ type: 'local-note', text: words.acts.refused(at.node.state) }];
}
