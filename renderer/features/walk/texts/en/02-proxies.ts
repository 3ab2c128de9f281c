import type { LessonText } from '../../lesson.ts';

export const proxies: LessonText = {
  title: 'Proxies, before there was a cluster',
  steps: [
    {
      why: 'Before Redis 3, a proxy stood between clients and servers and chose the server for each key. The servers knew nothing of each other.',
      watch: 'The picture: the proxy is one more thing to run, and one more thing that can die.',
    },
    {
      why: 'Here is a real twemproxy (`nutcracker`) before two servers, if it is installed. It hashes each key to one of them and splits an MGET between them; what cannot be split, such as a transaction, it does not know.',
      watch:
        'The servers share the keys, and MGET is answered from both at once. MULTI is not even sent: twemproxy would close the connection.',
      instead:
        'With nutcracker you would see: each key on one of two servers, an MGET answered from both, and a MULTI that is refused. Go on with Next.',
    },
    {
      why: 'codis has slots of its own, 1024, and groups of servers that hold them; a dashboard moves slots between the groups. No codis runs here: these are answers of a real one, recorded.',
      watch:
        'The recording: MGET is divided, MULTI is refused, and a slot moves without the client noticing. Commands with several keys that codis does not divide go to one group, and miss the keys of the others.',
    },
  ],
};
