/** The prompt, as redis-cli writes it, in the colour of its node's shard. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { shardNumberOf } from '../../kit/topology-lookup.ts';
import type { Span } from '../../../shared/repl/text/span.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';

export interface PromptState {
  node: NodeAddress;
  database: number;
  connected: boolean;
  /** As in SessionState. */
  transaction: string;
  subscribed: boolean;
}

/** IPv6 in brackets: without them the port would read as part of the address. */
function bracketed(node: NodeAddress): string {
  const colon = node.lastIndexOf(':');
  const host = node.slice(0, colon);
  return host.includes(':') ? `[${host}]${node.slice(colon)}` : node;
}

/** `127.0.0.1:7000> `, `127.0.0.1:6379[3]> `, `127.0.0.1:7002(TX slot 12706)> `, `not connected> `. */
export function promptSpans(state: PromptState, topology: Topology | null): Span[] {
  if (!state.connected || !state.node) return [{ text: 'not connected> ', colour: INK.fg2 }];
  const shard = shardNumberOf(topology, state.node);
  const database = state.database ? `[${state.database}]` : '';
  const transaction = state.transaction ? `(${state.transaction})` : '';
  const subscribed = state.subscribed ? '(subscribed mode)' : '';
  return [
    {
      text: `${bracketed(state.node)}${database}${transaction}${subscribed}> `,
      colour: shard === null ? INK.fg2 : shardInk(shard),
    },
  ];
}
