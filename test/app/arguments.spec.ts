/** Arguments and the connect field: no input freezes or ends main, and no password stays visible. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let locked: RedisCluster;
let directory: string;
test.beforeAll(async () => {
  locked = await RedisCluster.start({ replicas: 0, password: 'hunter2', tls: true });
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-arguments-'));
});
test.afterAll(() => Promise.all([locked.stop(), rm(directory, { recursive: true })]));

test('a password in the arguments disappears from the process list, and the window warns about it', async ({
  launch,
}) => {
  const certificate = ['--tls', '--cacert', locked.tls!.files.ca];
  const { app, page } = await launch({
    args: ['-p', String(locked.ports[0]), '-a', 'hunter2', ...certificate],
  });
  await way.told(page, 'could read the password among the arguments');
  const shown = await readFile(`/proc/${app.process().pid}/cmdline`, 'latin1');
  expect(shown).toContain(`-p ${locked.ports[0]} -a ****`);
  expect(shown).not.toContain('hunter2');
  expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
});

test('NODE_TLS_REJECT_UNAUTHORIZED=0 turns off no check, and a message says so', async ({ launch }) => {
  const { app, page } = await launch({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  await way.told(page, 'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored');
  expect(await app.evaluate(() => process.env['NODE_TLS_REJECT_UNAUTHORIZED'])).toBeUndefined();
  await way.open(page);
  const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
  await field.fill(`rediss://:hunter2@${locked.addresses[0]}`);
  await field.press('Enter');
  await expect(way.step(page, 'TLS: failed')).toBeVisible();
});

test('unreadable files in the connect field are refused alike, and a pipe does not block', async ({
  launch,
}) => {
  execFileSync('mkfifo', [path.join(directory, 'fifo')]);
  const { page } = await launch();
  await way.open(page);
  const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
  const refusal = way.screen(page).getByText('The CA certificate cannot be read. Check the path');
  for (const name of ['fifo', 'missing']) {
    await field.fill(`-p 1 --cacert ${path.join(directory, name)}`);
    await field.press('Enter');
    await expect(refusal).toBeVisible();
    await field.fill('');
  }
  await field.fill('-h ""');
  await field.press('Enter');
  await expect(way.screen(page).getByText('-h needs a host, and this one is empty.')).toBeVisible();
});

test('connect with an invalid host or port is refused in a sentence, and the prompt stays', async ({
  launch,
}) => {
  const certificate = ['--tls', '--cacert', locked.tls!.files.ca];
  const { page } = await launch({
    args: ['-p', String(locked.ports[0]), ...certificate],
    env: { REDISCLI_AUTH: 'hunter2' },
  });
  await way.told(page, 'The password is that of REDISCLI_AUTH.');
  for (const port of ['99999', 'abc', '0', '""'])
    expect(await enter(page, `connect 127.0.0.1 ${port}`)).toContain('Invalid server port.');
  for (const host of ['""', '/run/redis.sock'])
    expect(await enter(page, `connect ${host} 7000`)).toContain('Invalid server host.');
  expect(await enter(page, 'ping')).toMatch(/^PONG\b/);
});
