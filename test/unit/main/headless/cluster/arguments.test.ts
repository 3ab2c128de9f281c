import { describe, expect, test } from 'vitest';
import {
  clusterHelp,
  OPTIONS,
  parseCluster,
  SUBCOMMANDS,
  type ClusterArguments,
  type OptionName,
} from '../../../../../main/headless/cluster/arguments.ts';

const parsed = (line: string): ClusterArguments => {
  const result = parseCluster(line.split(' '));
  if (result === null || 'refused' in result) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result;
};
const refusal = (line: string) => {
  const result = parseCluster(line.split(' '));
  return result && 'refused' in result ? result.refused : null;
};

test('without --cluster the arguments are another command', () => {
  expect(parseCluster(['-h', 'a', 'get', 'cluster'])).toBeNull();
});

test('arguments before the first option belong to the subcommand, and flags of the connection are left over', () => {
  const { subcommand, args, options, rest } = parsed(
    '-a pw --cluster reshard a:1 --cluster-from x,y --tls --cluster-slots 5',
  );
  expect({ subcommand, args, rest }).toEqual({
    subcommand: 'reshard',
    args: ['a:1'],
    rest: ['-a', 'pw', '--tls'],
  });
  expect([...options]).toEqual([
    ['--cluster-from', ['x,y']],
    ['--cluster-slots', ['5']],
  ]);
});

test.each([
  ['add-node a:1 b:2 --cluster-replica --cluster-primary-id x', ['--cluster-slave', '--cluster-master-id']],
  ['add-node a:1 b:2 --cluster-slave --cluster-primaries-id x', ['--cluster-slave', '--cluster-master-id']],
  ['rebalance a:1 --cluster-use-empty-primaries', ['--cluster-use-empty-masters']],
  ['call a:1 ping --cluster-only-primaries', ['--cluster-only-masters']],
])('Valkey’s spelling of %s', (line, names) => {
  expect([...parsed(`--cluster ${line}`).options.keys()]).toEqual(names);
});

test('weights go on to the next option, and may be given twice', () => {
  const { options, rest } = parsed(
    '--cluster rebalance a:1 --cluster-weight x=1 y=2 --cluster-simulate --cluster-weight z=3',
  );
  expect(options.get('--cluster-weight')).toEqual(['x=1', 'y=2', 'z=3']);
  expect(rest).toEqual([]);
});

test.each([
  ['-a --json', ['-a', '--json']],
  ['--user --force --pass --cluster-yes', ['--user', '--force', '--pass', '--cluster-yes']],
  ['-a --cluster -h check', ['-a', '--cluster', '-h', 'check']],
])('the values of %s are never options or commands', (flags, rest) => {
  for (const line of [`${flags} --cluster check a:1`, `--cluster check a:1 ${flags}`])
    expect(parsed(line)).toMatchObject({ subcommand: 'check', args: ['a:1'], options: new Map(), rest });
});

test('the value of an option is never an option', () => {
  const { options, rest } = parsed('--cluster reshard a:1 --cluster-from --dry-run --cluster-to --cluster');
  expect([...options]).toEqual([
    ['--cluster-from', ['--dry-run']],
    ['--cluster-to', ['--cluster']],
  ]);
  expect(rest).toEqual([]);
});

test('--cluster after a command belongs to the command', () => {
  expect(parseCluster(['-p', '7000', 'set', 'k', '--cluster'])).toBeNull();
  expect(parseCluster(['-a', '--cluster', 'check', 'a:1'])).toBeNull();
  expect(parseCluster(['--json', '--cluster-frob', 'get', '--cluster', 'check', 'a:1'])).toBeNull();
});

test('a value of a setting may be negative, and another argument may not', () => {
  const { args, rest } = parsed('--cluster settings a:1 list-max-listpack-size -2 hz 10 --json -3');
  expect(args).toEqual(['a:1', 'list-max-listpack-size', '-2', 'hz', '10']);
  expect(rest).toEqual(['-3']);
  expect(parsed('--cluster call a:1 ping -3').args).toEqual(['a:1', 'ping']);
});

describe('a number is decimal digits in its range', () => {
  const options = [
    ['--cluster-replicas', 'create a:1'],
    ['--cluster-slots', 'reshard a:1'],
    ['--cluster-timeout', 'reshard a:1'],
    ['--cluster-pipeline', 'rebalance a:1'],
    ['--cluster-threshold', 'rebalance a:1'],
    ['--rate', 'resume'],
  ] as const;
  test.each(options)('%s', (option, line) => {
    expect(parsed(`--cluster ${line} ${option} 7`).options.get(option)).toEqual(['7']);
    for (const bad of ['', '1e3', '0x10', ' 5 ', '+5', '-5', '5k', 'many', 'Infinity', '9'.repeat(20)])
      expect(parseCluster(['--cluster', ...line.split(' '), option, bad]), bad).toEqual({
        refused: expect.stringContaining(`[ERR] ${option}: ${bad} is not a `) as string,
      });
  });

  test('with decimals for a percentage only', () => {
    expect(parsed('--cluster rebalance a:1 --cluster-threshold 1.5').options.size).toBe(1);
    expect(refusal('--cluster reshard a:1 --cluster-slots 1.5')).toContain('from 1 to 16384');
    expect(refusal('--cluster reshard a:1 --cluster-slots 0')).toContain('from 1 to 16384');
    expect(refusal('--cluster reshard a:1 --cluster-slots 16385')).toContain('from 1 to 16384');
  });
});

describe('refusals are redis-cli’s', () => {
  test.each([
    ['--cluster frob a:1', 'Unknown --cluster subcommand'],
    // A name that every object has is no subcommand.
    ['--cluster constructor a:1', 'Unknown --cluster subcommand'],
    ['--cluster', "Unrecognized option or bad number of args for: '--cluster'"],
    ['--cluster check a:1 --cluster info a:1', "Unrecognized option or bad number of args for: '--cluster'"],
    ['--cluster check a:1 --tls b:2', 'Unexpected argument: b:2'],
    [
      '--cluster rebalance a:1 --cluster-weight --cluster-simulate',
      "Unrecognized option or bad number of args for: '--cluster-weight'",
    ],
    ['--cluster --tls', "Unrecognized option or bad number of args for: '--cluster'"],
    ['--cluster check', '[ERR] Wrong number of arguments for specified --cluster sub command'],
    ['--cluster check a 1 2', '[ERR] Wrong number of arguments for specified --cluster sub command'],
    ['--cluster del-node a:1', '[ERR] Wrong number of arguments for specified --cluster sub command'],
    ['--cluster undo', '[ERR] Wrong number of arguments for specified --cluster sub command'],
    ['--cluster check a:1 --cluster-frob', "Unrecognized option or bad number of args for: '--cluster-frob'"],
    ['--cluster reshard a:1 --cluster-to', "Unrecognized option or bad number of args for: '--cluster-to'"],
  ])('%s', (line, text) => {
    expect(refusal(line)).toBe(text);
  });
});

test('the help lists each subcommand, and says once what each option of ours does', () => {
  for (const name of Object.keys(SUBCOMMANDS)) expect(clusterHelp()).toContain(`\n  ${name} `);
  for (const name of Object.keys(OPTIONS).filter((option) => !option.startsWith('--cluster-')))
    expect(clusterHelp().split(`\n  ${name} `), name).toHaveLength(2);
});

test('a measure is one that slots can be weighed by', () => {
  for (const measure of ['slots', 'keys', 'bytes', 'load'])
    expect(parsed(`--cluster rebalance a:1 --by ${measure}`).options.get('--by')).toEqual([measure]);
  expect(refusal('--cluster rebalance a:1 --by key')).toBe(
    '[ERR] --by: key is none of slots, keys, bytes, load.',
  );
});

describe('an option of ours at a subcommand that has no use for it', () => {
  test.each([
    ['del-node a:1 x --share', 'del-node does not take --share, an option of add-node'],
    ['failover a:1 --drain', 'failover does not take --drain, an option of del-node'],
    ['reshard a:1 --roll-back', 'reshard does not take --roll-back, an option of fix'],
    ['reshard a:1 --by keys', 'reshard does not take --by, an option of rebalance, add-node'],
    ['rebalance a:1 --cluster-keys 5', 'rebalance does not take --cluster-keys, an option of reshard'],
    ['add-node a:1 b:1 --cluster-bytes 5', 'add-node does not take --cluster-bytes, an option of reshard'],
    ['check a:1 --takeover', 'check does not take --takeover, an option of failover'],
  ])('%s', (line, text) => {
    expect(refusal(`--cluster ${line}`)).toBe(`[ERR] ${text}.`);
  });

  test('is no option of redis-cli, nor one that all take', () => {
    for (const option of ['--cluster-replace', '--cluster-yes', '--dry-run', '--json'])
      expect(parsed(`--cluster check a:1 ${option}`).options.has(option as OptionName)).toBe(true);
  });
});

test('--resume and --undo are subcommands in the spelling of options', () => {
  expect(parsed('--cluster --resume')).toMatchObject({ subcommand: 'resume', args: [], rest: [] });
  expect(parsed('--cluster --resume one --forget')).toMatchObject({ subcommand: 'resume', args: ['one'] });
  expect(parsed('-a pw --cluster --undo /tmp/one.jsonl --cluster-yes --tls')).toMatchObject({
    subcommand: 'undo',
    args: ['/tmp/one.jsonl'],
    rest: ['-a', 'pw', '--tls'],
  });
  expect(refusal('--cluster --undo')).toMatch(/^\[ERR\] Wrong number of arguments/);
  expect(refusal('--cluster --redo one')).toMatch(/^Unrecognized option/);
});

test.each([['check', 'x:1', '--drain'], ['check'], ['frob'], ['check', 'x:1', '--cluster-frob']])(
  'a refusal of %j with --json is data, whatever is refused',
  (...words) => {
    expect(parseCluster(['--cluster', ...words, '--json'])).toMatchObject({ isJson: true });
  },
);
