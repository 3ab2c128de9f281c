import { command, type Lesson } from '../lesson.ts';

export const moved: Lesson = {
  stage: 'joined',
  mode: 'off',
  steps: [
    {
      items: [
        command('set k1 v1', { ends: ['moved'], says: /MOVED 12706/ }),
        command('get k1', { ends: ['moved'], says: /MOVED 12706/ }),
      ],
      watch: 'trace',
      link: 9,
    },
  ],
};
