/** `--eval`: a script from a file as an EVAL command. */
import { readFile } from 'node:fs/promises';

const COMMA = 0x2c;

/** The arguments before a lone comma are keys, those after it the script's other arguments. */
export async function evalCommand(file: string, args: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const comma = args.findIndex((arg) => arg.length === 1 && arg[0] === COMMA);
  const keys = comma < 0 ? args : args.slice(0, comma);
  const rest = comma < 0 ? [] : args.slice(comma + 1);
  const script = await readFile(file);
  return [Buffer.from('EVAL'), script, Buffer.from(String(keys.length)), ...keys, ...rest];
}
