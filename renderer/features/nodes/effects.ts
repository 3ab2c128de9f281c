/** Calls that the nodes' rows make to main. */
import type { NodePing } from '../../../shared/cluster/node-stats.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';

/** While the charts are looked at, the nodes get a PING after each round of their figures. */
const PING_AFTER: ReadonlySet<string> = new Set(['stats', 'nodes-charts']);

export const performNodes =
  ({ client, send }: Surroundings): Perform =>
  (message, { active, view, nodes }) => {
    if (
      PING_AFTER.has(message.type) &&
      view === 'nodes' &&
      nodes.charts &&
      !nodes.pinging &&
      !document.hidden
    ) {
      send({ type: 'nodes-ping' });
      const ended = (pings: readonly NodePing[]) => send({ type: 'node-pings', pings, at: Date.now() });
      client.pingNodes(undefined).then(ended, () => ended([]));
    }
    if (message.type !== 'current-node' && message.type !== 'node-copy') return;
    const { node } = message;
    const failed = (error: unknown) => send({ type: 'node-failed', node, failure: failureOf(error) });
    if (message.type === 'node-copy') client.copyText({ text: message.text }).catch(failed);
    else
      client
        .setCurrentNode({ shell: active, node })
        .then((session) => send({ type: 'session', session }))
        .catch(failed);
  };
