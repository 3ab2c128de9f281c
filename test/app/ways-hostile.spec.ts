/** A server that lies, behind a saved connection: nothing of what it says is interpreted, and none of it is shown without bound. */
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const HTML = '<img src=x onerror="document.title=\'pwned\'"><b>bold</b>';
const ESCAPES = '\x1b]0;pwned\x07\x1b[2J\x1b[31m\u202Egnp\u200b\u2066\u{e0041}x';
const HOSTILE = Buffer.concat([Buffer.from(`${HTML}${ESCAPES}`), Buffer.from([0xff, 0xfe, 0xc3, 0x28])]);
/** With what stands around it still a line that is read. */
const LONG = Buffer.alloc((1 << 20) - 100, 'A');

const bulk = (bytes: Buffer | string) => {
  const body = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`$${body.length}\r\n`), body, Buffer.from('\r\n')]);
};
const line = (text: Buffer | string) =>
  Buffer.concat([Buffer.from('-ERR '), Buffer.from(text), Buffer.from('\r\n')]);
const array = (...items: (Buffer | string)[]) =>
  Buffer.concat([Buffer.from(`*${items.length}\r\n`), ...items.map((item) => Buffer.from(item))]);

const nodes: ScriptedNode[] = [];
test.afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

/** A cluster of one, which names itself and others as it likes. */
async function hostileCluster(name: Buffer): Promise<ScriptedNode> {
  const node: ScriptedNode = new ScriptedNode(([command = '', sub = '']) => {
    const port = String(node.port);
    const asked = `${command} ${sub}`.toUpperCase().trim();
    const id = 'a'.repeat(40);
    const other = 'b'.repeat(40);
    if (asked === 'CLUSTER INFO')
      return bulk(
        Buffer.concat([
          Buffer.from('cluster_state:'),
          name,
          Buffer.from('\r\ncluster_known_nodes:2\r\ncluster_size:2\r\n'),
        ]),
      );
    if (asked === 'CLUSTER SHARDS') return line(name);
    if (asked === 'CLUSTER SLOTS')
      return array(
        array(':0\r\n', ':100\r\n', array(bulk('127.0.0.1'), `:${port}\r\n`, bulk(id))),
        array(':101\r\n', ':16383\r\n', array(bulk(name), ':7001\r\n', bulk(other))),
      );
    if (asked === 'CLUSTER NODES')
      return bulk(
        Buffer.concat([
          Buffer.from(`${id} 127.0.0.1:${port}@1 myself,master - 0 0 1 connected 0-100\n${other} `),
          name,
          Buffer.from(':7001@17001 master - 0 0 2 connected 101-16383\n'),
        ]),
      );
    if (command.toUpperCase() === 'INFO')
      return bulk(
        Buffer.concat([
          Buffer.from('redis_version:'),
          name,
          Buffer.from('\r\nredis_mode:cluster\r\nserver_name:'),
          name,
          Buffer.from('\r\n'),
        ]),
      );
    if (asked === 'ACL WHOAMI') return bulk(name);
    return Buffer.concat([Buffer.from('-NOPERM '), name, Buffer.from('\r\n')]);
  });
  nodes.push(node);
  await node.listen();
  return node;
}

/** Controls, and what hides or turns round the text beside it. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

async function expectHarmless(page: Page): Promise<void> {
  await expect(page).not.toHaveTitle(/pwned/);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  const text = await page.evaluate(() => document.body.innerText);
  expect(text).not.toMatch(UNSEEN);
  const spoken = await page.evaluate(() =>
    [...document.querySelectorAll('[title], [aria-label]')].map((element) =>
      [element.getAttribute('title'), element.getAttribute('aria-label')].join(' '),
    ),
  );
  expect(spoken.join(' ')).not.toMatch(UNSEEN);
  expect(text.length).toBeLessThan(60_000);
}

for (const [what, name] of [
  ['markup, escapes and bytes that are no text', HOSTILE],
  ['markup and directions in UTF-8', Buffer.from(`${HTML}${ESCAPES}`)],
  ['a name of a megabyte', LONG],
] as const)
  test(`a cluster whose every answer holds ${what} is shown escaped and bounded`, async ({ launch }) => {
    const node = await hostileCluster(name);
    const { page } = await launch();
    await way.make(page, 'liar', `127.0.0.1:${node.port}`);
    await way.doctor(page).getByRole('button', { name: 'Test' }).click();
    await expect(way.doctor(page).getByText(/^Ran /)).toBeVisible({ timeout: 30_000 });
    await expectHarmless(page);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.chip(page)).toHaveAccessibleName(/liar/, { timeout: 20_000 });
    await expectHarmless(page);
  });

test('a login refused with markup, escapes and a megabyte is reported in a few words', async ({ launch }) => {
  const answer = Buffer.concat([Buffer.from('-WRONGPASS '), HOSTILE, LONG, Buffer.from('\r\n')]);
  const node = new ScriptedNode(() => '-NOAUTH\r\n', { handshake: () => answer });
  nodes.push(node);
  await node.listen();
  const { page } = await launch();
  await way.make(page, 'gate', `127.0.0.1:${node.port}`);
  await way.secret(page, 'Password').fill('x');
  await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(way.step(page, 'Log in: failed')).toBeVisible({ timeout: 20_000 });
  await expectHarmless(page);
  expect(await screenText(page)).not.toMatch(/\x1b/);
});
