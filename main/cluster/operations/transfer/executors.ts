/** Who carries out the steps of an import and of a backup. */
import type { Executors } from '../run/context.ts';
import { backupExecutors } from './backup-executors.ts';
import { importExecutors } from './import-executor.ts';

export const transferExecutors = {
  ...importExecutors,
  ...backupExecutors,
} satisfies Executors<'import-keys' | 'save-node' | 'save-nodes-file'>;
