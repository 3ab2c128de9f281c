/** Shown in place of the map if the user may not read it. */
import type { Topology } from '../../shared/cluster/topology.ts';
import { words } from './words.ts';

export const unmappedText = ({ refusal = '' }: Topology): string => words.unmapped(refusal);
