import type { LessonText } from '../../lesson.ts';

export const joined: LessonText = {
  title: '组成集群：create --replicas 1',
  steps: [
    {
      why: '前三个成为主节点，平分 16384 个槽位；其余三个各复制其中一个。从节点最好不要和自己的主节点在同一台主机上；这里都在一台主机，计划里也说明了。',
      watch: '节点列表里出现各自的槽位：0–5460、5461–10922、10923–16383。',
    },
    {
      why: '三个主节点先分到槽位；其余节点都被介绍给第一个节点（`CLUSTER MEET`），再通过 gossip 互相认识。最后，后三个被告知要复制谁（`CLUSTER REPLICATE`）。',
      watch: '`cluster_state:ok` 和 `cluster_slots_assigned:16384`。',
    },
  ],
};
