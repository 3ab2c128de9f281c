/** The saved connections, and how what is typed would be saved. */
import type { Failure, SavedConnection } from '../shared/model.ts';
import type { Message } from './message.ts';

export interface ConnectionsState {
  /** The last used first. */
  list: readonly SavedConnection[];
  /** Name under which what is typed is saved; empty for not. */
  name: string;
  /** The one that is being connected to. */
  pending: string | null;
  /** The one that was refused its login: its password is asked for. */
  refused: string | null;
  /** Name of the one that was deleted last, while it can be brought back. */
  deleted: string | null;
  failure: Failure | null;
}

export type ConnectionsMessage =
  | { type: 'connections'; list: readonly SavedConnection[] }
  | { type: 'connect-name'; text: string }
  | { type: 'connect-saved'; id: string; password?: string }
  | { type: 'delete-connection'; id: string; name: string }
  | { type: 'undo-delete' }
  | { type: 'connections-failed'; failure: Failure };

export const connectionsOf = (list: readonly SavedConnection[]): ConnectionsState => ({
  list,
  name: '',
  pending: null,
  refused: null,
  deleted: null,
  failure: null,
});

export function reduceConnections(connections: ConnectionsState, message: Message): ConnectionsState {
  switch (message.type) {
    case 'connections':
      return { ...connections, list: message.list };
    case 'connect-name':
      return { ...connections, name: message.text };
    case 'connect-saved':
      return { ...connections, pending: message.id, refused: null, failure: null };
    case 'delete-connection':
      return { ...connections, deleted: message.name, failure: null };
    case 'undo-delete':
      return { ...connections, deleted: null };
    case 'connections-failed':
      return {
        ...connections,
        pending: null,
        refused: message.failure.code === 'auth' ? connections.pending : null,
        failure: message.failure,
      };
    case 'session':
      // Connected: what was typed is through.
      return message.session.phase === 'connected'
        ? { ...connections, name: '', pending: null, refused: null, deleted: null, failure: null }
        : connections;
    default:
      return connections;
  }
}
