import type { LessonText } from '../../lesson.ts';

export const joined: LessonText = {
  title: 'Joined: create --replicas 1',
  steps: [
    {
      why: 'The first three become primaries and share the 16384 slots; each of the others copies one of them. A replica should be on another host than its primary; here all are on one, and the plan says so.',
      watch: 'The nodes appear with their slots: 0–5460, 5461–10922, 10923–16383.',
    },
    {
      why: 'Each primary was told its slots. All nodes were introduced to the first one (`CLUSTER MEET`) and learned of the others by gossip; then the last three were told whom to copy (`CLUSTER REPLICATE`).',
      watch: '`cluster_state:ok`, and `cluster_slots_assigned:16384`.',
    },
  ],
};
