/** What is said where the user may not read the map of the cluster. Pure. */
import type { Topology } from '../../../shared/cluster/topology.ts';
import { FailureError } from '../../../shared/failure.ts';

/** What to allow whom the map is refused. */
export const MAP_RIGHTS =
  'ACL SETUSER … +cluster|slots +cluster|nodes lets this user read the map; F5 reads it then.';

/** `what` is what cannot be done: `Not sent: …`. */
export const unmappedFailure = (what: string, { refusal = '' }: Topology): FailureError =>
  new FailureError(
    'refused',
    `${what}: the user may not read the map of the cluster (${refusal}).`,
    MAP_RIGHTS,
  );
