/** Encodes commands for a node. Pure. */

const CRLF = Buffer.from('\r\n');

/** Encodes a command in RESP: an array of bulk strings. */
export function encodeCommand(args: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const word of args) parts.push(Buffer.from(`$${word.length}\r\n`), word, CRLF);
  return Buffer.concat(parts);
}

/** Encodes commands one after another. A text or number that comes again, as in many commands of one name, costs a look-up. */
export function encodeCommands(commands: readonly (readonly (string | number | Uint8Array)[])[]): Buffer {
  const parts: Uint8Array[] = [];
  const known = new Map<string | number, string>();
  let text = '';
  for (const args of commands) {
    text += `*${args.length}\r\n`;
    for (const arg of args)
      if (typeof arg === 'object') {
        parts.push(Buffer.from(`${text}$${arg.length}\r\n`), arg);
        text = '\r\n';
      } else {
        let bulk = known.get(arg);
        if (bulk === undefined) {
          bulk = `$${Buffer.byteLength(String(arg))}\r\n${arg}\r\n`;
          known.set(arg, bulk);
        }
        text += bulk;
      }
  }
  parts.push(Buffer.from(text));
  return Buffer.concat(parts);
}
