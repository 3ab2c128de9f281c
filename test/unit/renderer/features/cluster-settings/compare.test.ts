import { expect, test } from 'vitest';
import {
  isChanged,
  isSameValue,
  mostCommon,
  differs,
  shownRows,
} from '../../../../../renderer/features/cluster-settings/compare.ts';
import type { SettingRow } from '../../../../../shared/operations/cluster-settings.ts';

const row = (name: string, running: (string | null)[], standard: string | null = null): SettingRow => ({
  name,
  running,
  file: running.map(() => null),
  default: standard,
  takesEffect: 'now',
  isSecret: false,
});

test('a size with a unit in the file is the number of bytes that the server tells', () => {
  expect(isSameValue('104857600', '100mb')).toBe(true);
  expect(isSameValue('100000000', '100m')).toBe(true);
  expect(isSameValue('normal 0 0 0 slave 268435456 67108864 60', 'normal 0 0 0 slave 256mb 64mb 60')).toBe(
    true,
  );
  expect(isSameValue('yes', 'YES')).toBe(true);
  expect(isSameValue('1', '2')).toBe(false);
});

test('a node that does not tell a value differs from none, and ports are each node’s own', () => {
  expect(differs(row('maxmemory', ['1', null, '1']))).toBe(false);
  expect(differs(row('maxmemory', ['1', '2']))).toBe(true);
  expect(differs(row('port', ['1', '2']))).toBe(false);
  expect(mostCommon([null, '2', '1', '2'])).toBe('2');
  expect(mostCommon([null])).toBeNull();
});

test('a setting has changed if a node has another value than the default', () => {
  expect(isChanged(row('appendonly', ['no', 'yes'], 'no'))).toBe(true);
  expect(isChanged(row('appendonly', ['no', null], 'no'))).toBe(false);
  expect(isChanged(row('new-one', ['a', 'a']))).toBe(false);
});

test('a search finds names that have all words', () => {
  const rows = [
    row('cluster-node-timeout', ['1']),
    row('cluster-enabled', ['1']),
    row('timeout', ['1', '2']),
  ];
  const settings = { readAt: 0, nodes: [], left: 0, rows, defaultsOf: null };
  const names = (query: string, filter: 'all' | 'differ' = 'all') =>
    shownRows(settings, query, filter).map(({ name }) => name);
  expect(names('time clus')).toEqual(['cluster-node-timeout']);
  expect(names('')).toHaveLength(3);
  expect(names('', 'differ')).toEqual(['timeout']);
});
