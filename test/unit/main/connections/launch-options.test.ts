import path from 'node:path';
import { expect, test } from 'vitest';
import type { FailureError } from '../../../../shared/failure.ts';
import { parseLaunch, parseTarget } from '../../../../main/connections/launch-options.ts';
import { programArguments } from '../../../../main/desktop/program-arguments.ts';
import { Certificates } from '../../../support/certificates.ts';

const seeds = async (text: string) => (await parseTarget(text, {})).seeds;

test.each([
  ['redis://host:7000', 'host:7000'],
  ['redis://host', 'host:6379'],
  ['redis://host:80/1', 'host:80'],
  ['redis://[::1]:7000', '::1:7000'],
  ['valkey://host:1', 'host:1'],
  ['127.0.0.1:7000', '127.0.0.1:7000'],
  ['-h host -p 7001', 'host:7001'],
  ['redis-cli -c -p 7001 --no-auth-warning', '127.0.0.1:7001'],
])('%j connects to %s', async (text, seed) => {
  expect(await seeds(text)).toEqual([seed]);
});

test('user, password and database come out of a URL decoded', async () => {
  expect((await parseTarget('rediss://us%40er:p%3Ass@host:7000/3', {})).connection).toMatchObject({
    username: 'us@er',
    password: 'p:ss',
    database: 3,
    tls: {},
  });
});

test.each([
  // As redis-cli 7.4 reads them.
  ['redis://alice:p#w@host', 'alice', 'p#w'],
  ['redis://alice:p?w/x\\y@host:6379/0', 'alice', 'p?w/x\\y'],
  ['redis://:p#w@host', undefined, 'p#w'],
  ['redis://alice:@host', 'alice', ''],
  ['redis://:@host', undefined, undefined],
  ['redis://alice:x/2#w@[::1]:7000', 'alice', 'x/2#w', '::1:7000'],
  ['redis://alice:p%23w/@host', 'alice', 'p#w/'],
  ['redis://alice:100%^@host', 'alice', '100%^'],
  // The login ends at the last @, as in every browser.
  ['redis://alice:p@w@host', 'alice', 'p@w'],
  // An @ behind the host is no login.
  ['redis://host:6379/0', undefined, undefined],
])('%j logs in as %j with %j', async (text, username, password, seed = 'host:6379') => {
  const { seeds, connection } = await parseTarget(`'${text}'`, {});
  expect({ seeds, username: connection.username, password: connection.password }).toEqual({
    seeds: [seed],
    username,
    password,
  });
});

test.each([
  'redis://host:6379/0?x=@evil',
  'redis://[::1]:6379/0?x=@evil',
  'redis://host/@evil',
  'redis://hunter2#w@host',
  'redis://alice:12#hunter2@host',
  'redis://alice:hunter2#w@x@host',
])('%j may be read in two ways: it says what to encode, and nothing of the password', async (text) => {
  const refusal = (await parseTarget(`'${text}'`, {}).catch((error: unknown) => error)) as FailureError;
  expect(refusal.failure.advice).toContain('# as %23');
  expect(JSON.stringify(refusal.failure)).not.toContain('hunter2');
});

test('a relative path begins in the directory of the start', async () => {
  const certificates = new Certificates();
  const { dir, base } = path.parse(certificates.files.ca);
  for (const args of [
    ['--tls', '--cacert', base],
    ['--tls', '--cacertdir', '.'],
  ]) {
    const launch = await parseLaunch(args, {}, { directory: dir });
    expect(launch.kind === 'connect' && launch.target.connection.tls?.ca).toContain(certificates.ca.trim());
    await expect(parseLaunch(['--tls', '--cacert', base], {}, { directory: '/' })).rejects.toThrow(
      'cannot be read',
    );
  }
  certificates.remove();
});

test('flags say user, password, protocol and database as in redis-cli', async () => {
  const target = await parseTarget('-a "se cret" --user bob -3 -n 2 --tls --insecure --sni name', {});
  expect(target.connection).toMatchObject({
    username: 'bob',
    password: 'se cret',
    protocol: 3,
    database: 2,
    tls: { rejectUnauthorized: false, servername: 'name' },
  });
});

test('REDISCLI_AUTH is the password if none is given', async () => {
  const password = async (text: string) =>
    (await parseTarget(text, { REDISCLI_AUTH: 'x' })).connection.password;
  expect(await password('host:1')).toBe('x');
  expect(await password('host:1 -a y')).toBe('y');
});

test('a target knows whether its password is that of REDISCLI_AUTH, and says nothing of an empty one', async () => {
  const from = async (text: string, environment = { REDISCLI_AUTH: 'x' }) =>
    (await parseTarget(text, environment)).passwordFrom;
  expect(await from('host:1')).toBe('REDISCLI_AUTH');
  expect(await from('redis://host:1')).toBe('REDISCLI_AUTH');
  expect(await from('--user bob host:1')).toBe('REDISCLI_AUTH');
  for (const text of ['host:1 -a y', 'redis://:y@host:1', 'redis://y@host:1', '-h host -a ""'])
    expect(await from(text)).toBeUndefined();
  expect(await from('host:1', { REDISCLI_AUTH: '' })).toBeUndefined();
});

test('--production and --read-only mark the connection, wherever they are in the line', async () => {
  const marks = async (text: string) => {
    const { environment, readOnly } = await parseTarget(text, {});
    return [environment, readOnly];
  };
  expect(await marks('host:1')).toEqual(['local', false]);
  expect(await marks('--production redis://host:1')).toEqual(['production', false]);
  expect(await marks('redis-cli -h host --read-only')).toEqual(['local', true]);
  expect(await marks('host:1 --read-only --production')).toEqual(['production', true]);
  expect((await parseTarget('host:1 --production', {})).connection).not.toHaveProperty('production');
  expect(await parseLaunch(['--production', '-p', '7000'], {})).toMatchObject({
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
  ['-h ""', '-h needs a host, and this one is empty'],
  ['-h /run/redis.sock', '-h needs a host, and this is not one'],
  [':7000', 'not an address'],
  ['redis://:7000', 'not a URL'],
  ['redis://:p@/0', 'not a URL'],
  ['--cacert nosuchfile', 'cannot be read'],
])('%j is refused: %s', async (text, reason) => {
  await expect(parseTarget(text, {})).rejects.toThrow(reason);
});

test('a refused URL is not repeated with its password', async () => {
  await expect(parseTarget('redis://u:hunter2@ho%20st:1', {})).rejects.toThrow(/^(?!.*hunter2)/);
});

test('without arguments the app shows its first-run screen, with --demo it starts the demo', async () => {
  expect(await parseLaunch([], {})).toEqual({ kind: 'first-run' });
  expect(await parseLaunch(['--demo'], {})).toEqual({ kind: 'demo' });
});

test('--connection names a saved one, alone', async () => {
  expect(await parseLaunch(['--connection', 'orders'], {})).toEqual({ kind: 'saved', name: 'orders' });
  expect(await parseLaunch(['--connection=the orders'], {})).toEqual({ kind: 'saved', name: 'the orders' });
  expect(await parseLaunch(['--connection', '--connection'], {})).toEqual({
    kind: 'saved',
    name: '--connection',
  });
  for (const args of [['--connection'], ['--connection='], ['--connection', '']])
    await expect(parseLaunch(args, {})).rejects.toThrow('needs a name');
  for (const args of [
    ['-p', '7000', '--connection', 'orders'],
    ['--connection', 'orders', '--read-only'],
    ['--connection=orders', 'x'],
  ])
    await expect(parseLaunch(args, {})).rejects.toThrow('no other argument');
  await expect(parseTarget('--connection orders', {})).rejects.toThrow(
    'not a flag that says where to connect',
  );
});

test("Electron's and Chromium's own arguments are left out", () => {
  const argv = ['/x/electron', '--inspect=0', '--no-sandbox', '/app', '--user-data-dir=/tmp/x', '-p', '7000'];
  expect(programArguments(argv, '/app')).toEqual(['-p', '7000']);
  expect(programArguments(['/x/slotshell', '--no-sandbox', '--demo'], null)).toEqual(['--demo']);
});
