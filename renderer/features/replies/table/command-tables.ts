/**
 * Which commands' replies are tables, and of which shape on RESP2 and RESP3. Pure.
 * Source: the documentation of the commands, and the answers of Redis 7.0 and 8.0 and Valkey 8.1 and 9.1.
 */
import type { Reply } from '../../../../shared/resp/resp.ts';
import { plain } from '../value.ts';
import { MOST_COLUMNS, type ReplyTable } from './reply-table.ts';
import {
  assignmentTable,
  entryTable,
  infoTable,
  pairTable,
  recordTable,
  scoreTable,
  second,
  streamTable,
  tupleTable,
  wordTable,
} from './row-readers.ts';

type Read = (reply: Reply) => ReplyTable | null;

const fields: Read = (reply) => pairTable(reply, ['field', 'value']);
const parameters: Read = (reply) => pairTable(reply, ['parameter', 'value']);
const figures: Read = (reply) => pairTable(reply, ['name', 'value']);
const pending: Read = (reply) => tupleTable(reply, ['id', 'consumer', 'idle ms', 'deliveries']);
const latest: Read = (reply) =>
  tupleTable(reply, ['event', 'time', 'latest ms', 'highest ms', 'sum', 'count'], 'time');
const samples: Read = (reply) => tupleTable(reply, ['time', 'ms'], 'time');
const slow: Read = (reply) =>
  tupleTable(reply, ['id', 'time', 'microseconds', 'command', 'client', 'client name'], 'time');
const commandLog: Read = (reply) =>
  tupleTable(reply, ['id', 'time', 'microseconds or bytes', 'command', 'client', 'client name'], 'time');
const nodes: Read = (reply) =>
  wordTable(reply, [
    'id',
    'address',
    'flags',
    'primary',
    'ping sent',
    'pong received',
    'epoch',
    'link',
    'slots',
  ]);

/** Reads the part that follows a cursor or a key. */
const after =
  (read: Read): Read =>
  (reply) => {
    const rest = second(reply);
    return rest && read(rest);
  };

/** Reads only if a word is among the arguments from an index on. */
const having =
  (word: string, from: number, read: Read): Shape =>
  (args) =>
    args.slice(from).includes(word) ? read : null;

const always =
  (read: Read): Shape =>
  () =>
    read;

type Shape = (args: readonly string[]) => Read | null;

const scored = (from: number) => having('withscores', from, scoreTable);
/** The keys, whose number is the argument at `at`, may have any name. */
const scoredAfterKeys =
  (at: number): Shape =>
  (args) =>
    scored(at + 1 + (Number(args[at]) || 0))(args);

/** By the command, or by the command and its subcommand. */
const SHAPES: { readonly [command: string]: Shape } = {
  hgetall: always(fields),
  hrandfield: having('withvalues', 3, fieldsOf),
  hscan: (args) => (args.slice(3).includes('novalues') ? null : after(fields)),
  'config get': always(parameters),
  'memory stats': always(figures),
  'xinfo stream': always(figures),
  xrange: always(entryTable),
  xrevrange: always(entryTable),
  xread: always(streamTable),
  xreadgroup: always(streamTable),
  xclaim: (args) => (args.includes('justid', 4) ? null : entryTable),
  xautoclaim: (args) => (args.includes('justid', 4) ? null : after(entryTable)),
  xpending: (args) => (args.length > 3 ? pending : null),
  'xinfo groups': always(recordTable),
  'xinfo consumers': always(recordTable),
  zrange: scored(4),
  zrevrange: scored(4),
  zrangebyscore: scored(4),
  zrevrangebyscore: scored(4),
  zrandmember: scored(3),
  zunion: scoredAfterKeys(1),
  zinter: scoredAfterKeys(1),
  zdiff: scoredAfterKeys(1),
  zpopmin: always(scoreTable),
  zpopmax: always(scoreTable),
  zmpop: always(after(scoreTable)),
  bzmpop: always(after(scoreTable)),
  zscan: always(after(scoreTable)),
  'client list': always(assignmentTable),
  'client info': always(assignmentTable),
  'slowlog get': always(slow),
  'commandlog get': always(commandLog),
  'latency latest': always(latest),
  'latency history': always(samples),
  'acl log': always(recordTable),
  'module list': always(recordTable),
  'cluster links': always(recordTable),
  'cluster nodes': always(nodes),
  'cluster info': always(infoTable),
  info: always(infoTable),
};

/** HRANDFIELD on RESP3 has arrays of two, as ZRANGE has, but with any values. */
function fieldsOf(reply: Reply): ReplyTable | null {
  const isNested = 'items' in reply && reply.items.every((item) => 'items' in item);
  return isNested ? tupleTable(reply, ['field', 'value']) : fields(reply);
}

/** The table of a command's reply, `command` being its text as an Execution has it; null if the reply is not one. */
export function replyTable(command: string, reply: Reply): ReplyTable | null {
  // The text has no quotes. Words of a key with blanks may pass for options: the shape of the reply decides then.
  const args = command.toLowerCase().split(' ');
  const [name = '', subcommand = ''] = args;
  const whole = `${name} ${subcommand}`;
  const key = Object.hasOwn(SHAPES, whole) ? whole : name;
  const read = Object.hasOwn(SHAPES, key) ? SHAPES[key]!(args) : null;
  const table = read?.(plain(reply)) ?? null;
  return table && table.rows.length > 0 && table.columns.length <= MOST_COLUMNS ? table : null;
}
