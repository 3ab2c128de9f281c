/** Turns main's reports into messages. Reports that arrive before the state exists are held until it does. */
import type { Bridge, Events } from '../../shared/ipc.ts';
import { onEvent, type EventMessage } from '../kit/client.ts';
import type { Shells } from '../repl/shells.ts';
import type { Message } from './message.ts';
import type { Send } from './state.ts';

/** Notices and pushed messages go to the shells: they are not part of the state. */
type ForShells = 'notice' | 'pushed';

const MESSAGES: {
  readonly [N in Exclude<keyof Events, ForShells>]: (payload: Events[N]) => Message;
} = {
  session: (session) => ({ type: 'session', session }),
  topology: (topology) => ({ type: 'topology', topology }),
  migrations: (migrations) => ({ type: 'migrations', migrations }),
  stats: (stats) => ({ type: 'stats', stats, at: Date.now() }),
  slotProgress: (progress) => ({ type: 'map-progress', progress }),
  scan: (scan) => ({ type: 'scan', scan }),
  biggestKeys: (biggest) => ({ type: 'biggest-keys', biggest }),
  changes: (changes) => ({ type: 'changes', changes }),
  connections: (saved) => ({ type: 'connections', saved }),
  operation: (status) => ({ type: 'operation', status }),
  doctor: (progress) => ({ type: 'doctor-step', ...progress }),
  demo: (demo) => ({ type: 'demo', demo }),
  lesson: (lesson) => ({ type: 'lesson', lesson }),
  local: (clusters) => ({ type: 'local', clusters }),
  localLog: (part) => ({ type: 'local-log', part }),
  update: (status) => ({ type: 'update', status }),
  settings: (settings) => ({ type: 'settings', settings }),
  showShell: (shell) => ({ type: 'show-shell', shell }),
  action: (name) => ({ type: 'action', name }),
  set: (change) => ({ type: 'set', change }),
};

/** Returns the function to call once there are shells and a state. */
export function holdEvents(bridge: Bridge): (shells: Shells, send: Send) => void {
  const early: EventMessage[] = [];
  let take = (event: EventMessage) => void early.push(event);
  onEvent(bridge, (event) => take(event));
  return (shells, send) => {
    take = (event) => {
      if (event.name === 'notice') for (const one of shells.all()) one.notice(event.payload);
      else if (event.name === 'pushed') shells.of(event.payload.shell)?.pushed(event.payload);
      else send(messageOf(event));
    };
    early.forEach(take);
  };
}

function messageOf<N extends keyof typeof MESSAGES>({ name, payload }: { name: N; payload: Events[N] }) {
  return MESSAGES[name](payload);
}
