/** The fields of a connection: names and descriptions, the way of Tab, and a certificate as text that cannot be cut. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';

test('a certificate from the clipboard is kept whole, whatever is typed over its name', async ({
  launch,
  userData,
}) => {
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmg\n-----END CERTIFICATE-----\n';
  const { app, page } = await launch({ userData });
  await way.make(page, 'pasted', '127.0.0.1:7000');
  await way.turn(page, 'TLS').check();
  const authority = way.field(page, 'CA certificate');
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), certificate);
  await authority.press('Control+v');
  await expect(authority).toHaveValue('1 certificate as text');
  await authority.press('End');
  await page.keyboard.type('x');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await way.save(page);
  const file = JSON.parse(await readFile(way.savedFile(userData), 'utf8')) as object;
  expect(file).toMatchObject({ profiles: [{ tls: { ca: certificate } }] });
});

test('every field has a name, the text beside it describes it, and Tab goes from top to bottom', async ({
  launch,
  userData,
}) => {
  const { page } = await launch({ userData });
  await way.make(page, 'orders', '127.0.0.1:7000');
  for (const name of ['TLS', 'Sentinel', 'SSH tunnel']) await way.turn(page, name).check();
  await way.choose(page, 'SSH login by', 'key');
  await way.field(page, 'Client certificate').fill('/client.pem');
  await way.form(page).getByRole('button', { name: 'Add a line' }).click();
  await way.form(page).getByText('Advanced').click();
  const described = (role: 'textbox' | 'group', name: string, text: RegExp) =>
    expect(way.form(page).getByRole(role, { name })).toHaveAccessibleDescription(text);
  await described('textbox', 'Keep-alive', /0 switches it off/);
  await described('group', 'Environment', /^Development:/);
  const fields = way.form(page).locator('input:not([type="hidden"]), button').filter({ visible: true });
  for (const field of await fields.all()) await expect(field).toHaveAccessibleName(/\S/);

  await way.field(page, 'Name').focus();
  /** Bottom edge within the fields, in pixels; null where the focus has left them. */
  const place = () =>
    page.evaluate(() => {
      const focused = document.activeElement!;
      const fields = focused.closest('.profilefields');
      return fields && Math.round(focused.getBoundingClientRect().bottom + fields.scrollTop);
    });
  const places: number[] = [];
  for (let at = await place(); at !== null && places.length < 200; at = await place()) {
    places.push(at);
    await page.keyboard.press('Tab');
  }
  expect(places.length).toBeGreaterThan(40);
  expect(places.length).toBeLessThan(200);
  // Controls of one row are of different heights.
  for (const [i, at] of places.entries()) if (i > 0) expect(at).toBeGreaterThan(places[i - 1]! - 24);
});

test('a password kept for another place is reported below its field, not over its content', async ({
  launch,
  userData,
}) => {
  await way.writeSaved(userData, [{ name: 'orders', seeds: ['127.0.0.1:1'] }]);
  const { page } = await launch({ userData });
  await way.open(page);
  await way.row(page, 'orders').click();
  await expect(way.field(page, 'Name')).toHaveValue('orders');
  const password = way.secret(page, 'Password');
  await password.fill('sesame');
  await expect(way.form(page).getByRole('status')).toHaveText('edited');
  await way.save(page);
  await expect(password).toHaveValue('');
  await way.form(page).getByRole('textbox', { name: 'Seeds' }).fill('127.0.0.1:2');
  await way.save(page);
  const note = way.form(page).getByText('type it again: it was kept for another host');
  await expect(note).toBeVisible();
  const [field, below] = [await password.boundingBox(), await note.boundingBox()];
  expect(below!.y).toBeGreaterThanOrEqual(field!.y + field!.height);
});
