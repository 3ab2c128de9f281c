/** Runs the programs that measure, each built as the product is. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builtFrom } from '../support/headless.ts';

/** What the program `test/bench/programs/NAME.ts` prints with these arguments: its figures by name. */
export async function figuresOf<T = { [name: string]: number }>(
  name: string,
  ...args: readonly (string | number)[]
): Promise<T> {
  const program = await builtFrom(`test/bench/programs/${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args.map(String)]);
  return JSON.parse(stdout) as T;
}
