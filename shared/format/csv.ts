/** A reply as `redis-cli --csv` prints it (cliFormatReplyCSV of 7.0 to 8.0), without the newline at its end. ASCII. */
import type { Reply } from '../resp/resp.ts';
import { escapeBytes } from './escape.ts';

const quoted = (bytes: Uint8Array) => `"${escapeBytes(bytes)}"`;

export function formatCsv(reply: Reply): string {
  switch (reply.type) {
    case 'error':
      return `ERROR,${quoted(reply.bytes)}`;
    case 'status':
    case 'string':
    case 'verbatim':
      return quoted(reply.bytes);
    case 'integer':
    case 'double':
    case 'big-number':
      return reply.digits;
    case 'null':
      return 'NULL';
    case 'boolean':
      return reply.value ? 'true' : 'false';
    case 'attributed':
      return formatCsv(reply.value);
    case 'array':
    case 'set':
    case 'push':
      return reply.items.map(formatCsv).join(',');
    case 'map':
      return reply.entries.map(([key, value]) => `${formatCsv(key)},${formatCsv(value)}`).join(',');
  }
}
