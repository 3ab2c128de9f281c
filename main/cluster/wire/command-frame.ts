/** Encodes commands for a node. Pure. */

import { latin1 } from '../../../shared/resp/resp.ts';

/** Encodes a command in RESP: an array of bulk strings. */
export const encodeCommand = (args: readonly Uint8Array[]): Buffer => encodeCommands([args]);

/** Arguments of more bytes are copied once, not through a text. */
const MAX_TEXT = 256;

/** Encodes commands one after another. For many short ones this costs a fraction of a buffer each. */
export function encodeCommands(commands: readonly (readonly (string | number | Uint8Array)[])[]): Buffer {
  const parts: Uint8Array[] = [];
  /** Texts and numbers that came before, such as the name of a command. */
  const known = new Map<string | number, string>();
  /** One character a byte. */
  let text = '';
  for (const args of commands) {
    text += `*${args.length}\r\n`;
    for (const arg of args)
      if (typeof arg !== 'object') {
        let bulk = known.get(arg);
        if (bulk === undefined) {
          const bytes = Buffer.from(String(arg));
          bulk = `$${bytes.length}\r\n${latin1(bytes)}\r\n`;
          known.set(arg, bulk);
        }
        text += bulk;
      } else if (arg.length <= MAX_TEXT) {
        text += `$${arg.length}\r\n${latin1(arg)}\r\n`;
      } else {
        parts.push(Buffer.from(`${text}$${arg.length}\r\n`, 'latin1'), arg);
        text = '\r\n';
      }
  }
  parts.push(Buffer.from(text, 'latin1'));
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
