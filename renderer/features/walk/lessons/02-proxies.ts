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
        command('set k2 v2', { says: /OK/ }),
        command('set k3 v3', { says: /OK/ }),
        action('list-keys'),
        command('mget k1 k2 k3', { says: /v1[^]*v2[^]*v3/, wanted: 'v1 v2 v3' }),
        command('multi', { ends: ['none', 'error', 'lost', 'unreachable'] }),
      ],
      watch: 'shell',
    },
    { items: [], watch: 'card', figure: 'codis' },
  ],
};
