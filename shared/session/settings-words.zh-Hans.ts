/** The settings in Simplified Chinese. */
export const groupsZh = {
  look: '外观',
  shell: '命令行',
  connections: '连接',
  program: '程序',
  keys: '快捷键',
};

export const unitsZh = { pixels: '像素', lines: '行', milliseconds: '毫秒', seconds: '秒' };

export const settingsZh = {
  theme: {
    title: '主题',
    about: '窗口和命令行的配色。',
    values: { system: '跟随系统', dark: '深色', light: '浅色', contrast: '高对比度' },
  },
  language: {
    title: '语言',
    about: '用于说明、菜单和视图。命令、回复和错误保持服务器的原文。',
    values: { system: '跟随系统', en: 'English', 'zh-Hans': '简体中文' },
  },
  font: {
    title: '命令行和编辑器的字体',
    about: '等宽字体的名称。为空或未安装时使用 JetBrains Mono。',
    values: {},
  },
  fontSize: {
    title: '命令行和编辑器的字号',
    about: '“视图”菜单中的放大和缩小改变的是整个窗口。',
    values: {},
  },
  escape: {
    title: '回复中的字符串',
    about: '可读的部分显示为文本，或转义其余所有字节。屏幕上已有的回复也会改变。',
    values: { readable: '可读形式', 'redis-cli': 'redis-cli 的形式' },
  },
  mode: {
    title: '新命令行的重定向',
    about: '用于此后打开的命令行；已保存的连接有自己的模式。工具栏改变的是当前命令行，并记在这里。',
    values: {
      direct: '直达（按槽位缓存选节点）',
      follow: '跟随（相当于 redis-cli -c）',
      off: '关闭（相当于 redis-cli 不加 -c）',
    },
  },
  pasteConfirm: {
    title: '粘贴',
    about: '粘贴多行时，执行前是否先确认。生产环境总是先确认。',
    values: { writes: '写命令先确认', always: '总是先确认', never: '直接执行' },
  },
  scrollback: {
    title: '提示符上方保留的行数',
    about: '每个命令行各自计算。行数越少，占用内存越少；超出的行立即消失。',
    values: {},
  },
  history: {
    title: '在磁盘上保存历史命令',
    about:
      '保存执行过的行（不含密码），供以后启动时使用。关闭后不再写入；已有的保留，直到用“删除此连接的历史命令”删除。',
    values: {},
  },
  monitorOwn: {
    title: 'MONITOR 显示 Slotshell 自己的命令',
    about: 'MONITOR 是否也显示 Slotshell 为槽位图和面板向服务器发出的命令。',
    values: {},
  },
  connectTimeout: {
    title: '连接时限',
    about: '用于拨号、TLS 和握手。适用于输入的地址和新保存的连接；已保存的连接用自己的时限。',
    values: {},
  },
  keepAlive: {
    title: '保活时间',
    about: '多久没有数据后，系统探测对方是否还在；0 表示从不。适用于下一次连接输入的地址，以及新保存的连接。',
    values: {},
  },
  separator: {
    title: '键的分隔符',
    about: '键的各部分之间的字符，用于哈希标签中的前缀。适用于下一次连接输入的地址，以及新保存的连接。',
    values: {},
  },
  restoreWindows: {
    title: '启动时打开上次的窗口',
    about:
      '不带参数启动时，打开上次的窗口和命令行并连接。生产环境的连接，或没有保存密码的连接，只提示是否连接。',
    values: {},
  },
  notify: {
    title: '系统通知',
    about:
      '窗口在后台时，如果耗时的命令或操作结束，或者有副本接管，由系统显示通知。通知中只有命令名和连接名。',
    values: {},
  },
  notifyAfter: {
    title: '命令超过多久算耗时',
    about: '只有耗时更长的命令才会通知。',
    values: {},
  },
  updates: {
    title: '更新',
    about: '每天读取一次发布列表。关闭：不访问网络。由软件包管理器或商店安装时，只提示有新版本。',
    values: { off: '关闭', notify: '提示', automatic: '下载，退出时安装' },
  },
  shortcuts: {
    title: '按键',
    about: '点“更改”，然后按下新的按键。在命令行中，命令行自己的按键优先。',
    values: {},
  },
};
