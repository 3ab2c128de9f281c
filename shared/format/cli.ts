/** A reply in each of redis-cli's forms, byte for byte (7.0 to 8.0): one character below 256 a byte. */
import type { Reply } from '../resp/resp.ts';
import { formatCsv } from './csv.ts';
import { formatJson } from './json.ts';
import { asBytes, formatRaw, formatReply, printsRaw } from './tty.ts';

/** `standard` is the form of a terminal, `--no-raw`. */
export type CliForm = 'standard' | 'raw' | 'csv' | 'json' | 'quoted-json';

export interface CliStyle {
  form: CliForm;
  /** Raw form: between elements (`-d`), and after each reply (`-D`). Characters below 256. */
  delimiter: string;
  end: string;
  /** JSON forms: whether the replies of printsRaw stay texts, as in redis-cli. */
  plainInfo?: boolean;
}

/** Whether a command's reply is printed raw, whatever the form. */
export const printsBare = (args: readonly Uint8Array[], { form, plainInfo = false }: CliStyle): boolean =>
  printsRaw(args) && (plainInfo || (form !== 'json' && form !== 'quoted-json'));

/** `bare`: as printsBare says. */
export function formatCli(reply: Reply, { form, delimiter, end }: CliStyle, bare: boolean): string {
  const raw = () => formatRaw(reply, { text: asBytes, delimiter, errorEnd: '\n' });
  if (bare) return raw();
  switch (form) {
    case 'standard':
      return formatReply(reply, asBytes);
    case 'raw':
      return raw() + end;
    case 'csv':
      return `${formatCsv(reply)}\n`;
    case 'json':
      return `${formatJson(reply, 'json')}\n`;
    case 'quoted-json':
      return `${formatJson(reply, 'quoted')}\n`;
  }
}
