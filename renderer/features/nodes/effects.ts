/** Calls that the nodes' rows make to main. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';

export const performNodes =
  ({ client, send }: Surroundings): Perform =>
  (message, { active }) => {
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
