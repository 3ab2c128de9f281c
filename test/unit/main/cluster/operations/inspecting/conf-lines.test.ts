import { expect, test } from 'vitest';
import { confLines } from '../../../../../../main/cluster/operations/inspecting/conf-lines.ts';
import { defaultsFor } from '../../../../../../main/cluster/operations/inspecting/setting-defaults.ts';

const valuesIn = (text: string) => Object.fromEntries(confLines(text).values);

test('the last line of a name counts, comments and broken lines do not, and quotes are taken off', () => {
  expect(valuesIn('# port 1\nport 7000\r\nPORT 7001\n\ndir "/var/my data"\nbroken "x')).toEqual({
    port: '7001',
    dir: '/var/my data',
  });
});

test('lines that the server adds up are added up, until an empty one begins again', () => {
  expect(valuesIn('save 3600 1\nsave 300 100').save).toBe('3600 1 300 100');
  expect(valuesIn('save 3600 1\nsave ""').save).toBe('');
});

test('a file that includes others says so', () => {
  expect(confLines('include /etc/more.conf').includes).toBe(true);
  expect(confLines('port 1').includes).toBe(false);
});

test('defaults are those of the newest known server that is not newer', () => {
  expect(defaultsFor('Redis 7.4.1')!.of).toMatch(/^Redis 7\.0\./);
  expect(defaultsFor('Redis 6.2.0')!.of).toMatch(/^Redis 7\.0\./);
  expect(defaultsFor('Valkey 99.0.0')!.of).toMatch(/^Valkey 9\./);
  expect(defaultsFor('KeyDB 6.3.4')).toBeNull();
  expect(defaultsFor('')).toBeNull();
});

test('when a change takes effect is what a fresh server has said', () => {
  const { takesEffect, values } = defaultsFor('Redis 7.0.15')!;
  expect(takesEffect('cluster-enabled')).toBe('restart');
  expect(takesEffect('maxmemory')).toBe('now');
  expect(takesEffect('requirepass')).toBe('connections');
  expect(takesEffect('no-such-setting')).toBe('unknown');
  expect(values.get('cluster-node-timeout')).toBe('15000');
});
