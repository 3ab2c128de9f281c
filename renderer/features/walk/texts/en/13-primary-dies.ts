import type { LessonText } from '../../lesson.ts';

export const primaryDies: LessonText = {
  title: 'A primary dies',
  steps: [
    {
      why: 'Write something that has to survive. Its replica has it a moment later.',
      watch: 'Shard 3 in the list of nodes: a primary, and a replica.',
    },
    {
      why: 'A node that is silent for the node timeout is suspected; when most primaries suspect it, it has failed. Then its replica asks the other primaries for their votes, and with most of them it takes over the slots.',
      watch:
        'The list below, and shard 3 in the list of nodes. It takes about one node timeout and a second.',
    },
    {
      why: 'The same key at the same slot, from another node. Whoever still asks the dead one is told by the others, with MOVED.',
      watch: 'The node that answers in the trace.',
    },
  ],
};
