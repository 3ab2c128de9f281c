import { expect, test } from 'vitest';
import { newTls } from '../../../../shared/connections/new-profile.ts';
import { expectedImport, readImport } from '../../../support/import.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';

// Fields and values as RedisInsight 2's export has them (database/models/export-database.ts there).
const INSIGHT = [
  {
    id: '1b2c',
    host: 'a.example',
    port: 6380,
    name: 'plain',
    db: 2,
    username: 'bob',
    password: 'hunter2',
    connectionType: 'STANDALONE',
    nameFromProvider: null,
    provider: 'RE_CLOUD',
    lastConnection: '2024-01-06T12:44:39.000Z',
    sentinelMaster: null,
    modules: [{ name: 'search', version: 20000 }],
    tls: false,
    tlsServername: null,
    verifyServerCert: null,
    caCert: null,
    clientCert: null,
    ssh: false,
    sshOptions: null,
    compressor: 'NONE',
  },
  {
    host: 'c.example',
    port: 7000,
    name: 'cluster',
    db: null,
    username: null,
    password: null,
    connectionType: 'CLUSTER',
    nodes: [
      { host: 'c.example', port: 7000 },
      { host: 'd.example', port: 7001 },
    ],
    tls: true,
    tlsServername: 'sni.example',
    verifyServerCert: false,
    caCert: { id: 'x', name: 'ca', certificate: `${CERTIFICATE}\n` },
    clientCert: { id: 'y', name: 'me', certificate: CERTIFICATE, key: KEY },
    ssh: true,
    sshOptions: {
      id: 'z',
      host: 'bastion',
      port: 2222,
      username: 'ops',
      password: null,
      privateKey: KEY,
      passphrase: 'phrase',
    },
    compressor: 'GZIP',
    timeout: 30_000,
    surprise: { inside: 'hunter2' },
  },
  {
    host: 's.example',
    port: 26379,
    name: 'sentinel',
    username: 'su',
    password: 'sp',
    connectionType: 'SENTINEL',
    sentinelMaster: { name: 'mymaster', username: 'mu', password: 'mp' },
    ssh: false,
    sshOptions: { host: 'off', port: 22 },
  },
  { host: 'bad host', port: 'many', name: 'broken', password: 'hunter2' },
  7,
];

test("RedisInsight's export", async () => {
  const found = await readImport(JSON.stringify(INSIGHT));
  expect(found.profiles).toEqual([
    expectedImport(
      { name: 'plain', seeds: ['a.example:6380'], database: 2, username: 'bob' },
      { password: 'hunter2' },
    ),
    expectedImport(
      {
        name: 'cluster',
        seeds: ['c.example:7000', 'd.example:7001'],
        connectTimeout: 30_000,
        tls: { ...newTls(), ca: CERTIFICATE, cert: CERTIFICATE, serverName: 'sni.example' },
        ssh: { host: 'bastion', port: 2222, user: 'ops', method: 'key', keyFile: '', hostKey: '' },
      },
      { tlsKey: KEY, sshKey: KEY, sshPassphrase: 'phrase' },
    ),
    expectedImport(
      {
        name: 'sentinel',
        seeds: ['s.example:26379'],
        username: 'mu',
        sentinel: { master: 'mymaster', username: 'su' },
      },
      { password: 'mp', sentinelPassword: 'sp' },
    ),
  ]);
  expect(found.notes).toEqual([
    expect.stringMatching(/^cluster: The other program decompresses values/),
    expect.stringMatching(/^cluster: The other program did not check the certificate; Slotshell does/),
    'cluster: Not understood, and left out: surprise.inside.',
    expect.stringMatching(/^Entry 4: Left out\. Address 1 is not of the form host:port/),
    expect.stringMatching(/^Entry 5: Not a connection/),
  ]);
  expect(JSON.stringify(found.notes)).not.toContain('hunter2');
});

// Fields and values as Another Redis Desktop Manager's connection dialog and storage have them.
const ANOTHER = [
  {
    host: '10.0.0.1',
    port: '6379',
    auth: 'hunter2',
    username: 'bob',
    name: 'plain',
    separator: '/',
    cluster: true,
    connectionReadOnly: true,
    key: '1700000000000_abcde',
    order: 1,
    db: 4,
    color: '#f00',
    groupId: 'g1',
  },
  {
    host: '',
    port: '',
    auth: '',
    username: '',
    name: 'tls',
    separator: ':',
    cluster: false,
    connectionReadOnly: false,
    sslOptions: { key: '/k/me.key', cert: '/k/me.crt', ca: '', servername: 'sni', keybookmark: 'x' },
    sshOptions: {
      host: 'bastion',
      port: 22,
      username: 'ops',
      password: 'sp',
      privatekey: '',
      passphrase: '',
      timeout: 30,
      beforeconnect: 'rm -rf hunter2',
    },
  },
  {
    host: 's1',
    port: 26379,
    auth: 'sentinel-pw',
    username: 'bob',
    name: 'sentinel',
    separator: '',
    sentinelOptions: { masterName: 'mymaster', nodePassword: 'node-pw' },
    sshOptions: { host: 'bastion', port: 'x', username: 'ops', privatekey: '/home/x/.ssh/id_ed25519' },
  },
];
const another = [
  expectedImport(
    { name: 'plain', seeds: ['10.0.0.1:6379'], username: 'bob', separator: '/', readOnly: true, database: 4 },
    { password: 'hunter2' },
  ),
  expectedImport(
    {
      name: 'tls',
      tls: { ...newTls(), key: '/k/me.key', cert: '/k/me.crt', serverName: 'sni' },
      ssh: { host: 'bastion', port: 22, user: 'ops', method: 'password', keyFile: '', hostKey: '' },
    },
    { sshPassword: 'sp' },
  ),
  expectedImport(
    {
      name: 'sentinel',
      seeds: ['s1:26379'],
      username: 'bob',
      sentinel: { master: 'mymaster', username: '' },
      ssh: {
        host: 'bastion',
        port: 22,
        user: 'ops',
        method: 'key',
        keyFile: '/home/x/.ssh/id_ed25519',
        hostKey: '',
      },
    },
    { password: 'node-pw', sentinelPassword: 'sentinel-pw' },
  ),
];

test.each([
  ['a list in base64', Buffer.from(JSON.stringify(ANOTHER)).toString('base64'), ''],
  [
    'a list with groups in base64 with line breaks',
    Buffer.from(JSON.stringify({ connections: ANOTHER, groups: [{ id: 'g1', name: 'team' }] }))
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
    'team',
  ],
])("Another Redis Desktop Manager's export: %s", async (_, text, group) => {
  const found = await readImport(text);
  expect(found.profiles).toEqual([{ ...another[0], group }, ...another.slice(1)]);
  expect(found.notes).toEqual([
    expect.stringMatching(/^tls: The command to run before connecting was left out/),
    expect.stringMatching(/^tls: The other program did not check the certificate/),
    'sentinel: Not understood, and left out: sshOptions.port.',
  ]);
  expect(JSON.stringify(found.notes)).not.toContain('hunter2');
});

test('a master that is no name, and fields in any order, are survived', async () => {
  const found = await readImport(
    '[{"username":"u","password":"p","sentinelMaster":{"name":7},"host":"a","port":1},{"verifyServerCert":true,"tls":true,"port":1,"host":"b"}]',
  );
  expect(found.profiles).toEqual([
    expectedImport({ seeds: ['a:1'], username: 'u' }, { password: 'p' }),
    expectedImport({ seeds: ['b:1'], tls: newTls() }),
  ]);
  expect(found.notes).toEqual([]);
});

test('no prototype is changed, and no field of a prototype is taken for a field', async () => {
  const found = await readImport(
    '[{"host":"a","port":1,"name":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}]',
  );
  expect(found.profiles).toEqual([expectedImport({ name: 'x', seeds: ['a:1'] })]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(found.notes.join()).toMatch(/Not understood/);
});
