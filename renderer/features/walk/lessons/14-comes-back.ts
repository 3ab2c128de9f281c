import { action, command, type Lesson } from '../lesson.ts';

export const comesBack: Lesson = {
  stage: 'down',
  mode: 'direct',
  steps: [
    { items: [action('start-again')], watch: 'nodes', figure: 'events' },
    { items: [command('cluster nodes', { says: /slave/ })], watch: 'shell' },
  ],
};
