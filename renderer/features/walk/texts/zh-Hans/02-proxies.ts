import type { LessonText } from '../../lesson.ts';

export const proxies: LessonText = {
  title: '集群出现之前：代理',
  steps: [
    {
      why: '在 Redis 3 之前，客户端和服务器之间放一个代理，由它为每个键挑选服务器。服务器之间互不知情。',
      watch: '看图：代理本身也要有人运维，也会挂。',
    },
    {
      why: '如果本机装了 `nutcracker`，这里会在两台服务器前启动一个真的 twemproxy。它会把 MGET 按服务器拆开，但不认识与键无关的命令。',
      watch: 'MGET 一次得到两台服务器的结果；MULTI 被拒绝。',
      instead: '如果装了 nutcracker，你会看到：OK、`k1` 的值，以及 MULTI 被拒绝。可以直接进入下一步。',
    },
  ],
};
