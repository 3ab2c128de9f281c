/** Texts of the system's notifications in Simplified Chinese. */
export const notificationZh = {
  unnamed: '命令',
  ended: '{command} 在 {seconds} 秒后结束。',
  failed: '{command} 在 {seconds} 秒后失败。',
  failover: '副本已接管{count, plural, other {分片}} {shards}。',
  operation: {
    paused: '操作已暂停。',
    cancelled: '操作已取消。',
    failed: '操作失败。',
    interrupted: '操作被中断。',
    done: '操作已完成。',
    'done-with-remarks': '操作已完成，有备注。',
  },
};
