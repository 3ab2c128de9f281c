import { command, type Lesson } from '../lesson.ts';

export const followed: Lesson = {
  stage: 'joined',
  mode: 'off',
  steps: [
    {
      items: [
        { kind: 'mode', mode: 'follow' },
        command('set k1 v1', { moved: true, says: /OK/ }),
        command('get k1', { moved: false, says: /v1/ }),
      ],
      watch: 'trace',
    },
  ],
};
