/** Limits on the page, each enforced in main. */
import type { Page } from '@playwright/test';
import { newProfile, newTls } from '../../shared/connections/new-profile.ts';
import { MOST_WINDOWS } from '../../shared/limits.ts';
import { expect, test } from '../support/app.ts';

const ID = '3f6c0f0e-8a53-4d2e-9c57-0d2c6d1b7a10';

const call = (page: Page, name: string, argument?: unknown) =>
  page.evaluate(
    ([name, argument]) =>
      (
        window as unknown as {
          slotshell: {
            call(name: string, argument: unknown): Promise<{ ok: boolean; failure?: { code: string } }>;
          };
        }
      ).slotshell.call(name, argument),
    [name, argument] as const,
  );

test('the clipboard is read and written only while the window is in front', async ({ launch }) => {
  const { app, page } = await launch();
  await app.evaluate(({ BrowserWindow, clipboard }) => {
    clipboard.writeText('of another program');
    BrowserWindow.getAllWindows()[0]!.isFocused = () => false;
  });
  for (const answer of [await call(page, 'copyText', { text: 'x' }), await call(page, 'pasteText')])
    expect(answer).toMatchObject({ ok: false, failure: { code: 'refused' } });
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('of another program');
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.isFocused = () => true;
  });
  expect(await call(page, 'pasteText')).toMatchObject({ ok: true, value: 'of another program' });
  expect(await call(page, 'copyText', { text: 'mine' })).toMatchObject({ ok: true });
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('mine');
});

test('the window in use is in front, so copying works', async ({ launch }) => {
  const { page } = await launch();
  await page.mouse.click(10, 300);
  expect(await call(page, 'copyText', { text: 'mine' })).toMatchObject({ ok: true });
});

test('sixteen windows are the most', async ({ launch }) => {
  const { app, page } = await launch();
  const answers = [];
  for (let i = 0; i < MOST_WINDOWS; i++) answers.push(await call(page, 'newWindow'));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(MOST_WINDOWS - 1);
  expect(answers.at(-1)).toMatchObject({ ok: false, failure: { code: 'refused' } });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(MOST_WINDOWS);
});

test('a connection becomes less safe only through the system’s dialog', async ({ launch }) => {
  const { app, page } = await launch();
  const asked = () => app.evaluate(() => (globalThis as { asked?: string[] }).asked ?? []);
  const answer = (response: number) =>
    app.evaluate(({ dialog }, response) => {
      const all = globalThis as { asked?: string[] };
      // As the real one, it may be called with or without a window.
      dialog.showMessageBox = (...args: unknown[]) => {
        const { message, detail } = args.at(-1) as { message: string; detail: string };
        (all.asked ??= []).push(`${message} ${detail}`);
        return Promise.resolve({ response, checkboxChecked: false });
      };
    }, response);
  const safe = { ...newProfile(ID), name: 'orders', environment: 'production' as const, tls: newTls() };
  const save = (profile: object) => call(page, 'saveProfile', { profile, secrets: {}, keep: 'stored' });
  await answer(0);
  expect(await save(safe)).toMatchObject({ ok: true });
  expect(await asked()).toEqual([]);
  expect(await save({ ...safe, tls: null })).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  expect(await asked()).toEqual([expect.stringMatching(/orders.*less safe.*unencrypted/s)]);
  await answer(1);
  expect(await save({ ...safe, tls: null })).toMatchObject({ ok: true });
});
