import { command, type Lesson } from '../lesson.ts';

export const mset: Lesson = {
  stage: 'joined',
  mode: 'follow',
  steps: [
    {
      items: [command('mset k1 v1 k2 v2 k3 v3', { ends: ['crossslot', 'none'], says: /CROSSSLOT/ })],
      watch: 'hint',
    },
  ],
};
