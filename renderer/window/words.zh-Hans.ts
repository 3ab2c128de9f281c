/** Texts of the window's own parts, in Simplified Chinese. */
export const hintLineZh = {
  empty: '输入命令后，这一行会显示它将发往哪个槽位、哪个节点。',
  emptyWithoutSlots: '输入命令后，这一行会显示它将如何执行。',
  lessonTab: '填入本课的下一条命令',
  slotQuestion: '关于槽位的查询会发给该槽位的主节点',
  hashedPart: '参与哈希的部分',
  key: '键',
  slot: '槽位 {slot}',
  shard: '分片 {shard}',
  group: '组 {shard}',
  ownerUnknown: '所属节点未知',
  noRedirect: '就在当前节点，无需重定向',
  wouldBeMoved: '{node} 会返回 MOVED，随后重定向',
  wouldBeMovedError: '会返回 MOVED 错误：重定向已关闭',
  straightToOwner: '直接发往所属节点',
  codis: {
    throughCodis: '由 codis 转发',
    divided: '每个键各自发往所在的组：不是原子操作',
    byKey:
      '整个命令发往其中一个键所在的组{shards, plural, one {：槽位迁移之前有效} other {：在那里看不到其他键}}',
    refused: '在生产环境不会发送：这些键在 {shards} 个组里',
  },
  spread: '{keys} 个键，{slots} 个槽位，{shards} 个分片',
};

export const paletteZh = {
  title: '命令与快捷键',
  query: '命令、节点、键或槽位',
  placeholder: '输入命令、节点、键或槽位',
  list: '命令',
  setting: '设置：{title}…',
  node: '转到节点 {address}',
  primary: '主节点',
  replica: '从节点',
  slot: '槽位 {slot}',
  keySlot: '键 {key} 的槽位：{slot}',
  slotGroup: '槽位',
};

export const regionsZh = {
  toolbar: '连接与模式',
  nodes: '节点',
  centre: '命令行',
  editor: '编辑器',
  broadcast: '广播',
  terminal: '命令行',
  hint: '这一行将发往哪里',
  inspector: '检查栏',
  welcome: '欢迎',
  status: '集群状态',
};

export const languageZh = {
  noChineseFont:
    '这台电脑没有中文字体，中文会显示为方框。请安装一种，例如 Noto Sans CJK SC，然后重新启动 Slotshell。语言可在“视图”菜单中切换。',
};

export const tabsZh = {
  shellsAndViews: '命令行与视图',
  paneShare: '第一个窗格的大小',
  widths: { nodes: '节点栏的宽度', inspector: '检查栏的宽度' },
  editorHeight: '编辑器的高度',
  subscribed: '已订阅',
  editor: '编辑器',
  nodes: '节点',
  inspector: '检查栏',
  closeInspector: '关闭检查栏',
};

export const toolbarZh = {
  examine: '诊断',
  palette: '命令与快捷键',
  noCluster: '没有集群',
  connection: '连接：{about}',
  readOnly: '只读',
  environments: {
    demo: '演示',
    local: '本机',
    development: '开发',
    staging: '预发布',
    production: '生产',
  },
  unchecked: { name: '未验证 TLS 主机名', certificate: '未验证 TLS 证书' },
  phases: { disconnected: '未连接', connecting: '正在连接…', lost: '连接断开' },
  redirects: '重定向',
  redirectMode: '重定向模式',
  modes: { direct: '直达', follow: '跟随', off: '关闭' },
  modeHelp: {
    direct: '按槽位缓存选节点',
    follow: '相当于 redis-cli -c：从当前节点开始，显示每次重定向',
    off: '相当于 redis-cli 不加 -c：MOVED 就是错误',
  },
  protocol: '协议',
};

export const statusZh = {
  phases: {
    disconnected: '未连接',
    connecting: '正在连接…',
    connected: '已连接，正在读取槽位图…',
    lost: '连接断开，正在重试…',
  },
  standalone: '不是集群：没有槽位',
  codis: {
    served: 'codis：{all} 个槽位中 {served} 个有服务器，共 {groups} 个组',
    moving: '{count} 个槽位正在迁移',
  },
  proxy: '代理：没有槽位和统计数据',
  proxyHint: '它不支持 CLUSTER 和 INFO：无法查询其后的服务器',
  unmapped: '集群：该用户无权读取槽位图',
  nothingLeaves: '数据不会离开这台电脑',
  operation: '操作',
  operationHint: '显示正在运行的操作',
  lastKnown: '断开前：',
  scan: '扫描',
  scanPaused: '扫描已暂停于',
  scanHint: '显示按哈希标签的扫描',
  mapRead: '槽位图刷新于 {ago}',
  answered: '上次响应于 {ago}',
  strings: '字符串',
  readable: '可读形式',
  asRedisCli: '同 redis-cli',
  stringsHint: '回复中的字符串如何显示：可直接阅读的文本，或像 redis-cli 那样显示每个字节',
  latency: '延迟 {time}',
  milliseconds: '{time} 毫秒',
  cluster: '集群',
  ok: '正常',
  stateUnknown: '状态未知',
  stateUnknownHint: '该用户无权执行 CLUSTER INFO：请授予 +cluster|info',
  served: '已覆盖 {served}/{all}',
  failing: '，{count, number} 个在故障节点上',
  unowned: '，{count, number} 个没有归属',
  contested: '{count, number} 个槽位被多个节点声称拥有',
  contestedHint: '“节点”视图会显示是哪些节点',
  epoch: '纪元',
  nodes: '节点',
  online: ' 在线',
  migrating: '{count, number} 个槽位正在迁移',
};
