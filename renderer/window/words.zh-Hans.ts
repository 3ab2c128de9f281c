/** Texts of the window's own parts, in Simplified Chinese. */
export const hintLineZh = {
  empty: '输入命令后，这一行会显示它将发往哪个槽位、哪个节点。',
  emptyWithoutSlots: '输入命令后，这一行会显示它将如何执行。',
  slotQuestion: '关于槽位的查询会发给该槽位的主节点',
  hashedPart: '参与哈希的部分',
  key: '键',
  slot: '槽位 {slot}',
  shard: '分片 {shard}',
  ownerUnknown: '所属节点未知',
  noRedirect: '就在当前节点，无需重定向',
  wouldBeMoved: '{node} 会返回 MOVED，随后重定向',
  wouldBeMovedError: '会返回 MOVED 错误：重定向已关闭',
  straightToOwner: '直接发往所属节点',
  spread: '{keys} 个键，{slots} 个槽位，{shards} 个分片',
};

export const paletteZh = {
  title: '命令与快捷键',
  query: '命令、节点、键或槽位',
  placeholder: '输入命令、节点、键或槽位',
  list: '命令',
  node: '转到节点 {address}',
  primary: '主节点',
  replica: '从节点',
  slot: '槽位 {slot}',
  keySlot: '键 {key} 的槽位：{slot}',
  slotGroup: '槽位',
};

export const languageZh = {
  noChineseFont:
    '这台电脑没有中文字体，中文会显示为方框。请安装一种，例如 Noto Sans CJK SC，然后重新启动 Slotshell。语言可在“视图”菜单中切换。',
};
