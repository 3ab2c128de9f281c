/** Texts of notices about a new map, in Simplified Chinese. */
export const mapNewsZh = {
  stranger: '{source} 上的集群没有任何一个先前的节点，可能是另一个集群，键也不同。',
  promoted:
    '分片 {shard} 发生故障转移：{node} 升为主节点{before, select, none {} other {，接替 {before}}}{detail, select, none {} other {（{detail}）}}。',
  up: '集群已恢复（{source} 上 cluster_state:ok）。',
  down: '集群已下线（{source} 上 cluster_state:fail）。{served} 个槽位的所属节点在线。命令会等待片刻，然后被拒绝。',
  servedAgain: '{slots} 恢复服务。',
  moreUnserved: '另有 {count} 个分片的槽位也无节点服务。',
  moreServed: '另有 {count} 个分片的槽位也已恢复服务。',
  oneMoved: '一个节点更换了地址：{nodes}。',
  moved: '{count} 个节点更换了地址：{nodes}。',
  moreMoved: '{count} 个节点更换了地址：{nodes}，另有 {more} 个。',
  isNow: '{old} 现为 {now}',
  comma: '，',
};
