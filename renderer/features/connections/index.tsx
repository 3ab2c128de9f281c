/** The saved connections: their list, the form, and the first-run screen. */
import './connections.css';
import './welcome.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { ConnectionsScreen } from './connections-screen.tsx';
import { performConnections } from './effects.ts';
import { connectionsOf, reduceConnections } from './state.ts';
import { Welcome } from './welcome.tsx';

export const connections = {
  initial: (boot) => connectionsOf(boot.connections),
  reduce: reduceConnections,
  perform: performConnections,
  places: { welcome: Welcome },
  overlays: {
    connect: {
      open: (message) =>
        message.type === 'open-connections' || (message.type === 'action' && message.name === 'connect')
          ? { kind: 'connect' }
          : null,
      reduce: (overlay, message) => (message.type === 'arrived' ? null : overlay),
      draw: (props) => <ConnectionsScreen {...props} />,
    },
  },
} satisfies FeatureWithState<'connections'>;
