import type { LessonText } from '../../lesson.ts';

export const processes: LessonText = {
  title: 'Six processes',
  steps: [
    {
      why: 'Each file starts one `redis-server`. Six nodes run, but each is a cluster of its own: it knows only itself, and owns no slot.',
      watch:
        '`cluster_known_nodes:1` and `cluster_slots_assigned:0`. A write is refused: nobody serves its slot.',
    },
  ],
};
