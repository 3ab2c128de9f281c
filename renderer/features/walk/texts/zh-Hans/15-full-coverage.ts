import type { LessonText } from '../../lesson.ts';

export const fullCoverage: LessonText = {
  title: '要么全有，要么全无：cluster-require-full-coverage',
  steps: [
    {
      why: '现在一个分片的两个节点都挂了，三分之一的槽位没有人负责。默认设置是 `cluster-require-full-coverage yes`，这时每个节点都拒绝所有的键，连自己有的也拒绝。',
      watch: '底部的集群状态；`k2` 所在的节点好好的，却也被拒绝。',
    },
    {
      why: '改成 `no`，剩下的槽位就继续服务。缓存适合这样，必须合在一起才有意义的数据则不适合：由你决定，而且集群不可用时也能改。',
      watch: '`k2` 写进去了；`k1` 所在的分片没了，没有节点能提供它。挂掉的节点收不到这项设置。',
    },
    {
      why: '两个节点重新启动，槽位又有人负责了。它们没有在磁盘上保存任何东西，所以这个分片的键都没了：从节点不是备份。',
      watch: '集群恢复正常，16384 个槽位全部覆盖，而 `k1` 是 nil。',
    },
  ],
};
