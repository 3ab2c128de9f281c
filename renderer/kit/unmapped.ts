/** What is said where the user may not read the map of the cluster. */
import type { Topology } from '../../shared/cluster/topology.ts';

export const unmappedText = ({ refusal = '' }: Topology): string =>
  `This user may not read the map of the cluster, so which node owns which slot is learned from MOVED alone. Commands go on as with redis-cli. ACL SETUSER … +cluster|slots +cluster|nodes allows the map; F5 reads it then. The server says: ${refusal}`;
