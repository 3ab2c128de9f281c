import { expect, test } from 'vitest';
import { BUNDLED_COMMANDS, findCommand, findKeys } from '../../../../shared/commands/command-table.ts';
import { argsOf } from '../../../../shared/resp/resp.ts';

const keys = (line: string) => {
  const list = argsOf(...line.split(' '));
  return findKeys(BUNDLED_COMMANDS, list).map((i) => line.split(' ')[i]);
};

test.each<[string, string[]]>([
  ['get a', ['a']],
  ['GET a', ['a']],
  ['mset a 1 b 2', ['a', 'b']],
  ['del a b c', ['a', 'b', 'c']],
  ['eval return 2 a b x', ['a', 'b']],
  ['eval return 0 x', []],
  ['eval return 9 a', ['a']],
  ['eval return -1 a', []],
  ['zunionstore d 2 a b weights 1 2', ['d', 'a', 'b']],
  ['xread count 1 streams a b 0 0', ['a', 'b']],
  ['xreadgroup group g c streams a >', ['a']],
  ['migrate h 1 a 0 100', ['a']],
  ['migrate h 1  0 100 keys a b', ['', 'a', 'b']],
  ['object encoding a', ['a']],
  ['xinfo stream a', ['a']],
  ['bitop and d a b', ['d', 'a', 'b']],
  ['blpop a b 0', ['a', 'b']],
  ['ssubscribe a', ['a']],
  ['sort a limit 0 1 STORE b', ['a', 'b']],
  ['sort a by store store b', ['a', 'b']],
  ['sort a get store', ['a']],
  ['sort a store b store c', ['a', 'c']],
  ['sort a store', ['a']],
  ['ping', []],
  ['cluster keyslot a', []],
  ['nosuch a b', []],
  ['constructor a', []],
])('the keys of %j', (line, expected) => {
  expect(keys(line)).toEqual(expected);
});

test('a subcommand is found by its two words', () => {
  expect(findCommand(BUNDLED_COMMANDS, argsOf('CLUSTER', 'KeySlot', 'a'))?.name).toBe('cluster keyslot');
  expect(findCommand(BUNDLED_COMMANDS, argsOf('toString'))).toBeNull();
});
