/** The program's arguments as bytes: Node decodes them to text, in which bytes that are not UTF-8 are lost. */
import { readFileSync } from 'node:fs';

/** `argv` is the end of process.argv. Falls back to the bytes of the text if the system does not give the original ones. */
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
