import { expect, test } from 'vitest';
import { CLI_FLAGS, flagOf } from '../../../../main/connections/cli-flags.ts';
import { parseFlags } from '../../../../main/headless/flags.ts';
import { USAGE } from '../../../../main/headless/usage.ts';

test('the table is plain data, and names each flag once', () => {
  expect(JSON.parse(JSON.stringify(CLI_FLAGS))).toEqual(CLI_FLAGS);
  const names = CLI_FLAGS.flatMap(({ flag, aliases = [] }) => [flag, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});

test('a row is found by its flag, an alias, FLAG=VALUE, or a prefix', () => {
  expect(flagOf('--slave')?.flag).toBe('--replica');
  expect(flagOf('--connection=orders')?.window).toBe('saved');
  expect(flagOf('--cluster-replicas')?.headless).toBe('redis-cli');
  for (const arg of ['--pass=x', '-q', 'get', '', '--clusters']) expect(flagOf(arg)).toBeNull();
});

test('a flag that a connection is read from has a meaning for that reader', () => {
  for (const { headless, window, connect } of CLI_FLAGS)
    expect(connect !== undefined).toBe(headless === 'connect' || window === 'connect');
});

test('the command takes every flag that the usage text lists for it', async () => {
  const listed = CLI_FLAGS.filter(({ help, headless }) => help && headless && headless !== 'window');
  expect(listed.length).toBeGreaterThan(35);
  for (const { flag, value } of listed) {
    expect(USAGE).toContain(`\n  ${value ? `${flag} ${value}` : flag} `);
    // Values that are wrong are refused with another text.
    const parsed = await parseFlags(value ? [flag, '1', 'ping'] : [flag, 'ping'], {}, false);
    expect(JSON.stringify(parsed)).not.toContain('Unrecognized option');
  }
  const wrong = JSON.stringify(await parseFlags(['--demo', '1'], {}, false));
  expect(wrong).toContain('--demo is for the window');
});
