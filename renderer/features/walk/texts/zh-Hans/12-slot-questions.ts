import type { LessonText } from '../../lesson.ts';

export const slotQuestions: LessonText = {
  title: '查询槽位',
  steps: [
    {
      why: '`KEYSLOT` 只是计算，问哪个节点都行。`COUNTKEYSINSLOT` 和 `GETKEYSINSLOT` 查的是节点自己的键：问错了节点，就返回 0 和空列表，而且不报错。',
      watch: '“路由过程”：不管提示符在哪个节点，本应用都会去问槽位的负责节点。',
    },
  ],
};
