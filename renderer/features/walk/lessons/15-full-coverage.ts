import { action, command, type Lesson } from '../lesson.ts';

export const fullCoverage: Lesson = {
  stage: 'joined',
  mode: 'follow',
  steps: [
    {
      items: [
        command('set k2 v2', { says: /OK/ }),
        action('kill-shard'),
        command('set k2 v2', { ends: ['clusterdown', 'none'], says: /CLUSTERDOWN|down/i }),
      ],
      watch: 'status',
    },
    {
      items: [
        command('@all config set cluster-require-full-coverage no', { ends: ['reply', 'unreachable'] }),
        command('set k2 v2', { says: /OK/ }),
        command('get k1', { ends: ['unreachable', 'moved', 'clusterdown', 'none'] }),
      ],
      watch: 'trace',
    },
    {
      items: [
        action('start-shard'),
        command('@all config set cluster-require-full-coverage yes', { says: /OK/ }),
        command('get k1', { says: /nil/ }),
      ],
      watch: 'status',
    },
  ],
};
