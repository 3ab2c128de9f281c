import type { LessonText } from '../../lesson.ts';

export const moved: LessonText = {
  title: 'Without -c: MOVED 12706',
  steps: [
    {
      why: 'This primary holds the slots 0–5460; `k1` hashes to slot 12706, which shard 3 holds. Without `-c` the server only says where to go, and the command has not run.',
      watch: 'The trace: one line, MOVED, and no second one.',
      link: 'Why 12706? (lesson 9)',
    },
  ],
};
