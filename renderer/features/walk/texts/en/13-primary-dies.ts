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
        'The events in this card, and shard 3 in the list of nodes. The node timeout is 5 s here; all of it takes up to 10 s.',
    },
    {
      why: 'The same key at the same slot, from another node. Whoever asks another node is sent there by MOVED.',
      watch: 'The node that answers in the trace.',
    },
  ],
};
