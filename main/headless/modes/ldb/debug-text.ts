/** Replies of the server's Lua debugger, as redis-cli prints them. Pure. */
import { formatCli, type CliStyle } from '../../../../shared/format/cli.ts';
import { latin1, type Reply } from '../../../../shared/resp/resp.ts';
import { isEnd } from '../../../cluster/debugger/lua-debug.ts';

const WHITE = '0;37;49';
const BOLD = '1;37;49';
const YELLOW = '0;33;49';

/** The first that a line contains counts. */
const COLOURS: readonly (readonly [part: string, colour: string])[] = [
  ['<retval>', '0;35;49'],
  ['<value>', '0;35;49'],
  ['<hint>', BOLD],
  ['<error>', '0;31;49'],
  ['<reply>', '0;36;49'],
  ['<redis>', '0;32;49'],
  // In place of the last, from Valkey.
  ['<command>', '0;32;49'],
  ['<debug>', BOLD],
];

/** A reply within a session. */
export function debugText(reply: Reply, style: CliStyle, inColour: boolean): string {
  const shown: Reply =
    reply.type === 'array'
      ? { ...reply, items: reply.items.map((item) => shownLine(item, inColour)) }
      : reply;
  return formatCli(shown, { ...style, form: 'raw' }, false);
}

function shownLine(item: Reply, inColour: boolean): Reply {
  if (item.type !== 'status') return item;
  if (isEnd(item)) return { ...item, bytes: new Uint8Array(0) };
  if (!inColour) return item;
  const text = latin1(item.bytes);
  return { ...item, bytes: Buffer.from(`\x1b[${colourOf(text)}m${text}\x1b[0m`, 'latin1') };
}

function colourOf(text: string): string {
  if (text.length > 4 && /^.{3}\d/s.test(text)) {
    if (text[1] === '>') return YELLOW;
    if (text[2] === '#') return BOLD;
  }
  return COLOURS.find(([part]) => text.includes(part))?.[1] ?? WHITE;
}
