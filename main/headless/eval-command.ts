/** `--eval`: a script from a file as an EVAL command. */
import { readFile } from 'node:fs/promises';
import type { Output } from './output.ts';

const COMMA = 0x2c;

/** As evalCommand; null if the file cannot be read, which is printed. */
export async function readEval(
  file: string,
  args: readonly Uint8Array[],
  output: Output,
): Promise<Uint8Array[] | null> {
  try {
    return await evalCommand(file, args);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'No such file or directory' : String(error);
    output.error(`Can't open file '${file}': ${reason}\n`);
    return null;
  }
}

/** The arguments before a lone comma are keys, those after it the script's other arguments. */
async function evalCommand(file: string, args: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const keys = evalKeys(args);
  const rest = args.slice(keys.length + 1);
  const script = await readFile(file);
  return [Buffer.from('EVAL'), script, Buffer.from(String(keys.length)), ...keys, ...rest];
}

export function evalKeys(args: readonly Uint8Array[]): readonly Uint8Array[] {
  const comma = args.findIndex((arg) => arg.length === 1 && arg[0] === COMMA);
  return comma < 0 ? args : args.slice(0, comma);
}
