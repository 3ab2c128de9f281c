/** Texts shown before a dangerous command. The question itself comes from main. */
import { counted } from '../../../shared/format/count.ts';

export const words = {
  /** `Type NAME to confirm`: before and after the name. */
  type: 'Type',
  toConfirm: 'to confirm',
  inShell: (shell: string) => `in ${shell}`,
  notSent: 'Nothing has been sent yet',
  cancel: 'Cancel',
  node: 'Node',
  replicas: 'Replicas',
  total: (shards: number, nodes: number) =>
    `${shards > 0 ? `${counted(shards, 'shard')}, ` : ''}${counted(nodes, 'node')}`,
  unknown: '?',
  where: 'Where to run it',
  only: 'Only',
};
