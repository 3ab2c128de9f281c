/** Reads replies to our own questions: accepts RESP2 and RESP3, throws on an error reply. */
import { decode, latin1, utf8, type Reply } from '../../../shared/resp/resp.ts';
import { joinFrame, type RawReply } from './raw-reply.ts';

/** An error reply (`ERR …`) to one of our own questions. */
export class ServerError extends Error {
  override name = 'ServerError';
}

/** Whether the user may not run the command. */
export const isDenied = (error: unknown): error is ServerError =>
  error instanceof ServerError && error.message.startsWith('NOPERM');

/** Decodes a reply; throws ServerError for an error reply. */
export function readReply(raw: RawReply): Reply {
  const reply = decode(joinFrame(raw));
  if (reply.type === 'error') throw new ServerError(textOf(reply));
  return reply;
}

/** Text of a status, string, error or number; empty for anything else. */
export function textOf(reply: Reply | undefined): string {
  switch (reply?.type) {
    case 'status':
    case 'string':
    case 'error':
    case 'verbatim':
      return utf8(reply.bytes) ?? latin1(reply.bytes);
    case 'integer':
    case 'double':
    case 'big-number':
      return reply.digits;
    case 'attributed':
      return textOf(reply.value);
    default:
      return '';
  }
}

export const numberOf = (reply: Reply | undefined): number => Number(textOf(reply));

/** Items of an array, set or push; empty for anything else. */
export function itemsOf(reply: Reply | undefined): Reply[] {
  if (reply?.type === 'array' || reply?.type === 'set' || reply?.type === 'push') return reply.items;
  return reply?.type === 'attributed' ? itemsOf(reply.value) : [];
}

/** Fields of a map, or of the flat array that replaces it on RESP2. */
export function fieldsOf(reply: Reply | undefined): Map<string, Reply> {
  if (reply?.type === 'map') return new Map(reply.entries.map(([key, value]) => [textOf(key), value]));
  const items = itemsOf(reply);
  const fields = new Map<string, Reply>();
  for (let i = 0; i + 1 < items.length; i += 2) fields.set(textOf(items[i]), items[i + 1]!);
  return fields;
}

/** Characters of INFO that are read; Redis 8 with all its modules needs a tenth of them. */
const MAX_INFO = 2 ** 18;

/** Parses the `name:value` lines of INFO and CLUSTER INFO. */
export function infoFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.slice(0, MAX_INFO).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** `standalone`, `cluster` or `sentinel`; undefined if INFO does not say. Valkey 8 renamed the field. */
export const serverMode = (info: ReadonlyMap<string, string>): string | undefined =>
  info.get('server_mode') ?? info.get('redis_mode');

/** Keys by database, from the fields of INFO keyspace (`db0:keys=3,expires=0,avg_ttl=0`); a database without keys is absent. */
export function keysByDatabase(info: ReadonlyMap<string, string>): Map<number, number> {
  const keys = new Map<number, number>();
  for (const [name, value] of info)
    if (/^db\d{1,9}$/.test(name))
      keys.set(Number(name.slice(2)), Number(/^keys=(\d{1,15})/.exec(value)?.[1] ?? 0));
  return keys;
}
