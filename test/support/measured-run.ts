/** A program run for its time and memory, as /usr/bin/time sees them. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';

export interface Measured {
  /** Milliseconds. */
  wall: number;
  /** Milliseconds, of the user and the system. */
  cpu: number;
  /** The most memory that was resident, in MB. */
  memory: number;
}

/** `input` is the path of a file. The output goes to /dev/null. Rejects if the program fails. */
export function measuredRun(file: string, args: readonly string[], input = '/dev/null'): Promise<Measured> {
  const stdin = openSync(input, 'r');
  const start = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', file, ...args], {
    stdio: [stdin, 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, ...PLAIN_ENVIRONMENT },
  });
  closeSync(stdin);
  let text = '';
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const wall = performance.now() - start;
      const [user = 0, system = 0, kilobytes = 0] = text.trim().split('\n').at(-1)!.split(' ').map(Number);
      if (code === 0) resolve({ wall, cpu: (user + system) * 1000, memory: kilobytes / 1024 });
      else reject(new Error(`${file} ended with ${code}: ${text}`));
    });
  });
}

type Runs = { readonly [name: string]: () => Promise<Measured> };

/** The medians of each program; the programs take turns. */
export async function mediansOf(runs: Runs, rounds: number): Promise<Record<string, Measured>> {
  const all: Record<string, Measured[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(runs)) (all[name] ??= []).push(await run());
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => [
      name,
      {
        wall: middle(one.map(({ wall }) => wall)),
        cpu: middle(one.map(({ cpu }) => cpu)),
        memory: middle(one.map(({ memory }) => memory)),
      },
    ]),
  );
}

/** Each program beside the one named `base`. */
export function ratioLines(medians: Record<string, Measured>, base: string): string {
  const to = medians[base]!;
  return Object.entries(medians)
    .map(([name, { wall, cpu, memory }]) => {
      const ratio = (value: number, other: number) => (other > 0 ? (value / other).toFixed(2) : '–');
      return (
        `  ${name.padEnd(20)} ${wall.toFixed(0)} ms (${ratio(wall, to.wall)}), CPU ${cpu.toFixed(0)} ms (${ratio(cpu, to.cpu)}), ` +
        `${memory.toFixed(0)} MB (${ratio(memory, to.memory)})`
      );
    })
    .join('\n');
}
