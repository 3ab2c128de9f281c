import type { SessionState } from '../../shared/session/session.ts';
import { words } from './words.ts';

interface NoClusterProps {
  phase: SessionState['phase'];
  /** Shown while there is no connection: the purpose of the view. */
  purpose: string;
  onConnect(): void;
}

/** Stands in for a view that needs the cluster's map: while the map is read, and while there is no connection. */
export function NoCluster({ phase, purpose, onConnect }: NoClusterProps) {
  if (phase === 'connecting' || phase === 'connected')
    return (
      <div class="blank" role="status">
        <p>{words.readingMap}</p>
      </div>
    );
  return (
    <div class="blank">
      <p>{purpose}</p>
      <button type="button" class="btn" data-entry onClick={onConnect}>
        {words.connect}
      </button>
    </div>
  );
}
