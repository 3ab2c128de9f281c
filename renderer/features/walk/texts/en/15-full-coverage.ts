import type { LessonText } from '../../lesson.ts';

export const fullCoverage: LessonText = {
  title: 'All or nothing: full coverage',
  steps: [
    {
      why: 'Now a shard loses both its nodes, and a third of the slots has no owner. With `cluster-require-full-coverage yes`, the default, every node then refuses every key, even those it has.',
      watch: 'The state of the cluster at the bottom; `k2` is on a node that is well, and is refused.',
    },
    {
      why: 'With `no`, the slots that are left are served. Better for a cache, worse for data that only make sense together: it is your choice, and it can be made while the cluster is down.',
      watch:
        '`k2` is written; `k1`, whose shard is gone, is served by nobody. Nodes that are dead cannot take the setting.',
    },
    {
      why: 'Both start again, and the slots are served. They kept nothing on disk, so the keys of this shard are gone: a replica is no backup.',
      watch: '`cluster ok`, 16384/16384 served, and `k1` is nil.',
    },
  ],
};
