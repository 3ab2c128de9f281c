import type { LessonText } from '../../lesson.ts';

export const mset: LessonText = {
  title: 'Several keys at once: CROSSSLOT',
  steps: [
    {
      why: 'MSET promises all or nothing, and a node can promise that for its own keys only. So the keys of a command have to be in one slot, not just on one node.',
      watch: 'The line under the shell, while the command stands there: three keys, three slots.',
    },
  ],
};
