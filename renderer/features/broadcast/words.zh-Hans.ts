/** Texts of broadcast, in Simplified Chinese. */
export const broadcastZh = {
  title: '广播',
  shells: '参与的命令行',
  others: '在此输入的每一行还会执行于：{shells}。',
  alone: '没有勾选其他命令行：只在此处执行。',
  notTicked: '此命令行未勾选：它的行只在此处执行。',
  only: '还没有其他命令行。新打开的不会自动勾选。',
  careful: '生产环境或只读连接上的命令行须手动勾选。',
  away: '未连接：{shells}。该行是否执行，见它们各自的记录。',
  production: '生产',
  readOnly: '只读',
  phases: { disconnected: '未连接', connecting: '正在连接…', lost: '连接断开' },
  stop: '停止',
  mark: '广播',
};
