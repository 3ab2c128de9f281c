import type { LessonText } from '../../lesson.ts';

export const proxies: LessonText = {
  title: 'Proxies, before there was a cluster',
  steps: [
    {
      why: 'Before Redis 3, a proxy stood between clients and servers and chose the server for each key. The servers knew nothing of each other.',
      watch: 'The picture: the proxy is one more thing to run, and one more thing that can die.',
    },
    {
      why: 'Here is a real twemproxy (`nutcracker`) before two servers, if it is installed. It splits an MGET by server, but it knows no command that is not about keys.',
      watch: 'MGET is answered from both servers at once; MULTI is refused.',
      instead:
        'With nutcracker you would see: OK, the value of `k1`, and a MULTI that is refused. Go on with Next.',
    },
  ],
};
