import { command, type Lesson } from '../lesson.ts';

export const whySlot: Lesson = {
  stage: 'joined',
  mode: 'follow',
  steps: [
    { items: [command('cluster keyslot k1', { says: /12706/ })], watch: 'key-to-slot', figure: 'crc' },
    { items: [], watch: 'map' },
    { items: [command('cluster keyslot k2', { says: /449/ })], watch: 'key-to-slot' },
  ],
};
