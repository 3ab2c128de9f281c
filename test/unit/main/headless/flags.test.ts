import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFlags, type Flags } from '../../../../main/headless/flags.ts';
import { USAGE } from '../../../../main/headless/usage.ts';
import { latin1 } from '../../../../shared/resp/resp.ts';

const flagsOf = async (...argv: string[]): Promise<Flags> => {
  const parsed = await parseFlags(argv, {}, false);
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
  return parsed.flags;
};

test('the usage text says the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(USAGE).toMatch(new RegExp(`^slotshell ${manifest.version.replaceAll('.', '\\.')}\n`));
});

test('the usage text has the lines of redis-cli, aligned, and those of the window after them', () => {
  expect(USAGE).toContain('  -h <hostname>      Server hostname (default: 127.0.0.1).\n');
  expect(USAGE).toContain('server.\n                     The REDISCLI_AUTH environment variable');
  expect(USAGE).toContain('  --show-pushes <yn> Whether to print RESP3 PUSH messages');
  expect(USAGE).toMatch(/With a window:\n(?:.*\n)* {2}--connection <name> {2}Begin.*\n {2}--demo {15}Begin/);
});

test('the command begins with the first word that is no flag', async () => {
  const flags = await flagsOf('-p', '7001', '-c', '--csv', 'set', '-c', '--raw');
  expect(flags.args.map((word) => latin1(word))).toEqual(['set', '-c', '--raw']);
  expect(flags).toMatchObject({
    follow: true,
    style: { form: 'csv' },
    target: { seeds: ['127.0.0.1:7001'] },
  });
});

test.each([
  [['--json'], 3],
  [['--json', '-2'], 2],
  [['--csv'], 2],
  [['--csv', '-3'], 3],
])('%j speaks RESP%i', async (argv, protocol) => {
  expect((await flagsOf(...argv, 'ping')).target.connection.protocol).toBe(protocol);
});

test('a wait for a connection may have decimals, and 0 is no limit worth the name', async () => {
  expect((await flagsOf('-t', '0.25')).target.connection.connectTimeout).toBe(250);
  expect((await flagsOf('-t', '0')).target.connection.connectTimeout).toBe(3_600_000);
  expect((await flagsOf('-6')).target.connection.family).toBe(6);
});

test.each([
  ['--sni', 'host'],
  ['--insecure'],
  ['--cacert', '/nowhere'],
  ['--cacertdir', '/nowhere'],
  ['--tls-ciphers', 'x'],
])('without --tls %s means nothing', async (...flags) => {
  expect((await flagsOf(...flags, 'ping')).target.connection.tls).toBe(undefined);
});

test('the ciphers of both kinds are one list', async () => {
  const tls = [
    '--tls',
    '--tls-ciphers',
    'ECDHE-RSA-AES256-GCM-SHA384',
    '--tls-ciphersuites',
    'TLS_AES_256_GCM_SHA384',
  ];
  expect((await flagsOf(...tls)).target.connection.tls).toEqual({
    ciphers: 'TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES256-GCM-SHA384',
  });
  expect((await flagsOf('-u', 'valkeys://h', '--insecure')).target.connection.tls).toEqual({
    rejectUnauthorized: false,
  });
});

test('VALKEYCLI_AUTH goes before REDISCLI_AUTH', async () => {
  for (const [environment, password] of [
    [{ REDISCLI_AUTH: 'old' }, 'old'],
    [{ REDISCLI_AUTH: 'old', VALKEYCLI_AUTH: 'new' }, 'new'],
  ] as const) {
    const parsed = await parseFlags(['ping'], environment, false);
    expect(parsed.kind === 'run' && parsed.flags.target.connection.password).toBe(password);
  }
});

test('an outage is waited for as long as --wait says', async () => {
  expect((await flagsOf()).waitMs).toBe(null);
  expect((await flagsOf('--wait', '1.5')).waitMs).toBe(1500);
  expect(await parseFlags(['--wait', 'x'], {}, false)).toMatchObject({ kind: 'refused' });
});

test.each([
  [['--cluster', 'check'], 'Slotshell does not have --cluster: use redis-cli for it.'],
  [
    ['--connection', 'orders', 'ping'],
    '--connection is for the window, which alone can read the saved passwords. Give -h and -p here, and the password in REDISCLI_AUTH.',
  ],
  [['-c', '-s', 'a'], 'Options -c and -s are mutually exclusive.'],
  [['-q'], "Unrecognized option or bad number of args for: '-q'"],
  [['-p', '70000'], 'Invalid server port.'],
  [['-s', ''], '-s needs the path of a socket, and this one is empty.'],
  [['--quoted-input', 'get', '"a'], 'Invalid quoted string'],
])('%j is refused', async (argv, text) => {
  expect(await parseFlags(argv, {}, false)).toMatchObject({ kind: 'refused', text });
});
