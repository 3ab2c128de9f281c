import { command, type Lesson } from '../lesson.ts';

export const hashTags: Lesson = {
  stage: 'joined',
  mode: 'follow',
  steps: [
    {
      items: [
        command('mset k1{customer} v1 k2{customer} v2 k3{customer} v3', { says: /OK/ }),
        command('mget k1{customer} k2{customer} k3{customer}', { says: /v1[^]*v2[^]*v3/ }),
      ],
      watch: 'hint',
    },
  ],
};
