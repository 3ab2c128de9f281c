/** The connections screen as a user goes through it: a connection made by its fields, used, and used again after a restart. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { newProfile } from '../../shared/connections/new-profile.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { expect, screenText } from './app.ts';

export const screen = (page: Page): Locator => page.getByRole('dialog', { name: 'Connections', exact: true });
export const form = (page: Page): Locator => screen(page).getByRole('form', { name: /^Connection / });
export const doctor = (page: Page): Locator =>
  screen(page).getByRole('complementary', { name: 'Connection doctor' });
/** A step of the doctor's by its name and how it went: `TLS: failed`. */
export const step = (page: Page, name: string | RegExp): Locator =>
  doctor(page).getByRole('listitem', { name });
export const row = (page: Page, name: string): Locator =>
  screen(page).getByRole('option', { name: new RegExp(`^${name}`) });
export const field = (page: Page, name: string): Locator =>
  form(page).getByRole('textbox', { name, exact: true });
export const secret = (page: Page, name: string): Locator => form(page).getByLabel(name, { exact: true });
export const choose = (page: Page, group: string, option: string): Promise<void> =>
  form(page).getByRole('group', { name: group }).getByRole('button', { name: option, exact: true }).click();
export const turn = (page: Page, name: string): Locator =>
  form(page).getByRole('switch', { name, exact: true });
export const chip = (page: Page): Locator => page.getByRole('button', { name: /^Connection: / });
export const nodes = (page: Page): Locator => page.getByRole('navigation', { name: 'Nodes' });

/** Its name stands in the toolbar, and the screen is gone. */
export async function connected(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('button', { name: new RegExp(`^Connection: ${name},`) })).toBeVisible();
  await expect(screen(page)).toBeHidden();
}

export const open = (page: Page): Promise<void> => page.keyboard.press('Control+Shift+N');

/** A new connection in the form, with a name and where it leads. */
export async function make(page: Page, name: string, seeds: string): Promise<void> {
  if (!(await screen(page).isVisible())) await open(page);
  await screen(page).getByRole('button', { name: 'New connection' }).first().click();
  await field(page, 'Name').fill(name);
  await form(page)
    .getByRole('textbox', { name: /^(Seeds|Sentinels)$/ })
    .fill(seeds);
}

export async function save(page: Page): Promise<void> {
  await form(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form(page).getByRole('status')).toHaveText('');
}

/** From the form, where it was saved. */
export async function connect(page: Page, name: string): Promise<void> {
  await form(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await connected(page, name);
}

/** From a window that has just opened: the last connection by its shortcut and Enter. */
export async function connectByEnter(page: Page, name: string): Promise<void> {
  await open(page);
  await expect(row(page, name)).toBeFocused();
  await page.keyboard.press('Enter');
}

/** The transcript holds the text, however its lines were wrapped. */
export const told = (page: Page, text: string | RegExp): Promise<void> =>
  expect
    .poll(async () => (await screenText(page)).replace(/\s+/g, ' '), { timeout: 20_000 })
    .toMatch(text instanceof RegExp ? text : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));

/** The file of the saved connections. */
export const savedFile = (userData: string): string => path.join(userData, 'profiles.json');

/** As another program would write it, or an earlier start; what a connection does not say is as in a new one. */
export const writeSaved = (userData: string, profiles: readonly Partial<Profile>[]): Promise<void> =>
  writeFile(
    savedFile(userData),
    JSON.stringify({
      version: 1,
      profiles: profiles.map((profile) => ({ ...newProfile(randomUUID()), ...profile })),
    }),
    { mode: 0o600 },
  );

/** Everything in the page that can be read: its elements, what stands in its fields, the whole transcript. */
export const pageText = async (page: Page): Promise<string> =>
  (await page.evaluate(
    () =>
      document.documentElement.outerHTML +
      [...document.querySelectorAll('input, textarea')]
        .map((field) => (field as HTMLInputElement).value)
        .join('\n'),
  )) + (await screenText(page)).replaceAll('\n', '');
