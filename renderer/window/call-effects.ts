/** Actions that are one call to main. */
import type { ActionName } from '../../shared/actions.ts';
import type { Client } from '../../shared/ipc.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Perform, Surroundings } from './feature.ts';

/** Resolves to the shell's session if the call changes it. */
type CallOf = (client: Client, shell: number) => Promise<SessionState | void>;

const CALLS: { readonly [A in ActionName]?: CallOf } = {
  'new-window': (client) => client.newWindow(undefined),
  'zoom-in': (client) => client.zoom('in'),
  'zoom-out': (client) => client.zoom('out'),
  'zoom-reset': (client) => client.zoom('reset'),
  disconnect: (client) => client.disconnect(undefined),
  refresh: (client) => client.refreshTopology(undefined),
  cancel: (client, shell) => client.cancel({ shell }),
  'mode-direct': (client, shell) => client.setMode({ shell, mode: 'direct' }),
  'mode-follow': (client, shell) => client.setMode({ shell, mode: 'follow' }),
  'mode-off': (client, shell) => client.setMode({ shell, mode: 'off' }),
  'protocol-2': (client, shell) => client.setProtocol({ shell, protocol: 2 }),
  'protocol-3': (client, shell) => client.setProtocol({ shell, protocol: 3 }),
};

export const performCalls =
  ({ client, send, report }: Surroundings): Perform =>
  (message, { active }) => {
    if (message.type !== 'action') return;
    CALLS[message.name]?.(client, active)
      .then((session) => session && send({ type: 'session', session }))
      .catch(report);
  };
