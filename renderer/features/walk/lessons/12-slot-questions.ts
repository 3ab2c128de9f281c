import { command, type Lesson } from '../lesson.ts';

export const slotQuestions: Lesson = {
  stage: 'joined',
  mode: 'direct',
  steps: [
    {
      items: [
        command('set k1 v1', { says: /OK/ }),
        command('cluster keyslot k1', { says: /12706/ }),
        command('cluster countkeysinslot 12706', { says: /\b[1-9]\d*$/, wanted: '(integer) 1' }),
        command('cluster getkeysinslot 12706 10', { says: /"k1"/ }),
      ],
      watch: 'trace',
    },
  ],
};
