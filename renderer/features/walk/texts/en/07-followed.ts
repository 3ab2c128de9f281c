import type { LessonText } from '../../lesson.ts';

export const followed: LessonText = {
  title: 'With -c: the client goes there',
  steps: [
    {
      why: 'With `-c` the client reads the MOVED, connects to the node it names and asks again. The server did nothing more than before: following is the client’s work.',
      watch:
        'The trace has two lines now: MOVED, then the reply. The prompt has changed to the owner of the slot, so the GET needs no MOVED.',
    },
  ],
};
