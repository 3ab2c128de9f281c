/** Texts of the list of all keys, in Simplified Chinese. */
export const keysZh = {
  title: '全部快捷键',
  everywhere: '任何位置',
  inShell: '命令行中',
  inEditor: '编辑器中',
};
