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
      then: 'Without nutcracker you would have seen: OK, the values of `k1`, and an end of the connection at MULTI. Go on with Next.',
    },
  ],
};
