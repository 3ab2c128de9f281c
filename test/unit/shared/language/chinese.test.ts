import { expect, test } from 'vitest';
import { chineseProblems } from '../../../support/chinese.ts';

test.each([
  '槽位 12706 属于 127.0.0.1:7002。',
  'Redis 的集群（16384 个槽位）',
  '用 CLUSTER SLOTS、CLUSTER NODES 查看：',
  '命令没有执行。It stays.',
])('%s is right', (text) => {
  expect(chineseProblems(text)).toEqual([]);
});

test.each([
  ['槽位12706', 'no space'],
  ['Redis集群', 'no space'],
  ['槽位, 分片', 'half-width'],
  ['命令没有执行.', 'half-width'],
  ['集群(六个节点)', 'half-width'],
  ['CROSSSLOT: 键不在同一槽位', 'half-width'],
  ['节点 ，槽位', 'full-width'],
  ['正在读取...', 'dots'],
])('%s is found', (text, problem) => {
  expect(chineseProblems(text).join()).toContain(problem);
});
