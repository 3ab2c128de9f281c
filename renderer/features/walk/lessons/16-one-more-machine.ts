import { action, command, type Lesson } from '../lesson.ts';

export const oneMoreMachine: Lesson = {
  stage: 'joined',
  mode: 'direct',
  steps: [
    { items: [command('set k1 v1', { says: /OK/ }), action('start-machine')], watch: 'nodes' },
    { items: [action('add-machine')], watch: 'map', figure: 'log' },
    {
      items: [
        command('cluster info', { says: /cluster_slots_assigned:16384[^]*cluster_known_nodes:8/ }),
        command('get k1', { says: /v1/ }),
      ],
      watch: 'map',
    },
  ],
};
