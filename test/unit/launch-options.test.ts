import { expect, test } from 'vitest';
import { parseLaunch, parseTarget } from '../../main/launch-options.ts';
import { programArguments } from '../../main/program-arguments.ts';

const seeds = (text: string) => parseTarget(text, {}).seeds;

test.each([
  ['redis://host:7000', 'host:7000'],
  ['redis://host', 'host:6379'],
  ['redis://host:80/1', 'host:80'],
  ['redis://[::1]:7000', '::1:7000'],
  ['valkey://host:1', 'host:1'],
  ['127.0.0.1:7000', '127.0.0.1:7000'],
  ['-h host -p 7001', 'host:7001'],
  ['redis-cli -c -p 7001 --no-auth-warning', '127.0.0.1:7001'],
])('%j connects to %s', (text, seed) => {
  expect(seeds(text)).toEqual([seed]);
});

test('user, password and database come out of a URL decoded', () => {
  expect(parseTarget('rediss://us%40er:p%3Ass@host:7000/3', {}).connection).toMatchObject({
    username: 'us@er',
    password: 'p:ss',
    database: 3,
    tls: {},
  });
});

test('flags say user, password, protocol and database as in redis-cli', () => {
  const target = parseTarget('-a "se cret" --user bob -3 -n 2 --tls --insecure --sni name', {});
  expect(target.connection).toMatchObject({
    username: 'bob',
    password: 'se cret',
    protocol: 3,
    database: 2,
    tls: { rejectUnauthorized: false, servername: 'name' },
  });
});

test('REDISCLI_AUTH is the password where none is given', () => {
  expect(parseTarget('host:1', { REDISCLI_AUTH: 'x' }).connection.password).toBe('x');
  expect(parseTarget('host:1 -a y', { REDISCLI_AUTH: 'x' }).connection.password).toBe('y');
});

test('a target knows whether its password is that of REDISCLI_AUTH, and says nothing of an empty one', () => {
  const from = (text: string, environment = { REDISCLI_AUTH: 'x' }) =>
    parseTarget(text, environment).passwordFrom;
  expect(from('host:1')).toBe('REDISCLI_AUTH');
  expect(from('redis://host:1')).toBe('REDISCLI_AUTH');
  expect(from('--user bob host:1')).toBe('REDISCLI_AUTH');
  for (const text of ['host:1 -a y', 'redis://:y@host:1', 'redis://y@host:1', '-h host -a ""'])
    expect(from(text)).toBeUndefined();
  expect(from('host:1', { REDISCLI_AUTH: '' })).toBeUndefined();
});

test('--production and --read-only mark what is connected to, wherever they stand', () => {
  const marks = (text: string) => {
    const { environment, readOnly } = parseTarget(text, {});
    return [environment, readOnly];
  };
  expect(marks('host:1')).toEqual(['local', false]);
  expect(marks('--production redis://host:1')).toEqual(['production', false]);
  expect(marks('redis-cli -h host --read-only')).toEqual(['local', true]);
  expect(marks('host:1 --read-only --production')).toEqual(['production', true]);
  expect(parseTarget('host:1 --production', {}).connection).not.toHaveProperty('production');
  expect(parseLaunch(['--production', '-p', '7000'], {})).toMatchObject({
    kind: 'connect',
    target: { environment: 'production' },
  });
});

test.each([
  ['host', 'not an address'],
  ['host:99999', 'not an address'],
  ['-p 0', 'not a port'],
  ['-p', 'needs a value'],
  ['--nonsense', 'not a flag'],
  ['redis://', 'not a URL'],
  ['redis://h:p@', 'not a URL'],
  ['"open', 'not closed'],
  ['--cacert nosuchfile', 'cannot be read'],
])('%j is refused: %s', (text, reason) => {
  expect(() => parseTarget(text, {})).toThrow(reason);
});

test('a refused URL is not repeated with its password', () => {
  expect(() => parseTarget('redis://u:hunter2@ho st:1'.replace(' ', '%20'), {})).toThrow(/^(?!.*hunter2)/);
});

test('without arguments the app shows its first-run screen, with --demo it starts the demo', () => {
  expect(parseLaunch([], {})).toEqual({ kind: 'first-run' });
  expect(parseLaunch(['--demo'], {})).toEqual({ kind: 'demo' });
});

test('--connection names a saved one, alone', () => {
  expect(parseLaunch(['--connection', 'orders'], {})).toEqual({ kind: 'saved', name: 'orders' });
  expect(parseLaunch(['--connection=the orders'], {})).toEqual({ kind: 'saved', name: 'the orders' });
  expect(parseLaunch(['--connection', '--connection'], {})).toEqual({ kind: 'saved', name: '--connection' });
  for (const words of [['--connection'], ['--connection='], ['--connection', '']])
    expect(() => parseLaunch(words, {})).toThrow('needs a name');
  for (const words of [
    ['-p', '7000', '--connection', 'orders'],
    ['--connection', 'orders', '--read-only'],
    ['--connection=orders', 'x'],
  ])
    expect(() => parseLaunch(words, {})).toThrow('alone');
  expect(() => parseTarget('--connection orders', {})).toThrow('not a flag that says where to connect');
});

test("Electron's and Chromium's own arguments are left out", () => {
  const argv = ['/x/electron', '--inspect=0', '--no-sandbox', '/app', '--user-data-dir=/tmp/x', '-p', '7000'];
  expect(programArguments(argv, '/app')).toEqual(['-p', '7000']);
  expect(programArguments(['/x/slotshell', '--no-sandbox', '--demo'], null)).toEqual(['--demo']);
});
