import { expect, test } from 'vitest';
import { feedIn, kindOf } from '../../../../main/desktop/update-feed.ts';

test.each([
  ['https://releases.example.org/slotshell', 'https://releases.example.org/slotshell'],
  ["'https://a.example'", 'https://a.example'],
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ['http://[::1]:8000/x', 'http://[::1]:8000/x'],
  ['http://releases.example.org', null],
  ['http://127.0.0.1.example.org', null],
  ['https://slotshell.invalid/releases', null],
  ['file:///tmp/x', null],
  ['nothing', null],
])('the feed %s counts as %s', (url, feed) => {
  expect(feedIn(`provider: generic\nurl: ${url}\nupdaterCacheDirName: x\n`)).toBe(feed);
});

test('a file without a URL has no feed', () => {
  for (const text of ['', 'provider: github\nowner: a\n', 'url:\n']) expect(feedIn(text)).toBeNull();
});

test.each([
  ['linux', { APPIMAGE: '/x' }, 'appimage'],
  ['linux', { APPIMAGE: '/x', SNAP: '/snap/slotshell/1' }, 'package'],
  ['linux', { APPIMAGE: '/x', FLATPAK_ID: 'dev.slotshell.app' }, 'package'],
  ['linux', {}, 'package'],
  ['win32', {}, 'nsis'],
  ['darwin', {}, 'mac'],
] as const)('on %s with %j the app is %s', (platform, environment, kind) => {
  expect(kindOf(platform, environment)).toBe(kind);
});
