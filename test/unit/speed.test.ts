/**
 * No time is asserted, but ratios to a fixed loop in the same process: the quickest of many short batches of each. The process
 * is fresh: what other tests have called before would change what the compiler makes of the same code.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundleProgram } from '../support/bundle-program.ts';
import type { PureRatios } from '../support/pure-paths.ts';
import { runProgram } from '../support/redis-cli.ts';

/** Measured with Node 20. Measure again after a change that is meant, or with another Node. */
const SAVED: PureRatios = { split: 0.35, route: 0.075, hint: 2, layout: 8, format: 3.6, decode: 0.82 };

test('no pure path of a typed line takes twice as long as it did', async () => {
  const source = path.join(import.meta.dirname, '../support/pure-paths.ts');
  const { file, remove } = await bundleProgram(
    `import { pureRatios } from ${JSON.stringify(source)};\nconsole.log(JSON.stringify(pureRatios()));`,
  );
  try {
    const { stdout } = await runProgram(process.execPath, [file]);
    const ratios = JSON.parse(stdout.toString()) as PureRatios;
    const slow = Object.entries(ratios).filter(
      ([name, ratio]) => !(ratio <= 2 * SAVED[name as keyof PureRatios]),
    );
    expect(slow, `ratios: ${stdout.toString()}`).toEqual([]);
  } finally {
    remove();
  }
});
