/** Failure texts if the user may not read the map of the cluster. Pure. */
import type { Topology } from '../../../shared/cluster/topology.ts';
import { FailureError } from '../../../shared/failure.ts';

/** The advice for a user who may not read the map. */
export const MAP_RIGHTS =
  'ACL SETUSER … +cluster|slots +cluster|nodes lets this user read the map. Then press F5.';

/** `what` names the failed action: `Not sent`. */
export const unmappedFailure = (what: string, { refusal = '' }: Topology): FailureError =>
  new FailureError(
    'refused',
    `${what}: this user may not read the map of the cluster (${refusal}).`,
    MAP_RIGHTS,
  );
