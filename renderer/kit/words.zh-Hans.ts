/** Texts of the pieces that all features share, in Simplified Chinese. */
export const agoZh = { seconds: '{count} 秒前', minutes: '{count} 分钟前', hours: '{count} 小时前' };
export const databaseZh = { inDatabase: '（数据库 {database}）' };
export const shellZh = { only: '命令行', numbered: '命令行 {number}' };

/** What the keys of the shell and the editor do, by their chords. */
export const KEYS_ZH: { readonly [chords: string]: string } = {
  Enter: '执行当前行',
  'Tab, Shift+Tab': '补全；下一个候选，上一个候选',
  'ArrowUp, Ctrl+P': '上一条历史命令',
  'ArrowDown, Ctrl+N': '下一条历史命令',
  'Ctrl+R, Ctrl+S': '向前、向后搜索历史命令；再按一次继续',
  'Escape, Ctrl+G': '放弃搜索，恢复原来的行',
  'Ctrl+A, Home': '行首',
  'Ctrl+E, End': '行尾',
  'Alt+B, Ctrl+ArrowLeft': '后退一个词',
  'Alt+F, Ctrl+ArrowRight': '前进一个词',
  'Ctrl+W, Alt+Backspace': '删除前一个词',
  'Alt+D': '删除后一个词',
  'Ctrl+U': '删除到行首',
  'Ctrl+K': '删除到行尾；在行尾则打开命令面板',
  'Ctrl+Y': '粘回删除的内容',
  'Ctrl+T': '交换两个字符',
  'Ctrl+Z': '撤销',
  'Ctrl+V': '粘贴；完整的行依次执行',
  'Ctrl+C': '复制选中内容、停止命令或放弃当前行',
  'Ctrl+L': '清空记录',
  'Alt+V': '打开最近的回复：文本、JSON、字节',
  'Alt+S': '出现 CROSSSLOT 后，将上一条命令按槽位拆开执行',
  'Alt+O': '打开最近的大回复',
  'Ctrl+F': '前进一个字符；空行时在记录中查找',
  'PageUp, PageDown': '滚动记录',
  'Ctrl+Home, Ctrl+End': '记录的第一行和最后一行',
  'CmdOrCtrl+Enter': '执行当前行或选中的行',
  'CmdOrCtrl+Shift+Enter': '执行全部行，或 Lua 脚本',
  'Ctrl+Space': '此处可填的内容；Tab 选用',
  Escape: '再按 Tab 离开编辑器',
};
