import { expect, test } from 'vitest';
import type { ClusterArguments, OptionName } from '../../../../../main/headless/cluster/arguments.ts';
import { askForReshard } from '../../../../../main/headless/cluster/reshard-prompts.ts';
import type { Output } from '../../../../../main/headless/output.ts';
import type { Stdin } from '../../../../../main/headless/stdin.ts';
import { clusterReading } from '../../cluster/operations/readings.ts';

const [A, B, C, R] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const reading = clusterReading([
  { id: A, slots: [[0, 5460]] },
  { id: B, slots: [[5461, 10922]] },
  { id: C, slots: [[10923, 16383]] },
  { id: R, of: A },
]);

async function answered(lines: string[], options: [OptionName, string[]][] = []) {
  let printed = '';
  let errors = '';
  const output = {
    remark: (text: string) => void (printed += text),
    error: (text: string) => void (errors += text),
  } as Output;
  const stdin = { line: () => Promise.resolve(lines.shift() ?? null) } as unknown as Stdin;
  const given: ClusterArguments = {
    subcommand: 'reshard',
    args: ['x:1'],
    options: new Map(options),
    rest: [],
  };
  const asked = await askForReshard(given, reading, { output, stdin });
  return { printed, errors, options: asked && Object.fromEntries(asked.options) };
}

test('asks for what is missing, and again after an answer that is none', async () => {
  const { printed, options } = await answered([
    '0',
    'many',
    '1e3',
    '0x10',
    '5',
    'nobody',
    R,
    B,
    A,
    B,
    'x',
    C,
    'done',
  ]);
  expect(options).toEqual({ '--cluster-slots': ['5'], '--cluster-to': [B], '--cluster-from': [`${A},${C}`] });
  expect(printed.match(/How many slots do you want to move \(from 1 to 16384\)\? /g)).toHaveLength(5);
  expect(printed).toContain('*** The specified node (nobody) is not known or not a master, please retry.\n');
  expect(printed).toContain(`*** The specified node (${R}) is not known or not a master, please retry.\n`);
  expect(printed).toContain('*** It is not possible to use the target node as source node.\n');
  expect(printed).toContain('Source node #2: ');
});

test('all leaves the sources open, and what was given is not asked', async () => {
  const { printed, options } = await answered(
    ['all'],
    [
      ['--cluster-slots', ['5']],
      ['--cluster-to', [A]],
    ],
  );
  expect(options?.['--cluster-from']).toEqual(['all']);
  expect(printed).not.toContain('How many');
});

test.each([
  ['a number', [], 'y'],
  ['a target', ['5'], 'y'],
  ['a source', ['5', B], 'y'],
  ['a source, of one that is named again and again', ['5', B], A],
])('an input that answers the same for ever ends at %s', async (_, first, line) => {
  const { printed, errors, options } = await answered([...first, ...new Array<string>(1000).fill(line)]);
  expect(options).toBeNull();
  expect(errors).toBe('\n*** 10 wrong answers, operation aborted.\n');
  expect(printed.length).toBeLessThan(5000);
});

test.each([[[]], [['5']], [['5', B]], [['5', B, A]]])('the end of input after %j is no', async (lines) => {
  expect((await answered([...lines])).options).toBeNull();
});

test('done without a source ends it', async () => {
  const { errors, options } = await answered(['5', B, 'done']);
  expect(options).toBeNull();
  expect(errors).toBe('*** No source nodes given, operation aborted.\n');
});
