/** Common tokens explained in a few words, which COMMAND DOCS does not do. By token, or by command and token. */
const NOTES: { readonly [token: string]: string } = {
  ex: 'expire after seconds',
  px: 'expire after milliseconds',
  exat: 'expire at a time',
  pxat: 'expire at a time, in ms',
  persist: 'remove the expiry',
  keepttl: 'keep the expiry',
  nx: 'only if it does not exist',
  xx: 'only if it exists',
  gt: 'only if greater',
  lt: 'only if less',
  'set get': 'answer with the old value',
  'zadd ch': 'count changed members too',
  'zadd incr': 'add to the score',
  'expire nx': 'only if it has no expiry',
  'expire xx': 'only if it has an expiry',
  match: 'names like a pattern',
  count: 'how many',
  'scan count': 'how many to look at',
  'scan type': 'only of one type',
  limit: 'only some of them',
  withscores: 'with their scores',
  withvalues: 'with their values',
  byscore: 'a range of scores',
  bylex: 'a range of names',
  rev: 'the highest first',
  asc: 'the lowest first',
  desc: 'the highest first',
  async: 'in the background',
  sync: 'wait until it is done',
  'copy replace': 'overwrite what is there',
  'restore replace': 'overwrite what is there',
  weights: 'multiply scores by',
  aggregate: 'how scores are put together',
  block: 'wait for new ones',
  noack: 'without a pending list',
  mkstream: 'create the stream',
  nomkstream: 'do not create the stream',
  maxlen: 'at most so many entries',
  minid: 'no entries before an ID',
};

/** Empty for tokens without a note. `command` and `token` are in lower case. */
export function tokenNote(command: string, token: string): string {
  const own = `${command} ${token}`;
  if (Object.hasOwn(NOTES, own)) return NOTES[own]!;
  return Object.hasOwn(NOTES, token) ? NOTES[token]! : '';
}
