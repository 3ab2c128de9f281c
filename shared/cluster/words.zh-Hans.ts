/** Texts about slots that are not served, and about commands that a proxy refuses, in Simplified Chinese. */
export const slotHealthZh = {
  ownerless: '请重启它原来的节点，或在另一个节点上用 CLUSTER ADDSLOTS 接管这个槽位。',
  unowned: '槽位 {ranges} 无节点服务：没有节点拥有它。',
  are: '槽位 {ranges}',
  unserved: '槽位 {ranges} 无节点服务：{reason}。',
  mayBeUnserved: '槽位 {ranges} 可能无节点服务：{reason}。',
  moreRanges: '{ranges} 等（另有 {count} 段）',
  reasons: {
    noPrimary: '分片 {shard} 没有主节点',
    noAddress: '集群不知道分片 {shard} 主节点（{node}）的地址',
    only: '分片 {shard} 唯一的节点 {node} {state, select, suspected {疑似下线} other {已下线}}',
    primary: '分片 {shard} 的主节点 {node} {state, select, suspected {疑似下线} other {已下线}}',
    all: '分片 {shard} 的全部 {nodes} 个节点{state, select, suspected {疑似下线} other {已下线}}',
  },
  advice: {
    onceAgreed: '多数主节点确认它下线后，从节点 {heir} 会接管，届时请重试。',
    noHeirNow: '目前没有从节点可以接管。该节点恢复响应后，这些槽位才能继续服务。',
    noAddress:
      '节点重启后丢失 nodes.conf 就会这样。集群并不认为它已失效，因此从节点不会自动接管。要让从节点接管，请执行：{command}',
    noAddressNoHeir:
      '节点重启后丢失 nodes.conf 就会这样。它没有可以接管的从节点：请用原来的 nodes.conf 和数据重启它，或把它的槽位分给其他节点。',
    noHeir: '没有从节点可以接管：请重启其中一个节点。',
    noMajority: '多数主节点下线期间，从节点 {heir} 不会当选：请重启它们，或执行：{command}',
    soon: '从节点 {heir} 会在几秒内自动接管，届时请重试。如果没有接管，请执行：{command}',
  },
};

export const twemproxyZh = {
  what: {
    unknown: 'twemproxy 不认识这个命令',
    barePing: 'twemproxy 只接受不带文本的 PING',
    bareCommand: 'twemproxy 只接受不带子命令的 COMMAND',
    noUsers: 'twemproxy 的 AUTH 只接受密码，没有用户',
    noKey: 'twemproxy 按第一个键选服务器，而这个脚本没有键',
    noValue: 'twemproxy 要求每个键都有值',
    otherNumber: 'twemproxy 要求的参数个数不同',
    moreArguments: 'twemproxy 要求更多参数',
  },
  notSent: '{command} 没有发送：{why}，发送后会断开连接。',
  advice: {
    select: '数据库由代理的配置（redis_db）决定。',
    keys: '代理后的每台服务器只有一部分键：请逐台查询。',
    scan: '代理后的每台服务器只有一部分键：请逐台查询。',
  },
  otherAdvice: '请连接代理后的某台服务器来执行它。',
  sentWhenOff: '关闭重定向后仍会发送。{advice}',
};

export const codisZh = {
  what: {
    notAllowed: 'codis 不允许这个命令',
    pingAddress: 'codis 会把 PING 的文本当成后端服务器的地址',
    infoAddress: 'codis 会把 INFO 的第一个参数当成后端服务器的地址',
    noUsers: 'codis 的 AUTH 只接受密码，没有用户',
    noHello: 'codis 只支持 RESP2，不认识 HELLO',
  },
  notSent: '{command} 没有发送：{why}。',
  advice: {
    ping: '请只输入 PING，或用 PING 地址 询问某台后端服务器。',
    info: '请用 INFO 地址，或 INFO 地址 节名：节点面板里有各个地址。',
    hello: '登录请用 AUTH 密码。',
    auth: '请输入 AUTH 密码。',
    multi: '通过 codis 时每个命令单独执行。键带有相同标签的脚本（EVAL）可以整体执行。',
    keys: 'SLOTSSCAN 槽位 游标 列出一个槽位的键；“哈希标签”视图会遍历全部槽位。',
    scan: 'SLOTSSCAN 槽位 游标 列出一个槽位的键；“哈希标签”视图会遍历全部槽位。',
    dbsize: '节点面板显示每个组的键数；SLOTSINFO 地址 按槽位统计。',
    msetnx: 'SETNX 可以设置一个键。',
    cluster: 'SLOTSMAPPING 显示槽位和对应的服务器。',
  },
  otherAdvice: '请连接代理后的某台服务器来执行它。',
  sentWhenOff: '关闭重定向后仍会发送。{advice}',
  fate: {
    didNotRun: 'codis 没有转发它：它没有执行。',
    inPart: 'codis 会把多个键的命令逐键发送，到这里停下了：这个键之前的可能已经执行，之后的没有。',
    unknown: 'codis 已经转发，但没有收到回复：它可能执行了，也可能没有。重复之前请先查看数据。',
    onlyReads: 'codis 已经转发，但没有收到回复。它只读取，没有改变任何数据。',
    offline: '这个槽位没有服务器。请在 codis-fe 或 dashboard 中把它分配给一个组。',
  },
  apart:
    '{command} 没有发送：codis 会把它整个交给 {key} 所在的组，而它的键在多个组里（{slots}）。回复会当作其他键不存在。',
  apartAdvice: '请给这些键加上花括号中的相同部分。在非生产环境的连接上仍会发送。',
  noTargets: '没有发送：codis 按键选择服务器，不能通过它指定 {target}。',
  noTargetsAdvice: 'INFO 地址 和 SLOTSINFO 地址 可以询问某台后端服务器。',
};

export const infoZh = {
  silent: '自 {time} 起无响应',
  silentLong: '自 {time} 起没有回复 INFO（{reason}）',
  tooLarge: 'INFO 过大',
  tooLargeLong: '自 {time} 起没有读取 INFO（{reason}）',
};
