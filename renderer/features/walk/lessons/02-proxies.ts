import { action, command, type Lesson } from '../lesson.ts';

export const proxies: Lesson = {
  stage: 'proxy',
  mode: 'direct',
  steps: [
    { items: [], watch: 'card', figure: 'proxies' },
    {
      items: [
        action('start-proxy'),
        command('set k1 v1', { says: /OK/ }),
        command('mget k1 k2 k3', { says: /v1/ }),
        command('multi', { ends: ['none', 'error', 'lost', 'unreachable'] }),
      ],
      watch: 'shell',
    },
  ],
};
