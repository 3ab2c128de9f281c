/** The settings in Simplified Chinese. */
export const groupsZh = { look: '外观', shell: '命令行', program: '程序' };

export const settingsZh = {
  theme: {
    title: '主题',
    about: '窗口和命令行的配色。',
    values: { system: '跟随系统', dark: '深色', light: '浅色' },
  },
  language: {
    title: '语言',
    about: '用于说明、菜单和视图。命令、回复和错误保持服务器的原文。',
    values: { system: '跟随系统', en: 'English', 'zh-Hans': '简体中文' },
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
  monitorOwn: {
    title: 'MONITOR 显示 Slotshell 自己的命令',
    about: 'MONITOR 是否也显示 Slotshell 为槽位图和面板向服务器发出的命令。',
    values: {},
  },
  restoreWindows: {
    title: '启动时打开上次的窗口',
    about:
      '不带参数启动时，打开上次的窗口和命令行并连接。生产环境的连接，或没有保存密码的连接，只提示是否连接。',
    values: {},
  },
};
