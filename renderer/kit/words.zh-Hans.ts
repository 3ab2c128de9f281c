/** Texts of the pieces that all features share, in Simplified Chinese. */
export const agoZh = { seconds: '{count} 秒前', minutes: '{count} 分钟前', hours: '{count} 小时前' };
export const databaseZh = { inDatabase: '（数据库 {database}）' };
