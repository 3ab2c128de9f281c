/** Texts of About and of the report of a problem, in Simplified Chinese. */
export const aboutZh = {
  title: '关于 Slotshell',
  purpose: '用于 Redis 和 Valkey 集群的桌面命令行。',
  facts: {
    version: '版本',
    commit: '提交',
    electron: 'Electron',
    chromium: 'Chromium',
    node: 'Node',
    system: '系统',
  },
  unknown: '未知',
  licence: '自由软件，采用 MIT 许可证。',
  noTelemetry: '没有遥测：Slotshell 不向任何人发送关于您或您使用情况的信息。',
  licences: '许可证',
  report: '报告问题',
  reportAbout:
    '不会发送任何内容。请阅读并复制这段文字，放入您的报告：版本、您更改过的设置和日志的最后几行，其中没有密码、命令、键或值。',
  reportText: '报告的文字',
  reading: '正在读取日志…',
  copy: '复制',
  copied: '已复制。',
};
