import type { LessonText } from '../../lesson.ts';

export const oneServer: LessonText = {
  title: 'One server is too small',
  steps: [
    {
      why: 'Everything is on one server: its memory is the limit of what fits, the one thread that runs commands the limit of what it answers. If it dies, the keys die with it.',
      watch: 'The prompt names the one server. `connected_slaves:0`: nobody has a copy.',
    },
    {
      why: 'A replica copies everything that its primary writes, so a second machine has the keys if the first one dies. It can answer reads, too, and that is all it takes off the primary.',
      watch: '`connected_slaves:1`, and the line `slave0` with its address.',
    },
    {
      why: 'The first limit: a replica holds the same keys once more, so ten replicas have room for no more keys than one server. The second: every write still goes to the one primary. Allow it one byte of memory and see.',
      watch: 'The OOM error: the replica has memory left, and it is of no use.',
      then: 'What is needed is several primaries, each with its own part of the keys.',
    },
  ],
};
