/** Listeners for events of the system and the user that concern the whole window. */
import type { Client } from '../../shared/ipc.ts';
import type { Store } from '../kit/store.ts';
import { onSystemTheme } from '../kit/theme.ts';
import { isAvailable } from './availability.ts';
import { listenForKeys, listenForZoom } from './keys.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';
import type { Work } from './work.ts';

export function listen(client: Client, { state, send }: Store<State, Message>, work: Work): void {
  const { shells, report } = work;
  const tick = () => send({ type: 'tick', now: Date.now() });
  onSystemTheme(() => {
    work.retheme();
    // Canvases read their colours when the state is drawn.
    tick();
  });
  listenForKeys(
    (name) => isAvailable(name, state()) && send({ type: 'action', name }),
    () => {
      if (state().drawer !== null) send({ type: 'close-drawer' });
      else if (state().broadcast.isOn) send({ type: 'broadcast-end' });
      else return false;
      shells.active().focus();
      return true;
    },
    () => state().settings.shortcuts,
  );
  listenForZoom((name) => send({ type: 'action', name }));
  window.addEventListener('online', () => void client.networkChanged(undefined).catch(report));
  window.addEventListener('resize', () => send({ type: 'resized', width: window.innerWidth }));
  window.setInterval(() => document.hidden || tick(), 1000);
  new ResizeObserver(() => shells.active().fit()).observe(document.getElementById('terminal')!);
}
