import type { LessonText } from '../../lesson.ts';

export const confFiles: LessonText = {
  title: 'Six conf files',
  steps: [
    {
      why: 'A cluster of three shards wants six servers: three primaries, and a replica for each. Each has a file that differs only in its port and its directory.',
      watch:
        '`cluster-enabled yes` makes a server a node; `cluster-config-file` is where the node itself keeps what it knows of the others; `cluster-node-timeout` is how long a node may be silent before it is suspected.',
      then: 'The password is the app’s own, new each time, so that nobody else on this computer reaches the lesson. It is dots here.',
    },
  ],
};
