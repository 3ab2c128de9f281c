import { action, command, type Lesson } from '../lesson.ts';

export const joined: Lesson = {
  stage: 'servers',
  mode: 'off',
  steps: [
    { items: [action('join')], watch: 'nodes', figure: 'log' },
    {
      items: [command('cluster info', { says: /cluster_state:ok[^]*cluster_slots_assigned:16384/ })],
      watch: 'nodes',
      figure: 'log',
    },
  ],
};
