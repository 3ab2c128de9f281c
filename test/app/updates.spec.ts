/** Updates against a release feed on this computer, from looking to the start of the new version. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { endsBy, expect, screenText, test, type as typeText } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisServer } from '../support/redis-server.ts';

/** In place of an AppImage: a program that says that it was started. */
const NEXT = '#!/bin/sh\ntouch "$(dirname "$0")/started"\n';
const digest = (text: string) => createHash('sha512').update(text).digest('base64');

const release = (version: string, sha512: string) => `version: ${version}
files:
  - url: Slotshell.AppImage
    sha512: ${sha512}
    size: ${NEXT.length}
path: Slotshell.AppImage
sha512: ${sha512}
releaseDate: '2030-01-01T00:00:00.000Z'
`;

test('a newer version is looked for, refused if it is another file, and installed by a restart while nothing runs', async ({
  launch,
  userData,
}) => {
  const server = await RedisServer.start();
  const asked: string[] = [];
  let latest = release('99.0.0', digest('another file'));
  const feed = createServer(({ url = '', headers }, answer) => {
    asked.push(url.split('?')[0]!);
    expect(headers['x-user-staging-id'] ?? '', 'nothing tells one user from another').toBe('');
    answer.end(url.startsWith('/latest-linux.yml') ? latest : NEXT);
  }).listen(0, '127.0.0.1');
  await once(feed, 'listening');
  const appImage = path.join(userData, 'Slotshell.AppImage');
  await writeFile(appImage, 'the old one');
  await chmod(appImage, 0o755);
  const { port } = feed.address() as AddressInfo;
  const config = `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: updater\n`;
  await writeFile(path.join(userData, 'app-update.yml'), config);
  const { app, page } = await launch({
    userData,
    args: ['-p', String(server.port)],
    env: { APPIMAGE: appImage, XDG_CACHE_HOME: userData },
  });
  expect(asked, 'nothing is asked while updates are off').toEqual([]);

  await check(page);
  await expect(line(page, 'Slotshell 99.0.0 is there.')).toBeVisible();
  expect(asked).toEqual(['/latest-linux.yml']);
  await page.getByRole('button', { name: 'Download' }).click();
  await expect(line(page, 'downloaded and refused')).toBeVisible();
  expect(await readFile(appImage, 'utf8')).toBe('the old one');

  latest = release('0.0.1', digest(NEXT));
  await check(page);
  await expect(line(page, 'is the newest version')).toBeVisible();

  latest = release('99.0.0', digest(NEXT));
  await check(page);
  await page.getByRole('button', { name: 'Download' }).click();
  await expect(line(page, 'Slotshell 99.0.0 is there: restart to use it.')).toBeVisible();
  await typeText(page, 'blpop nothing 0\n');
  await expect.poll(() => screenText(page)).toContain('running');
  const restart = page.getByRole('button', { name: 'Restart' });
  await restart.click();
  await expect.poll(() => screenText(page)).toContain('the update is not installed');
  expect(await readFile(appImage, 'utf8')).toBe('the old one');
  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.press('Control+c');
  expect(await enter(page, 'ping')).toMatch(/^PONG\b/);
  await endsBy(app, () => restart.click());
  expect(await readFile(appImage, 'utf8')).toBe(NEXT);
  await expect.poll(() => existsSync(path.join(userData, 'started'))).toBe(true);
  feed.close();
  await server.stop();
});

const line = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

async function check(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('check for updates');
  await page.keyboard.press('Enter');
}
