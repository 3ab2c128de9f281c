import type { LessonText } from '../../lesson.ts';

export const comesBack: LessonText = {
  title: 'It comes back as a replica',
  steps: [
    {
      why: 'The old primary reads its `nodes.conf` and believes that the slots are still its own. The others have a higher config epoch for them, so it gives way and copies the new primary.',
      watch: 'Shard 3: the roles have changed places.',
    },
    {
      why: 'Nothing turns the roles back: that would be one more interruption. If you want it, `CLUSTER FAILOVER` at the replica does it without losing a write.',
      watch: 'The word `slave` in the line of the node that died.',
    },
  ],
};
