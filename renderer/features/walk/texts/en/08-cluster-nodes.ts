import type { LessonText } from '../../lesson.ts';

export const clusterNodes: LessonText = {
  title: 'CLUSTER NODES, line by line',
  steps: [
    {
      why: 'Every node keeps this list, and saves it in its `nodes.conf`. It is one node’s view: while something changes, two nodes may tell it differently.',
      watch: 'Your own reply; below, the line of the node that answered.',
    },
  ],
};
