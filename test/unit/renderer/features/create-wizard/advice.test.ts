import { expect, test } from 'vitest';
import { adviceFor } from '../../../../../renderer/features/create-wizard/advice.ts';
import { fact } from './facts.ts';

const linesFor = (...facts: Parameters<typeof adviceFor>[0]) =>
  adviceFor(facts).flatMap(({ lines }) => lines);

test('a password without masterauth is said, with the nodes that it is about', () => {
  const good = fact('a:1', { requirepass: '••••••', masterauth: '••••••' });
  const [advice] = adviceFor([good, fact('b:1', { requirepass: '••••••', masterauth: '' })]);
  expect(advice).toMatchObject({ addresses: ['b:1'], lines: ['masterauth <the password>'] });
  expect(adviceFor([good])).toEqual([]);
});

test('loopback addresses and protected mode matter only between several computers', () => {
  const local = { 'protected-mode': 'yes', requirepass: '', 'cluster-announce-ip': '' };
  expect(linesFor(fact('127.0.0.1:1', local), fact('127.0.0.2:1', local))).toEqual([]);
  expect(linesFor(fact('127.0.0.1:1', local), fact('10.4.1.11:1', local))).toEqual([
    'cluster-announce-ip <the address for the other hosts>',
    'requirepass <a password>',
  ]);
});

test('two nodes with one cluster-config-file, differing timeouts, nothing on disk and no conf file are said', () => {
  const one = { dir: '/data', 'cluster-config-file': 'nodes.conf', 'cluster-node-timeout': '15000' } as const;
  const texts = adviceFor([
    fact('a:1', one),
    fact('a:2', { ...one, 'cluster-node-timeout': '5000', appendonly: 'no', save: '' }),
    fact('b:1', one, { conf: { file: '', values: one, refused: null } }),
  ]).map(({ text, addresses }) => `${addresses.join(' ')}: ${text}`);
  expect(texts.find((text) => text.startsWith('a:1 a:2: They use one cluster-config-file'))).toBeDefined();
  expect(texts.find((text) => text.includes('cluster-node-timeout differs: 15000, 5000'))).toBeDefined();
  expect(texts.find((text) => text.startsWith('a:2: They keep nothing on disk'))).toBeDefined();
  expect(texts.find((text) => text.startsWith('b:1: They run without a conf file'))).toBeDefined();
});
