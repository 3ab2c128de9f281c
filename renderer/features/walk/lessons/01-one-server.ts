import { action, command, type Lesson } from '../lesson.ts';

export const oneServer: Lesson = {
  stage: 'one',
  mode: 'direct',
  steps: [
    {
      items: [
        command('set k1 v1', { says: /OK/ }),
        command('info replication', { says: /connected_slaves:0/ }),
      ],
      watch: 'shell',
    },
    {
      items: [action('start-replica'), command('info replication', { says: /connected_slaves:1/ })],
      watch: 'shell',
    },
    {
      items: [
        command('config set maxmemory 1', { says: /OK/ }),
        command('set k2 v2', { ends: ['error'], says: /OOM/ }),
        command('config set maxmemory 0', { says: /OK/ }),
      ],
      watch: 'shell',
    },
  ],
};
