/** Calls to main for the demo cluster. */
import type { ActionName } from '../../../shared/actions.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { words } from './words.ts';

export const performDemo = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  return (message) => {
    if (message.type === 'action') return act(message.name, surroundings);
    if (message.type !== 'demo-node') return;
    const { port, run } = message;
    const node = `127.0.0.1:${port}`;
    (run ? client.startDemoNode({ port }) : client.stopDemoNode({ port })).catch((error: unknown) =>
      send({ type: 'node-failed', node, failure: failureOf(error) }),
    );
  };
};

function act(name: ActionName, { client, send, focusShell, inform, report }: Surroundings): void {
  if (name === 'demo-start')
    client
      .startDemo(undefined)
      .then((session) => send({ type: 'session', session }))
      .then(focusShell)
      .catch((error: unknown) => send({ type: 'demo-failed', failure: failureOf(error) }));
  if (name === 'demo-copy') client.copyDemoCommand(undefined).then(() => inform(words.copied), report);
  if (name === 'demo-stop') client.stopDemo(undefined).catch(report);
}
