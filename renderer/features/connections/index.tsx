/** The saved connections: their list, the form, and the first-run screen. */
import './connections.css';
import './welcome.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performConnections } from './effects.ts';
import { connectionsOf, reduceConnections } from './state.ts';

const ConnectionsScreen = late(async () => (await import('./connections-screen.tsx')).ConnectionsScreen);
const Welcome = late(async () => (await import('./welcome.tsx')).Welcome);

export const connections = {
  initial: (boot) => connectionsOf(boot.connections),
  reduce: reduceConnections,
  perform: performConnections,
  places: { welcome: Welcome },
  overlays: {
    connect: {
      open: (message) =>
        message.type === 'open-connections' ||
        message.type === 'edit-connection' ||
        (message.type === 'action' && message.name === 'connect')
          ? { kind: 'connect' }
          : null,
      reduce: (overlay, message) => (message.type === 'arrived' ? null : overlay),
      draw: (props) => <ConnectionsScreen {...props} />,
    },
  },
} satisfies FeatureWithState<'connections'>;
