import type { LessonText } from '../../lesson.ts';

export const processes: LessonText = {
  title: '六个进程',
  steps: [
    {
      why: '每个文件启动一个 `redis-server`。六个节点都在运行，但各自为政：每个只认识自己，也没有任何槽位。',
      watch: '`cluster_known_nodes:1` 和 `cluster_slots_assigned:0`。写入会被拒绝：没有节点负责那个槽位。',
    },
  ],
};
