import type { LessonText } from '../../lesson.ts';

export const moved: LessonText = {
  title: '不加 -c：MOVED 12706',
  steps: [
    {
      why: '当前主节点负责槽位 0–5460；`k1` 落在槽位 12706，由分片 3 负责。不加 `-c` 时，服务器只告诉你该去哪个节点，命令并没有执行。',
      watch: '“路由过程”：只有一行 MOVED，没有再转到别的节点。',
      link: '为什么是 12706？（第 9 课）',
    },
  ],
};
