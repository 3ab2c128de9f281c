/** Texts of explanations in Simplified Chinese. */
export const movedZh = {
  belongs:
    '槽位 {slot} 属于 {owner}{badge}，不属于{node, select, none {该节点} other { {node}}}。命令没有执行。',
  noAddress:
    '{node, select, none {该节点} other {{node} }}没有给出槽位 {slot} 的地址，无处可去。命令没有执行。',
  redirectsOff:
    '重定向已关闭，相当于 redis-cli 不加 -c。“直达”按槽位缓存直接发往所属节点；“跟随”先问当前节点，再按 MOVED 的指引前往，相当于 redis-cli -c。',
  learned: '槽位缓存已据此更新：槽位 {slot} 在 {owner}。',
  stays: '槽位 {slot} 的所有键都在 {owner}，直到该槽位再次迁移。',
  asked:
    '槽位 {slot} 正在迁移到 {owner}{badge}，这个键已经在那里，或将写到那里。只有这一条命令应当发往那里，并且要先发 ASKING。',
  askedOff: '重定向已关闭，因此命令没有执行。“直达”和“跟随”都会把它发过去；ASK 不更新槽位缓存。',
};

export const clusterDownZh = {
  disowned: '按 {source} 的槽位图，槽位 {slot} 属于 {node}，但 {node} 自己说这个槽位没有归属。',
  addSlots: '如果一直如此，请执行：@node:{node} cluster addslots {slot}',
  notHeard:
    '{node, select, none {该节点} other {{node} }}不知道这个键的槽位归谁{source, select, none {} other {（{source} 知道）}}：可能还没有收到消息。请重试。',
  refuses:
    '{node, select, none {该节点} other {{node} }}拒绝执行命令：有些槽位没有可用的主节点，或者它连不上多数主节点。',
  served:
    '按 {source} 的槽位图，所有槽位都有节点服务：{node, select, none {该节点} other {{node} }}可能与其他节点断开了，或者信息滞后。',
  refusesAll:
    '集群拒绝执行命令：有槽位无节点服务且 cluster-require-full-coverage 为 yes，或者多数主节点已下线。',
  fullCoverage:
    '把 cluster-require-full-coverage 设为 no 后，只要多数主节点在线，其余槽位就继续服务。已处于 fail 状态的节点立即采用新设置；正在服务的节点要到下一次节点或槽位变化时才采用。',
  more: '另有 {count} 个分片。',
};

export const crossSlotZh = {
  oneSlot: '一条命令的所有键必须在同一个槽位：请在花括号中给它们相同的哈希标签。',
  more: '   另有 {count} 个',
  spread: '{keys} 个键，{slots} 个槽位',
  spreadOverShards: '{keys} 个键，{slots} 个槽位，{shards} 个分片',
  shared: '加上相同的哈希标签（花括号），它们就落在同一个槽位：',
  split: ' 将它拆成 {slots} 条命令，每个槽位一条，与前面加 @split 相同。',
  splitNotAtomic: ' 将它拆成 {slots} 条命令，每个槽位一条，与前面加 @split 相同：这样不再是原子操作。',
};

export const errorsZh = {
  unknownFate: '命令已发出但没有收到回复：可能执行了，也可能没有。不会再次发送。',
  tryAgain:
    '{slot, select, none {这些键的槽位} other {槽位 {slot} }}正在迁移，这些键分散在两个节点上：需要全部键的命令必须等它们到了一起才能执行。',
  tryAgainLater: '迁移完成后再执行，或者每次只访问一个键。',
  readOnly:
    '{node, select, none {该节点} other {{node} }}是从节点：写命令应发往它的主节点。“直达”模式会自动发过去。',
  readOnlyWithoutSlots:
    '{node, select, none {该节点} other {{node} }}是从节点：写命令应发往它的主节点。请连接主节点后再写；info replication 会给出它的地址（master_host、master_port）。',
  noAuth: '这台服务器需要密码。请输入：auth PASSWORD，或：auth USER PASSWORD',
  wrongPass: '用户名或密码错误，或者该用户已被禁用。Redis 6 之前的服务器只有密码，没有用户：auth PASSWORD',
  noPerm: '当前连接的用户没有这项权限。ACL WHOAMI 显示用户名；ACL GETUSER 列出它的权限（如果允许查看）。',
  wrongType: '这个键的值是另一种类型。查看类型：type {key}',
  outOfMemory:
    '{node, select, none {该节点} other {{node} }}已达到 maxmemory，且不允许或无法淘汰足够的键：需要内存的命令被拒绝，读命令和 DEL 仍可用。',
  outOfMemoryLook: '查看：info memory、config get maxmemory-policy',
  notSaved:
    '最近一次 RDB 快照写盘失败，且 stop-writes-on-bgsave-error 已开启，因此在快照成功之前拒绝写命令。原因见服务器日志；info persistence 显示失败的时间。',
  loading: '{node, select, none {该节点} other {{node} }}刚刚启动，正在从磁盘加载数据，加载完成后才会响应。',
  masterDown:
    '{node, select, none {该从节点} other {{node} }}与主节点断开，且 replica-serve-stale-data 为 no：它不返回可能过期的数据。',
  noScript:
    '该节点没有缓存这个 SHA1 对应的脚本：每个节点各有缓存，重启或 SCRIPT FLUSH 会清空它。请用 SCRIPT LOAD 在这里加载，或使用 EVAL。',
  execAbort: '事务入队时有命令被拒绝，因此整个事务都没有执行。',
  busy: '有脚本或函数运行时间过长。如果它还没有写过数据，可以用 SCRIPT KILL 或 FUNCTION KILL 终止。',
  noReplicas: 'min-replicas-to-write 要求的同步从节点数多于这个主节点现有的数量，因此拒绝写命令。',
  unknownCommand:
    '{server, select, none {这台服务器} other {{server} }}没有这个命令。{nearest, select, none {} other {最接近的是 {nearest}。}}',
  selectInCluster: 'Redis 集群只有 0 号数据库。',
  fewerDatabases:
    '服务器没有这么多数据库：数量由 databases 设置决定，在 Valkey 9 集群中由 cluster-databases 决定。',
};

export const settingsZh = {
  'cluster-require-full-coverage':
    '每个节点各有自己的这项设置。已下线（cluster_state:fail）的节点立即采用；正在服务的节点要到下一次节点或槽位变化时才采用，在此之前照旧。',
};

export const hopsZh = {
  askedOwner: '已问所属节点',
  fromReplica: '读自从节点（READONLY）',
  quiet: '不显示回复：CLIENT REPLY',
  slot: '槽位 {slot}',
  shard: '分片 {shard}',
  group: '组 {shard}',
  nodes: '{count} 个节点',
  commands: '{count} 条命令',
  hops: '{count} 跳',
  milliseconds: '{time} 毫秒',
  seconds: '{time} 秒',
  waited: '等待了 {ms} 毫秒',
  tries: ' · 第 {count} 次，最多 {most} 次',
  notLearned: '{outcome} · 不更新槽位缓存',
  learned: '{outcome} · 已更新槽位缓存',
  knownAlready: '{outcome} · 槽位缓存已知',
  moving: '-> 槽位 {slot} 迁移中，返回 TRYAGAIN，{waited}',
  refused: '-> {node} 返回 {outcome}，{waited}',
  lost: '连接断开',
  notReached: '无法连接',
  failed: '-> {node}：{why}{waited, select, none {} other {，{waited}}}',
  other: '-> {node}：{what}',
};

export const answerZh = {
  agree: '{count} 个节点一致：',
  sum: '合计 {sum}',
  part: '-> 槽位 {slot}，{keys} 个键',
  shard: '分片 {shard}',
  group: '组 {shard}',
  characters: '…（{count, number} 个字符）',
  messageNotShown: '这条消息无法显示',
  replyNotShown: '回复无法显示：{why}',
  lineNotShown: '这一行无法显示。',
  outcomeNotShown: '这条命令的结果无法显示。',
  ranNotShown: '命令已执行，但回复无法显示。',
  notShownAdvice: '没有再次发送。如果反复出现，请反馈给我们。',
  notSent: '未发送。',
  cut: '… 已截断，显示前 {shown, number} 字节（共 {whole}）· 点击此处或按 Alt+O 打开',
  more: '… 还有 {count, number} 个元素（共 {whole}）· 点击此处或按 Alt+O 打开',
  receivingElements: '正在从 {node} 接收：{arrived, number}/{of, plural, other {# 个元素}}，{bytes}',
  receivingBytes: '正在从 {node} 接收：{arrived}/{of}',
  disconnected: '已与 {label} 断开连接。',
  connected: '已连接到 {label}，用户为{user, select, none {默认用户} other { {user}}}。',
  runsAs: '此后的命令以{user, select, none {默认用户} other {用户 {user} }}的身份执行。',
};
