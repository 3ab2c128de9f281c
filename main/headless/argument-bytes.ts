/** The program's arguments as they were given: Node makes text of them, in which bytes that are not UTF-8 are lost. */
import { readFileSync } from 'node:fs';

/** `argv` is the end of process.argv. Where the system does not tell the bytes, those of the text. */
export function argumentBytes(argv: readonly string[]): Uint8Array[] {
  const text = argv.map((word) => Buffer.from(word));
  if (!argv.some((word) => word.includes('\ufffd'))) return text;
  try {
    // Linux: each argument ends in a NUL.
    const args = readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1).slice(-argv.length);
    const bytes = args.map((word) => Buffer.from(word, 'latin1'));
    return bytes.every((word, i) => word.toString() === argv[i]) ? bytes : text;
  } catch {
    return text;
  }
}
