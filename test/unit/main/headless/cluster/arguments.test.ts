import { describe, expect, test } from 'vitest';
import {
  clusterHelp,
  parseCluster,
  SUBCOMMANDS,
  type ClusterArguments,
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

describe('refusals are redis-cli’s', () => {
  test.each([
    ['--cluster frob a:1', 'Unknown --cluster subcommand'],
    // A name that every object has is no subcommand.
    ['--cluster constructor a:1', 'Unknown --cluster subcommand'],
    ['--cluster', "Unrecognized option or bad number of args for: '--cluster'"],
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

test('the help lists each subcommand', () => {
  for (const name of Object.keys(SUBCOMMANDS)) expect(clusterHelp()).toContain(`\n  ${name} `);
});
