import type { LessonText } from '../../lesson.ts';

export const proxies: LessonText = {
  title: '集群出现之前：代理',
  steps: [
    {
      why: '在 Redis 3 之前，客户端和服务器之间放一个代理，由它为每个键挑选服务器。服务器之间互不知情。',
      watch: '看图：代理本身也要有人运维，也会挂。',
    },
    {
      why: '如果本机装了 `nutcracker`，这里会在两台服务器前启动一个真的 twemproxy。它按哈希把每个键交给其中一台，也会把 MGET 拆给两台；拆不开的命令，比如事务，它不认识。',
      watch:
        '两台服务器分着放这些键，MGET 一次得到两台的结果。MULTI 根本没有发出去：twemproxy 会因此断开连接。',
      instead:
        '如果装了 nutcracker，你会看到：每个键落在两台服务器之一，MGET 由两台一起回答，MULTI 被拒绝。可以直接进入下一步。',
    },
    {
      why: 'codis 有自己的 1024 个槽位，由一组组服务器负责；面板在组之间迁移槽位。这里没有运行 codis：下面是从一个真实的 codis 录下的回复。',
      watch:
        '看录制：MGET 被拆开，MULTI 被拒绝，槽位迁移时客户端毫无察觉。codis 不拆的多键命令只去一个组，看不到其他组的键。',
    },
  ],
};
