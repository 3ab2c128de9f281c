/** The Operations view as a user goes through it by keyboard. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

/** An operation on a busy machine, or a pause in its midst. */
export const SLOW = { timeout: 60_000 };

export const view = (page: Page): Locator => page.getByRole('region', { name: 'Operations', exact: true });
export const button = (page: Page, name: string | RegExp): Locator =>
  view(page).getByRole('button', { name });
export const figure = (page: Page): Locator => page.getByRole('progressbar', { name: 'Progress' });
/** Percent. */
export const moved = async (page: Page): Promise<number> =>
  Number(await figure(page).getAttribute('aria-valuenow'));

/** The page whose title ends with the state: `PLANNED`, `DONE`. */
export const headline = (page: Page, state: string, limit = SLOW): Promise<void> =>
  expect(view(page).getByRole('heading', { level: 2, name: new RegExp(`${state}$`) })).toBeVisible(limit);

export const isShown = (page: Page): Promise<void> =>
  expect(page.getByRole('tab', { name: /^Operations/ })).toBeVisible(SLOW);

/** Opens a form from the list, to which Escape leads back from a report or another form. */
export async function openForm(page: Page, name: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+Shift+G');
  await expect(view(page).getByRole('heading', { level: 2 }).first()).toBeVisible();
  const list = view(page).getByText('What should change?');
  await expect(async () => {
    if (!(await list.isVisible())) await page.keyboard.press('Escape');
    await expect(list).toBeVisible({ timeout: 2000 });
  }).toPass(SLOW);
  await button(page, name).focus();
  await page.keyboard.press('Enter');
}

/** A node of a form's list, by its address: no two have the same port. A replica's primary stands behind its own. */
export const node = (page: Page, group: string, address: string): Locator =>
  page
    .getByRole('group', { name: group })
    .getByRole('radio', { name: new RegExp(`^[^:]*${address.slice(address.lastIndexOf(':'))}\\b`) });

export async function chooseNode(page: Page, group: string, address: string): Promise<void> {
  await node(page, group, address).focus();
  await page.keyboard.press('Space');
  await expect(node(page, group, address)).toBeChecked();
}

/** From a form to the end of the operation. */
export async function planAndRun(page: Page): Promise<void> {
  await button(page, 'Plan…').focus();
  await page.keyboard.press('Enter');
  await headline(page, 'PLANNED');
  await expect(button(page, 'Start…')).toBeFocused();
  await page.keyboard.press('Enter');
  await headline(page, 'DONE');
}

/** The first primary gives `slots` to the last one, at `limit` keys a second: filled in by keyboard, up to the plan. */
export async function planReshard(page: Page, slots: number, limit: number): Promise<void> {
  await openForm(page, /^Move slots/);
  const giver = page.getByRole('group', { name: 'From' }).getByRole('checkbox').first();
  await expect(giver).toBeFocused();
  await page.keyboard.press('Space');
  await expect(giver).toBeChecked();
  await page.getByRole('group', { name: 'To' }).getByRole('radio').last().focus();
  await page.keyboard.press('Space');
  await page.getByLabel('How much').fill(String(slots));
  await page.getByText('How slots move').press('Enter');
  await page.getByLabel('At most, keys a second').fill(String(limit));
  await page.keyboard.press('Enter');
  await headline(page, 'PLANNED');
}
