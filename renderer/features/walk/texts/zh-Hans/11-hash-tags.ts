import type { LessonText } from '../../lesson.ts';

export const hashTags: LessonText = {
  title: '哈希标签：k1{customer}',
  steps: [
    {
      why: '键里如果有花括号，就只对第一对花括号里的内容做哈希。带同一个哈希标签的键在同一个槽位，于是 MSET、MULTI 和脚本可以一起使用它们。',
      watch: '命令行和下面的提示里标出了参与哈希的部分：`customer`，三个键同在一个槽位。',
      then: '同一个标签下的键太多，就都压在一个节点上。“哈希标签”视图能找出这样的标签。',
    },
  ],
};
