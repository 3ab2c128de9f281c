import type { SessionState } from '../../../shared/session/session.ts';
import type { Surroundings } from '../../window/feature.ts';

/** A connection that was asked for here has been made: closes the screen and goes to the shell. */
export function arrive(session: SessionState, { send, focusShell }: Surroundings): void {
  send({ type: 'session', session });
  send({ type: 'arrived' });
  focusShell();
}
