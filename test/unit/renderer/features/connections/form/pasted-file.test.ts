/** What is pasted into a field for a file: a key is never taken for a part of the connection. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  certificatesIn,
  readPasted,
} from '../../../../../../renderer/features/connections/form/pasted-file.ts';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const keys = ['PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY'].map(
  (name) => `-----BEGIN ${name}-----\nMIIB\n-----END ${name}-----`,
);
const putty = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none';

it('a line is a path, whichever field it goes to', () => {
  for (const wanted of ['certificates', 'key'] as const)
    expect(readPasted(' /home/me/ca.pem\n', wanted)).toEqual({ kind: 'path', text: '/home/me/ca.pem' });
});

it('certificates are taken without what openssl prints before them, and counted', () => {
  const pasted = readPasted(`Certificate:\r\n  Data:\r\n${certificate}\r\n${certificate}`, 'certificates');
  expect(pasted).toEqual({ kind: 'certificates', text: `${certificate}\n${certificate}\n` });
  expect(pasted.kind === 'certificates' && certificatesIn(pasted.text)).toBe(2);
  expect(certificatesIn('/etc/ssl/ca.pem')).toBe(0);
});

it('a key is taken as a key only, and refused in a field for certificates, alone or beside one', () => {
  for (const key of [...keys, putty]) {
    expect(readPasted(key, 'key')).toEqual({ kind: 'key', text: `${key}\n` });
    for (const text of [key, `${certificate}\n${key}`, `${key}\n${certificate}`])
      expect(readPasted(text, 'certificates').kind, text).toBe('refused');
  }
  expect(readPasted(certificate, 'key').kind).toBe('refused');
  expect(readPasted('two\nlines', 'key').kind).toBe('refused');
  expect(readPasted('two\nlines', 'certificates').kind).toBe('refused');
});

it('whatever is around a key, it becomes neither a path nor certificates', () => {
  const around = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '-', '\t') });
  const wanted = fc.constantFrom('certificates' as const, 'key' as const);
  fc.assert(
    fc.property(around, fc.constantFrom(...keys), around, wanted, (before, key, behind, field) => {
      const { kind } = readPasted(before + key + behind, field);
      expect(kind).toBe(field === 'key' ? 'key' : 'refused');
    }),
  );
});
