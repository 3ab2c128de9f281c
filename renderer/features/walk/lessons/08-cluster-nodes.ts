import { command, type Lesson } from '../lesson.ts';

export const clusterNodes: Lesson = {
  stage: 'joined',
  mode: 'follow',
  steps: [{ items: [command('cluster nodes', { says: /myself/ })], watch: 'shell', figure: 'nodes-line' }],
};
