/** Texts of the settings' page, in Simplified Chinese. */
export const pageZh = {
  title: '设置',
  search: '搜索设置',
  sections: '分组',
  none: '没有包含这些词的设置。',
  openFile: '打开设置文件',
  problems: '设置文件中有错误。在你更改设置之前它保持原样；更改时会保留一份副本。',
  reset: '重置',
  resetTo: '重置为 {value}',
  empty: '空',

  wholeNumber: '{min} 到 {max} 的整数。',
  length: '{shortest, plural, =0 {最多 {longest} 个字符。} other {{shortest} 到 {longest} 个字符。}}',
};
