import type { LessonText } from '../../lesson.ts';

export const followed: LessonText = {
  title: '加上 -c：客户端自己跟过去',
  steps: [
    {
      why: '加上 `-c`，客户端读懂 MOVED，连到它指出的节点，再问一次。服务器做的和之前一样：跟随重定向是客户端的事。',
      watch:
        '“路由过程”里现在有两行：先是 MOVED，再是回复。提示符也换成了槽位所在的节点，所以之后的 GET 不再有 MOVED。',
    },
  ],
};
