import type { LessonText } from '../../lesson.ts';

export const mset: LessonText = {
  title: '一次写多个键：CROSSSLOT',
  steps: [
    {
      why: 'MSET 承诺要么全部成功，要么全不执行，而一个节点只能为自己的键作保证。所以一条命令里的键必须在同一个槽位，光在同一个节点还不够。',
      watch: '命令还没执行时，看命令行下面那一行：三个键，三个槽位。',
    },
  ],
};
