/** `--test_hint` and `--test_hint_file`: the hints of the prompt for lines that are given, as redis-cli's own tests ask for them. */
import { readFile } from 'node:fs/promises';
import { argumentHint } from '../../shared/repl/completion/argument-hint.ts';
import { Reading } from '../../shared/repl/line/reading.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import { Outage } from './outage.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';
import { Shell } from './shell.ts';

/** Resolves with redis-cli's exit code: the number of lines whose hint is another one. */
export async function testHints(flags: Flags, output: Output): Promise<number> {
  const shell = new Shell(flags, output, new Outage(0, () => undefined), true);
  // Without a server the bundled docs hold.
  const docs = await shell.docs();
  shell.close();
  const hintOf = (line: string) => argumentHint(new Reading(line), docs, 'as redis-cli');
  const test = flags.hintTest!;
  if ('line' in test) {
    output.remark(`${hintOf(test.line)}\n`);
    return 0;
  }
  const text = await readFile(test.file, 'utf8').catch(() => null);
  if (text === null) {
    output.error(`Can't open file '${test.file}': No such file or directory\n`);
    return 255;
  }
  const counts = { passed: 0, failed: 0 };
  for (const row of text.split('\n')) {
    if (row.trim() === '' || row.startsWith('#')) continue;
    const split = splitLine(row);
    // As redis-cli, whose own suite has such a row.
    if (!split.ok) continue;
    const [line, expected] = split.words.map(({ bytes }) => Buffer.from(bytes).toString());
    if (line === undefined || expected === undefined) {
      output.error(`Missing expected hint for input '${line}'\n`);
      return 255;
    }
    const hint = hintOf(line);
    counts[hint === expected ? 'passed' : 'failed']++;
    if (hint !== expected)
      output.remark(`Test case '${line}' FAILED: expected '${expected}', got '${hint}'\n`);
  }
  const { passed, failed } = counts;
  output.remark(`${failed === 0 ? 'SUCCESS' : 'FAILURE'}: ${passed}/${passed + failed} passed\n`);
  return Math.min(failed, 255);
}
