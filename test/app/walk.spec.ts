/** The lessons, by the keyboard alone, in both languages, on servers of their own. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { textsIn } from '../../renderer/features/walk/texts/index.ts';
import { LESSONS } from '../../renderer/features/walk/lessons/index.ts';
import type { Step } from '../../renderer/features/walk/lesson.ts';
import { brokenRules } from '../support/accessibility.ts';
import { expect, test } from '../support/app.ts';

/** Short, so that a failover takes two seconds. */
const env = { SLOTSHELL_LESSON_NODE_TIMEOUT_MS: '1000' };
/** Index of the lesson whose card is examined by axe: it has commands, a table and a link. */
const SHOWN_BROKEN = 8;
const card = (page: Page) => page.locator('.walk');
const isSeen = (page: Page, item: number) => card(page).locator('.item').nth(item).locator('.outcome.seen');

/** Does what a step asks for, each thing by its key, and waits until the card has seen it. */
async function takeStep(page: Page, step: Step): Promise<void> {
  for (const [index, item] of step.items.entries()) {
    if (item.kind === 'command') {
      await expect(card(page).locator('kbd', { hasText: /^Tab$/ }).first()).toBeVisible({ timeout: 30_000 });
      await page.keyboard.press('Tab');
    } else
      await expect(card(page).locator('.item').nth(index).getByRole('button')).toBeEnabled({
        timeout: 30_000,
      });
    await page.keyboard.press(item.kind === 'command' ? 'Enter' : 'Alt+Enter');
    await expect(isSeen(page, index), JSON.stringify(item)).toBeVisible({ timeout: 40_000 });
  }
}

/** As a user chooses it. */
async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

const LANGUAGES = { en: 'Language: English', 'zh-Hans': '简体中文' } as const;

for (const language of ['en', 'zh-Hans'] as const)
  test(`the whole walk, by keyboard alone: ${language}`, async ({ launch }) => {
    test.setTimeout(300_000);
    const { page } = await launch({ args: ['--learn'], env });
    await choose(page, LANGUAGES[language]);
    for (const [at, lesson] of LESSONS.entries())
      for (const step of lesson.steps) {
        const text = textsIn(language)[at]!;
        await expect(card(page).getByRole('heading', { name: text.title })).toBeVisible();
        await takeStep(page, step);
        if (at === SHOWN_BROKEN) expect.soft(await brokenRules(page), language).toEqual([]);
        await page.keyboard.press('Alt+PageDown');
      }
    await expect(card(page).locator('.walkend')).toBeVisible();
    // Nothing was open before, so the first-run screen is there again.
    await page.keyboard.press('Control+Shift+X');
    await expect(page.locator('#welcome')).toBeVisible();
  });

test('whoever has finished is at the end at the next start, and begins again with lesson 1', async ({
  launch,
  userData,
}) => {
  const progress = { lesson: 16, step: 2, seen: ['16.2.1'], at: 1, isFinished: true };
  writeFileSync(path.join(userData, 'lessons.json'), JSON.stringify({ version: 1, progress }));
  const { page } = await launch({ args: ['--learn'], env, userData });
  await expect(card(page).locator('.walkend')).toBeVisible();
  await card(page).getByRole('button', { name: 'Begin with lesson 1' }).focus();
  await page.keyboard.press('Enter');
  await expect(card(page).getByRole('heading', { name: 'One server is too small' })).toBeVisible();
  await expect(card(page).locator('kbd', { hasText: /^Tab$/ }).first()).toBeVisible({ timeout: 30_000 });
});

test('in a small window the card shows what to do, and opens what to watch', async ({ launch }) => {
  const { app, page } = await launch({ args: ['--learn'], env });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(640, 400));
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640);
  // Lesson 6 is about the trace.
  await card(page)
    .getByRole('button', { name: /^Lesson 1:/ })
    .focus();
  for (let lesson = 2; lesson <= 6; lesson++) {
    await page.keyboard.press('ArrowRight');
    const dot = card(page).getByRole('button', { name: new RegExp(`^Lesson ${lesson}:`) });
    await expect(dot).toHaveAttribute('aria-current', 'step');
    await expect(dot).toBeFocused();
  }
  await expect(card(page).getByRole('heading', { name: 'Without -c: MOVED 12706' })).toBeInViewport();
  await expect(card(page).locator('.why')).toBeInViewport();
  await expect(card(page).locator('.item').first()).toBeInViewport({ ratio: 1 });
  await expect(page.locator('#inspected')).toBeHidden();
  await card(page)
    .getByRole('button', { name: /^Open the trace/ })
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#inspected')).toBeVisible();
  expect(await brokenRules(page)).toEqual([]);
});
