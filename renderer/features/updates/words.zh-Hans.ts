/** Texts about newer versions of the app in Simplified Chinese. */
export const updateZh = {
  checking: '正在检查更新…',
  newest: 'Slotshell {version} 已是最新版本。',
  there: 'Slotshell {version} 已发布。',
  loading: '正在下载 Slotshell {version}…',
  ready: 'Slotshell {version} 已就绪：重启后使用。',
  load: '下载',
  install: '重启',
  releases: '打开发布页面',
  close: '关闭',
};
