import type { LessonText } from '../../lesson.ts';

export const clusterNodes: LessonText = {
  title: '逐行读懂 CLUSTER NODES',
  steps: [
    {
      why: '每个节点都保存着这份列表，并写进自己的 `nodes.conf`。它只是这个节点的看法：集群变化时，两个节点说的可能不同。',
      watch: '你自己得到的回复；下面拆开的是回答你的那个节点的一行。',
    },
  ],
};
