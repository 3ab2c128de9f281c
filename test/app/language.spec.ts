/** The language of the window: the system's or a chosen one, changed at once and kept. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { brokenRules } from '../support/accessibility.ts';
import { closeApp, expect, screenText, test, type as typeText } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

/** The system's fonts but those with Chinese. */
const WITHOUT_CHINESE = `<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont><pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern></rejectfont></selectfont>
</fontconfig>`;

/** Chooses a line of the palette. */
async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

test('the window speaks the language of the system until another is chosen, which is kept', async ({
  launch,
  userData,
}) => {
  const cluster = await RedisCluster.start();
  const options = { args: ['-p', String(cluster.ports[0])], userData };
  const owner = cluster.ports[2];
  const { app, page } = await launch({ ...options, env: { LANGUAGE: 'zh_CN:en' } });
  const hint = page.locator('#hint');
  const menu = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.map(({ label }) => label));
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  expect(await menu()).toContain('视图');
  await expect(page.getByRole('separator', { name: '节点栏的宽度' })).toBeVisible();
  await expect(hint).toContainText('输入命令后，这一行会显示它将发往哪个槽位、哪个节点。');
  await typeText(page, 'mset k1 1 k2 2');
  await expect(hint).toContainText('2 个键，2 个槽位，2 个分片');
  await page.keyboard.press('Control+u');
  await choose(page, '重定向 关闭');
  expect(await enter(page, 'set k1 v1')).toContain(`槽位 12706 属于 127.0.0.1:${owner} [3]，不属于 `);
  for (const theme of ['深色', '浅色']) {
    await choose(page, `主题 ${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme === '深色' ? 'dark' : 'light');
    expect(await brokenRules(page)).toEqual([]);
  }

  await choose(page, 'language: english');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(hint).toContainText('Type a command');
  await expect.poll(menu).toContain('View');
  expect(await enter(page, 'get k1')).toContain(`Slot 12706 belongs to 127.0.0.1:${owner} [3], not to `);
  // What was said before is a record.
  expect(await screenText(page)).toContain('槽位 12706 属于');
  await closeApp(app);

  const fonts = path.join(userData, 'fonts.conf');
  await writeFile(fonts, WITHOUT_CHINESE);
  const again = await launch({ ...options, env: { LANGUAGE: 'zh_CN:en', FONTCONFIG_FILE: fonts } });
  await expect(again.page.locator('html')).toHaveAttribute('lang', 'en');
  expect(await screenText(again.page)).not.toContain('no font');
  await choose(again.page, '简体中文');
  await expect(again.page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect
    .poll(() => screenText(again.page))
    .toContain('This computer has no font with Chinese characters');
  await cluster.stop();
});
