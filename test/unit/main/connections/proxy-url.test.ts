import { expect, test } from 'vitest';
import { readProxyUrl } from '../../../../main/connections/proxy-url.ts';
import { newProfile } from '../../../../shared/connections/new-profile.ts';
import { profileSchema } from '../../../../shared/connections/profile.ts';

test.each([
  ['socks5://relay:1080', { kind: 'socks5', host: 'relay', port: 1080, user: '' }],
  ['SOCKS5H://relay:1080/', { kind: 'socks5', host: 'relay', port: 1080, user: '' }],
  ['http://relay:80', { kind: 'http', host: 'relay', port: 80, user: '' }],
  ['http://[::1]:3128', { kind: 'http', host: '::1', port: 3128, user: '' }],
  // Unlike in the URL of a server, a name alone is the user.
  ['socks5://me@relay:1', { kind: 'socks5', host: 'relay', port: 1, user: 'me' }],
  ['http://me:p%40w@relay:1', { kind: 'http', host: 'relay', port: 1, user: 'me', password: 'p@w' }],
])('%s', (text, proxy) => {
  expect(readProxyUrl(text)).toEqual(proxy);
});

test.each([
  'relay:1080',
  'socks4://relay:1',
  'https://relay:1',
  'socks5://relay',
  'http://',
  'http://hunter2@:1',
  '',
])('%j is refused, and nothing of it repeated', (text) => {
  expect(() => readProxyUrl(text)).toThrow();
  try {
    readProxyUrl(text);
  } catch (error) {
    expect(String(error)).not.toContain('hunter2');
  }
});

test('a connection of a file from before there were proxies has none', () => {
  const { proxy: _proxy, ...before } = newProfile('11111111-1111-4111-8111-111111111111');
  expect(profileSchema.parse(before).proxy).toBeNull();
});
