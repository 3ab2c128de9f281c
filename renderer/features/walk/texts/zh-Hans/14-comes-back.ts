import type { LessonText } from '../../lesson.ts';

export const comesBack: LessonText = {
  title: '它回来了，成了从节点',
  steps: [
    {
      why: '原来的主节点读自己的 `nodes.conf`，以为槽位还归它。别的节点手里的配置纪元更大，于是它让位，转而复制新的主节点。',
      watch: '分片 3：两个节点的角色换过来了。',
    },
    {
      why: '角色不会自动换回去，因为那又是一次中断。真想换回来，在从节点上执行 `CLUSTER FAILOVER`，一次写入也不会丢。',
      watch: '挂过的那个节点，那一行里写着 `slave`。',
    },
  ],
};
