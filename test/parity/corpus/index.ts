import { clusterGroups } from './cluster.ts';
import type { Group } from './group.ts';
import { lineGroups } from './lines.ts';
import { pushGroups } from './pushes.ts';
import { specialGroups } from './specials.ts';
import { valueGroups } from './values.ts';

export const CORPUS: readonly Group[] = [
  ...valueGroups,
  ...specialGroups,
  ...lineGroups,
  ...clusterGroups,
  ...pushGroups,
];
