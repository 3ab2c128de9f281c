/** Texts of notices about a new map, and about nodes that are out of reach, in Simplified Chinese. */
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

export const reachZh = {
  again: '{node} 恢复响应。',
  missing: '从这里无法连接 {node}（{reason}）。其他节点仍可使用。',
  manyMissing: '从这里无法连接 {count} 个节点（{reason}）：{nodes}。其他节点仍可使用。',
  found: '无法连接 {announced}。该节点在 {reached} 响应，改用这个地址。',
  manyFound: '无法连接 {count} 个公布的地址。这些节点在其他地址响应，改用那些地址：{nodes}。',
  at: '{announced} 在 {reached}',
  comma: '，',
  more: '{nodes} 等（另有 {more} 个）',
  promptMoves:
    '{here} {why, select, failed {已下线} demoted {不再是主节点} noAddress {在集群中已没有地址} moved {更换了地址} other {已不在集群中}}：提示符移到 {to}。',
};
