import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureError } from '../../../../shared/failure.ts';
import { importConnections } from '../../../../main/connections/import.ts';
import { newTls } from '../../../../shared/connections/new-profile.ts';
import { profileSchema, type Profile } from '../../../../shared/connections/profile.ts';
import { expectedImport, readImport } from '../../../support/import.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';

test.each<[string, Partial<Profile>, object, RegExp[]]>([
  ['redis://host:7000', { seeds: ['host:7000'] }, {}, []],
  ['host:7000', { seeds: ['host:7000'] }, {}, []],
  ['valkey://[::1]:7000/3', { seeds: ['::1:7000'], database: 3 }, {}, []],
  [
    'rediss://us%40er:p%3Ass@host',
    { seeds: ['host:6379'], username: 'us@er', tls: newTls() },
    { password: 'p:ss' },
    [],
  ],
  // As redis-cli: what stands alone before the @ is the password.
  ['redis://lone@host:80', { seeds: ['host:80'] }, { password: 'lone' }, []],
  // As redis-cli: a login may have characters that a URL's should not.
  ['redis://alice:p#w/?@host', { seeds: ['host:6379'], username: 'alice' }, { password: 'p#w/?' }, []],
  ['redis://:pw@host:1?db=2#x', { seeds: ['host:1'] }, { password: 'pw' }, [/\? or # in the URL/]],
  ['redis-cli', {}, {}, []],
  [
    'redis-cli --proxy socks5://me:p%40w@relay:1080 -h a',
    { seeds: ['a:6379'], proxy: { kind: 'socks5', host: 'relay', port: 1080, user: 'me' } },
    { proxyPassword: 'p@w' },
    [],
  ],
  [
    'redis-cli --lru-test 1000 --top 5 -p 7001',
    { seeds: ['127.0.0.1:7001'] },
    {},
    [/not about the connection: --lru-test, --top/],
  ],
  ['/usr/bin/valkey-cli -p 7001 -c', { seeds: ['127.0.0.1:7001'] }, {}, []],
  [
    'redis-cli -h a.b -p 7001 -a "se cret" --user bob -n 2 -3 -6 -t 3 --no-auth-warning',
    { seeds: ['a.b:7001'], username: 'bob', database: 2, protocol: 3, family: 6, connectTimeout: 3000 },
    { password: 'se cret' },
    [],
  ],
  [
    'redis-cli -h a --pass x -4 --tls --cacert /c/ca.crt --cert me.crt --key /c/me.key --sni name',
    {
      seeds: ['a:6379'],
      family: 4,
      tls: { ...newTls(), ca: '/c/ca.crt', cert: 'me.crt', key: '/c/me.key', serverName: 'name' },
    },
    { password: 'x' },
    [/path of the client certificate is relative/],
  ],
  [
    'redis-cli --tls --insecure',
    { tls: { ...newTls(), verify: false, verifyName: false } },
    {},
    [/not checked, because of --insecure/],
  ],
  [
    'redis-cli -u rediss://u:p@h:1 -n 1',
    { seeds: ['h:1'], username: 'u', database: 1, tls: newTls() },
    { password: 'p' },
    [],
  ],
  [
    "$ REDISCLI_AUTH='p w' FOO=1 redis-cli -h a \\\n  -p 1 --askpass --cacertdir /etc --raw -r 5 set -a 1",
    { seeds: ['a:1'] },
    { password: 'p w' },
    [/type the password into/, /--cacertdir/, /command at the end/, /--raw, -r/],
  ],
  ['redis-cli --production --read-only', { environment: 'production', readOnly: true }, {}, []],
])('%s', async (line, patch, secrets, notes) => {
  const found = await readImport(line);
  expect(found.profiles).toEqual([expectedImport(patch, secrets)]);
  expect(found.notes).toEqual(notes.map((note) => expect.stringMatching(note)));
});

test('several lines are several connections; what is not understood is named by its line', async () => {
  const found = await readImport('# ours\nredis://a:1\n\nnonsense\nredis-cli -h b\n-s /tmp/x\n-p 99999');
  expect(found.profiles.map(({ seeds }) => seeds)).toEqual([['a:1'], ['b:6379']]);
  expect(found.notes).toEqual([
    expect.stringMatching(/^Line 4: nonsense is not an address/),
    expect.stringMatching(/^Line 6: -s names a Unix socket/),
    expect.stringMatching(/^Line 7: 99999 is not a port/),
  ]);
});

test.each([
  ['', /nothing to import/],
  ['hello', /not an address/],
  ['what is this', /not an address/],
  ['redis-cli -h', /needs a value/],
  ['redis-cli --nonsense', /not a flag/],
  ['redis-cli "', /not closed/],
  ['redis-cli -s /tmp/redis.sock', /Unix socket/],
  ['{"a":1}', /no connection/],
  ['[]', /no connection/],
  ['[', /not JSON/],
  ['['.repeat(100_000), /nested too deeply/],
  ['{"kind":"slotshell-connections","version":9,"profiles":[]}', /later version/],
  ['{"kind":"slotshell-connections"}', /damaged/],
  ['a:1\n'.repeat((1 << 22) + 1), /larger than 16 MiB/],
])('what cannot be read is refused in words: %$', async (text, message) => {
  const refused = await importConnections(text).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(FailureError);
  expect((refused as FailureError).failure).toMatchObject({
    message: expect.stringMatching(message),
    advice: expect.stringMatching(/./),
  });
});

test.each([
  'redis://u:hunter2@ho st',
  'redis-sentinel://u:hunter2@host:1',
  'redis://hunter2@host:999999',
  'u:hunter2@host:6379',
  'redis-cli -a hunter2 --nonsense',
  'REDISCLI_AUTH=hunter2 redis-cli -p x',
])('%s is refused without the password', async (line) => {
  const refused = await importConnections(line).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(FailureError);
  expect(JSON.stringify((refused as FailureError).failure) + (refused as Error).stack).not.toContain(
    'hunter2',
  );
});

test('whatever is given, it is read or refused in words, and what is read can be saved', async () => {
  const names =
    'host port name username password auth db tls verifyServerCert caCert clientCert sshOptions sslOptions'
      .concat(' sentinelMaster sentinelOptions nodes separator timeout groupId __proto__')
      .split(' ');
  const entry = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.jsonValue(), fc.constantFrom('host', 6379, true, { host: 'x', name: 'y', certificate: KEY })),
  );
  const own = fc.record({
    kind: fc.constantFrom('slotshell-connections', 'slotshell-sealed-connections'),
    version: fc.oneof(fc.constant(1), fc.jsonValue()),
    profiles: fc.array(fc.jsonValue()),
    secrets: fc.jsonValue(),
  });
  const json = fc.oneof(fc.jsonValue(), fc.array(entry), entry, own).map((value) => JSON.stringify(value));
  const words = fc
    .array(
      fc.constantFrom(
        'redis-cli',
        '-h',
        '-p',
        '-a',
        '-u',
        '--tls',
        'redis://',
        'a@b:1',
        '"',
        '\n',
        '-s',
        '::1:1',
        'é',
      ),
    )
    .map((list) => list.join(' '));
  const text = fc.oneof(
    json,
    words,
    fc.string(),
    json.map((each) => Buffer.from(each).toString('base64')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      const result = await importConnections(given, 'passphrase').catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(FailureError);
      else for (const profile of (result as { profiles: Profile[] }).profiles) profileSchema.parse(profile);
    }),
    { numRuns: 1000 },
  );
});
