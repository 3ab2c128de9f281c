/** The two values of a key that both nodes have, a line each. */
import { durationWords } from '../../shared/format/clock.ts';
import { counted, grouped } from '../../shared/format/count.ts';
import { escapeBytes, escapeForLine } from '../../shared/format/escape.ts';
import type { OperationNodes } from '../cluster/operations/reading/nodes.ts';
import type { Conflict } from '../cluster/operations/run/context.ts';
import { numberOf, textOf } from '../cluster/wire/read-reply.ts';

/** Bytes of a key and of a value that are shown. */
const MAX_KEY = 100;
const MAX_VALUE = 60;

/** How many elements a value has, by its type. */
const SIZES: { readonly [type: string]: readonly [command: string, element: string] } = {
  string: ['STRLEN', 'byte'],
  list: ['LLEN', 'element'],
  set: ['SCARD', 'member'],
  zset: ['ZCARD', 'member'],
  hash: ['HLEN', 'field'],
  stream: ['XLEN', 'entry'],
};

const quoted = (bytes: Uint8Array, most: number): string =>
  `"${escapeBytes(bytes.subarray(0, most))}"${bytes.length > most ? '…' : ''}`;

export const keyText = ({ key }: Conflict): string => quoted(key, MAX_KEY);

/** `string of 5 bytes "hello", expires in 8 s`, of the source's value and of the target's, which is importing the slot. */
export const valueLines = (
  nodes: OperationNodes,
  conflict: Conflict,
): Promise<[source: string, target: string]> =>
  Promise.all([
    valueLine(nodes, conflict, conflict.source, false),
    valueLine(nodes, conflict, conflict.target, true),
  ]);

async function valueLine(
  nodes: OperationNodes,
  { key, database }: Conflict,
  { node, dump, expireAt }: Conflict['source'],
  asking: boolean,
): Promise<string> {
  const ask = async (...args: (string | number | Uint8Array)[]) => {
    const answer = await nodes.ask(node, args, { database, asking });
    return answer.kind === 'reply' ? answer.reply : undefined;
  };
  const type = textOf(await ask('TYPE', key));
  const [command, element] = SIZES[type] ?? [];
  const size = command === undefined ? undefined : await ask(command, key);
  const parts = [
    size === undefined || element === undefined
      ? escapeForLine(type.slice(0, MAX_VALUE)) || 'value of an unknown type'
      : `${type} of ${counted(numberOf(size), element)}`,
  ];
  const start = type === 'string' ? await ask('GETRANGE', key, 0, MAX_VALUE) : undefined;
  if (start?.type === 'string') parts.push(quoted(start.bytes, MAX_VALUE));
  parts.push(`${grouped(dump.length)} bytes as a dump`);
  parts.push(expireAt < 0 ? 'no expiry' : `expires in ${durationWords(expireAt - Date.now())}`);
  return parts.join(', ');
}
