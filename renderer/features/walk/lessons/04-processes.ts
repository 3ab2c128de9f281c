import { action, command, type Lesson } from '../lesson.ts';

export const processes: Lesson = {
  stage: 'files',
  mode: 'off',
  steps: [
    {
      items: [
        action('start-servers'),
        command('cluster info', { says: /cluster_state:fail/ }),
        command('set k1 v1', { ends: ['clusterdown', 'none'] }),
      ],
      watch: 'nodes',
    },
  ],
};
