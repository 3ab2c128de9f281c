/** Texts of the menu that belong to no action, in Simplified Chinese. */
export const menuZh = {
  textFields: '文本框内',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  quit: '退出',
  fullScreen: '切换全屏',
};
