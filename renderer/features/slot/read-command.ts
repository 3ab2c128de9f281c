/** The command that reads the beginning of a key, by its type. Pure. */

/** The name before the key, and the words after it. */
interface ReadCommand {
  name: string;
  after: readonly string[];
}

/** Collections are read in part: a key of a million elements does not hurt. */
const COMMANDS: { readonly [type: string]: ReadCommand } = {
  string: { name: 'GET', after: [] },
  list: { name: 'LRANGE', after: ['0', '99'] },
  hash: { name: 'HSCAN', after: ['0', 'COUNT', '100'] },
  set: { name: 'SSCAN', after: ['0', 'COUNT', '100'] },
  zset: { name: 'ZRANGE', after: ['0', '99', 'WITHSCORES'] },
  stream: { name: 'XRANGE', after: ['-', '+', 'COUNT', '10'] },
};
const OTHER: ReadCommand = { name: 'TYPE', after: [] };
/** Bytes up to which a hash or a set is read whole. */
const SMALL = 10_000;

/** `type` as TYPE returns it; `memory` in bytes, null if unknown. Returns TYPE for a module's type or an unknown one. */
export function readCommand(type: string, memory: number | null): ReadCommand {
  const small = memory !== null && memory <= SMALL;
  if (type === 'hash' && small) return { name: 'HGETALL', after: [] };
  if (type === 'set' && small) return { name: 'SMEMBERS', after: [] };
  return Object.hasOwn(COMMANDS, type) ? COMMANDS[type]! : OTHER;
}
