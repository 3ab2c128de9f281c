/** The key-slot calculator, compared with the servers' own answers. */
import type { Page } from '@playwright/test';
import { findLandings, placeLetters, wantedSlots } from '../../shared/slots/tag-finder.ts';
import { expect, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];
const field = (page: Page) => page.getByRole('textbox', { name: 'Keys, one a line' });
const count = (page: Page) => page.getByRole('status', { name: 'Keys and slots' });
const steps = (page: Page) => page.getByRole('region', { name: 'Step by step' });
const finder = (page: Page) => page.getByRole('region', { name: 'Give me a tag' });
const table = (page: Page) => page.getByLabel('Keys. Enter asks for the slot of one');
const show = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function open(page: Page, keys: readonly string[]): Promise<void> {
  await page.keyboard.press('Control+Shift+K');
  await expect(field(page)).toBeFocused();
  await field(page).fill(keys.join('\n'));
}

test('each key is shown with its slot and owner, as CLUSTER KEYSLOT returns', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  const keys = ['k1', 'k2', 'k1{customer}', 'a{}b', 'x{{y}}z', '{a}{b}', 'open{a', 'a}b{c}', 'café', '""'];
  await open(page, [...keys, '"\\x00\\xff"']);
  await expect(count(page)).toHaveText('11 keys, 11 slots, 3 shards');
  await expect(page.getByRole('row', { name: /^k1 / })).toContainText('12706');
  await expect(page.getByRole('row', { name: /^k1 / })).toContainText(cluster.addresses[2]!);
  const slots = await table(page)
    .getByRole('row')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('.slot')!.textContent!.trim()));
  await page.getByRole('tab', { name: /Shell/ }).first().click();
  for (const [i, key] of [...keys, '"\\x00\\xff"'].entries())
    expect(await enter(page, `cluster keyslot ${key}`), key).toContain(`(integer) ${slots[i]}`);
});

test('keys that share a slot, by tag or by chance, are marked and go into the shell as MGET', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  const wanted = wantedSlots([{ first: 12706, last: 12706 }]);
  const letters = placeLetters(new TextEncoder().encode('order'), 'suffix');
  const stranger = new TextDecoder().decode(findLandings(letters, wanted, 1)[0]!.key);
  await open(page, ['k1{customer}', 'k2{customer}', 'k3{customer}', 'k1', stranger]);
  await show(page, 'By slot');
  const tagged = page.getByRole('row', { name: /slot 6651/ });
  await expect(tagged).toContainText(
    'these 3 keys can be in one MGET, MSET or MULTI: of all, customer is hashed',
  );
  await expect(page.getByRole('row', { name: /slot 12706/ })).toContainText('only by chance');
  await expect(page.getByRole('note', { name: 'What can go together' })).toContainText(
    '2 groups can be in one MGET, MSET or MULTI: 1 by tag, 1 only by chance.',
  );
  await tagged.getByRole('button', { name: 'MGET' }).click();
  expect(await enter(page, '')).toMatch(/1\) \(nil\).*\n2\) \(nil\)\n3\) \(nil\)/);
});

test('a key without a tag is offered a name with one', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await open(page, ['user:1012:cart', 'user:1012:orders', 'lonely']);
  await expect(page.getByRole('note', { name: 'What can go together' })).toContainText('CROSSSLOT');
  await show(page, 'Renames');
  await expect(page.getByRole('row', { name: /user:\{1012\}.*2 keys would share slot/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /user:1012:cart → user:\{1012\}:cart/ })).toBeVisible();
});

test('one key is shown step by step, and the examples explain the corner cases', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await open(page, ['user:{1012}:cart']);
  await expect(steps(page)).toContainText('The first { is at position 5, the first } after it at 10');
  await expect(steps(page)).toContainText('31 30 31 32');
  await expect(steps(page)).toContainText(/\d{1,5} mod 16384 = \d+/);
  const examples = page.getByRole('region', { name: 'Examples' });
  for (const [name, remark] of [
    [/empty braces/, 'which is not a tag'],
    [/do not nest/, 'Braces do not nest'],
    [/two pairs/, 'only the first counts'],
    [/never closed/, 'never closed'],
    [/empty key/, 'it is in slot 0'],
    [/binary/, 'The key is binary'],
    [/UTF-8/, 'Its UTF-8 bytes are hashed'],
  ] as const) {
    await examples.getByRole('button', { name }).click();
    await expect(steps(page)).toContainText(remark);
  }
  await expect(count(page)).toContainText('8 keys');
});

test('a tag for a slot of shard 2 lands a key there', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await open(page, ['cart']);
  await finder(page).getByLabel('Lands in').selectOption('slot');
  await finder(page).getByLabel('Wanted slot').fill('8000');
  await finder(page)
    .getByRole('button', { name: /^Put cart\{\w+\} into the shell$/ })
    .first()
    .click();
  await page.keyboard.press('Home');
  await page.keyboard.type('set ');
  await page.keyboard.press('End');
  await page.keyboard.type(' 1');
  const answer = await enter(page, '');
  expect(answer).toMatch(/^OK\b/);
  expect(answer).toContain('8000');
});

test("a key's own tag decides its slot: a note says so, and the tag can be changed instead", async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await open(page, ['user:{1012}:cart']);
  await finder(page).getByLabel('Lands in').selectOption('shard');
  await finder(page).getByLabel('Wanted shard').selectOption('3');
  await expect(finder(page)).toContainText("The key's own tag");
  await finder(page)
    .getByRole('button', { name: /another tag/ })
    .click();
  await expect(finder(page).getByRole('img', { name: 'shard 3' })).toHaveCount(5);
  await expect(finder(page).getByRole('button', { name: /^Copy user:\{\w+\}:cart$/ })).toHaveCount(5);
  await show(page, 'Others');
  await expect(finder(page).getByRole('button', { name: /^Copy user:\{\w+\}:cart$/ })).toHaveCount(10);
});

test('the table works by keyboard alone: a row, a folded group, the slot’s panel', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await enter(page, 'set k1 v');
  await open(page, ['"open', 'k1', 'k2{a}', 'k3{a}']);
  await expect(page.getByRole('row', { name: /Line 1: The quote is not closed/ })).toBeVisible();
  await show(page, 'By slot');
  await table(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  const group = page.getByRole('row', { name: /of all, a is hashed/ });
  await expect(group).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(group).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('row', { name: /^k2/ })).toHaveCount(0);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('1 key');
});

test('slots are shown without a connection too, and for ten thousand keys', async ({ launch }) => {
  const { app, page } = await launch({ args: onCluster() });
  await page.getByRole('button', { name: /^Commands and keys/ }).click();
  await page.keyboard.type('Disconnect');
  await page.keyboard.press('Enter');
  await open(page, ['k1']);
  await expect(page.getByRole('row', { name: /^k1 / })).toContainText('not connected');
  // Pasted, as a user would: fill() types line by line into a field.
  const keys = Array.from({ length: 10_000 }, (_, i) => `user:${i}`).join('\n');
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), keys);
  await field(page).selectText();
  await page.keyboard.press('Control+V');
  await expect(count(page)).toContainText('10,000 keys');
  await table(page).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('row', { name: /^user:9999 / })).toBeVisible();
});
