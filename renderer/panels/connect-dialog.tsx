import type { PanelProps } from '../state.ts';
import { ConnectForm } from './connect-form.tsx';
import { Dialog, DialogHead } from './dialog.tsx';
import { SavedConnections } from './saved-connections.tsx';

export function ConnectDialog({ state, send }: PanelProps) {
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label="Connect to a cluster" kind="connect" onClose={close}>
      <DialogHead title="Connect to a cluster" onClose={close} />
      <SavedConnections state={state} send={send} />
      <p class="sm f2">
        Any one node is enough to find the rest. An address, or what you would give redis-cli:
      </p>
      <p class="mono xs f2 examples">
        redis://user:password@host:6379{'\n'}rediss://host:6380{'\n'}10.0.0.7:7000{'\n'}-h host -p 7000 --tls
      </p>
      <ConnectForm state={state} send={send} autofocus />
    </Dialog>
  );
}
