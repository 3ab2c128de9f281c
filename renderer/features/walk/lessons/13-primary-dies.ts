import { action, command, type Lesson } from '../lesson.ts';

export const primaryDies: Lesson = {
  stage: 'joined',
  mode: 'direct',
  steps: [
    {
      items: [command('set k1 v1', { says: /OK/ })],
      watch: 'nodes',
    },
    { items: [action('kill-primary')], watch: 'nodes', figure: 'events' },
    { items: [command('get k1', { says: /v1/ })], watch: 'trace' },
  ],
};
