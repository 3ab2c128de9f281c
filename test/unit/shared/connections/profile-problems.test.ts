import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeProfile } from '../../../../shared/connections/profile-description.ts';
import { profileProblems } from '../../../../shared/connections/profile-problems.ts';
import { newProfile, newTls } from '../../../../shared/connections/new-profile.ts';
import { profileSchema, type Profile } from '../../../../shared/connections/profile.ts';

const id = randomUUID();
const profile = (patch: Partial<Profile> = {}): Profile => ({ ...newProfile(id), ...patch });
const fields = (value: unknown) => profileProblems(value).map(({ field }) => field);

test('a new profile can be saved as it is, with TLS on too', () => {
  expect(profileProblems(profile())).toEqual([]);
  expect(profileProblems(profile({ tls: newTls() }))).toEqual([]);
});

test.each<[string, Partial<Profile>, string, RegExp]>([
  ['an empty name', { name: '' }, 'name', /name is empty.*Give one/],
  ['no address', { seeds: [] }, 'seeds', /Give host:port/],
  ['an address without a port', { seeds: ['a:1', 'host'] }, 'seeds.1', /^Address 2 .*host:port/],
  ['port 0', { seeds: ['a:0'] }, 'seeds.0', /1 to 65535/],
  ['port 65536', { seeds: ['a:65536'] }, 'seeds.0', /1 to 65535/],
  ['a URL for an address', { seeds: ['redis://a:1'] }, 'seeds.0', /^Address 1/],
  ['brackets', { seeds: ['[::1]:7000'] }, 'seeds.0', /^Address 1/],
  ['a negative database', { database: -1 }, 'database', /0 for a cluster/],
  ['an impatient timeout', { connectTimeout: 1 }, 'connectTimeout', /600,000/],
  ['a blank in the client name', { clientName: 'a b' }, 'clientName', /visible ASCII/],
  [
    'a key as text',
    { tls: { ...newTls(), key: '-----BEGIN PRIVATE KEY-----' } },
    'tls.key',
    /with the passwords/,
  ],
  [
    'a key among certificates',
    { tls: { ...newTls(), ca: '-----BEGIN RSA PRIVATE KEY-----' } },
    'tls.ca',
    /PEM/,
  ],
  ['no master', { sentinel: { master: '', username: '' } }, 'sentinel.master', /sentinels know it by/],
  [
    'a NAT line without a port',
    {
      nat: [
        { announced: 'a:1', reached: 'b:1' },
        { announced: 'a:1', reached: 'b' },
      ],
    },
    'nat.1.reached',
    /^Line 2 of the NAT map/,
  ],
])('%s is reported with what to do', (_, patch, field, message) => {
  const problems = profileProblems(profile(patch));
  expect(problems.map((problem) => problem.field)).toEqual([field]);
  expect(problems[0]!.message).toMatch(message);
});

test('IPv6, names, zones and certificates as text are fine', () => {
  for (const seed of ['::1:7000', 'fe80::1%eth0:1', 'redis.internal:06379', '10.0.0.1:6379'])
    expect(fields(profile({ seeds: [seed] }))).toEqual([]);
  const ca = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----';
  expect(fields(profile({ tls: { ...newTls(), ca, cert: '/a b/c.pem' } }))).toEqual([]);
});

test('every field that may be wrong has words of its own', () => {
  const wrong = Object.fromEntries(Object.keys(profileSchema.shape).map((name) => [name, Symbol.iterator]));
  const nested = profile({
    tls: Object.fromEntries(Object.keys(newTls()).map((name) => [name, 'x'.repeat(70_000)])) as never,
    ssh: { host: '', port: 0, user: '', method: 'x', keyFile: '-----BEGIN X', hostKey: 7 } as never,
    proxy: { kind: 'x', host: 'a/b', port: 0, user: 7 } as never,
    sentinel: { master: 7, username: 7 } as never,
    nat: [{ announced: 1, reached: 2 }] as never,
  });
  const allowed = /^(readOnly|tls|ssh|proxy|sentinel|tls\.verify|tls\.verifyName)$/;
  for (const { field, message } of [...profileProblems(wrong), ...profileProblems(nested)])
    if (!allowed.test(field)) expect(message, field).not.toMatch(/missing or damaged\. Make a new/);
  expect(fields(wrong)).toEqual(Object.keys(profileSchema.shape));
});

test('any invalid profile is reported, and never repeated', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(profileProblems(value).length).toBeGreaterThan(0);
    }),
  );
  expect(JSON.stringify(profileProblems({ ...profile(), seeds: ['hunter2'] }))).not.toContain('hunter2');
});

test.each<[string, Partial<Profile>]>([
  ['127.0.0.1:6379', {}],
  [
    '10.20.0.11:6379 +2 · TLS · read-only',
    { seeds: ['10.20.0.11:6379', 'b:1', 'c:1'], tls: newTls(), readOnly: true },
  ],
  ['127.0.0.1:6379 · TLS, not checked', { tls: { ...newTls(), verify: false } }],
  ['127.0.0.1:6379 · TLS, name not checked', { tls: { ...newTls(), verifyName: false } }],
  [
    '127.0.0.1:6379 · Sentinel main · SSH bastion · NAT · database 3 · prefers replicas',
    {
      sentinel: { master: 'main', username: '' },
      ssh: { host: 'bastion', port: 22, user: 'u', method: 'agent', keyFile: '', hostKey: '' },
      nat: [{ announced: 'a:1', reached: 'b:1' }],
      database: 3,
      readFrom: 'prefer-replica',
    },
  ],
])('%s', (line, patch) => {
  expect(describeProfile(profile(patch))).toBe(line);
});
