import type { LessonText } from '../../lesson.ts';

export const hashTags: LessonText = {
  title: 'Hash tags: k1{customer}',
  steps: [
    {
      why: 'If a key has braces, only what is between the first pair of them is hashed. Keys with one tag are in one slot, so MSET, MULTI and scripts may use them together.',
      watch:
        'The hashed part is marked in the line and in the hint below it: `customer`, and one slot for all three.',
      then: 'Too many keys with one tag, and one node has them all. The view Hash tags finds such tags.',
    },
  ],
};
