/** Several shells, transactions, streams, targets and splits in the real window. */
import { expect, screenText, test, type as typeText } from '../support/app.ts';
import { paste } from '../support/paste.ts';

test.setTimeout(120_000);

test('what redis-cli -c gets wrong or lacks, in the window', async ({ launch }, info) => {
  const { page } = await launch({ args: ['--demo'] });
  const shows = (text: string | RegExp) =>
    expect
      .poll(() => screenText(page), { timeout: 20_000 })
      .toMatch(typeof text === 'string' ? new RegExp(escaped(text)) : text);
  const run = async (line: string, text: string | RegExp) => {
    await typeText(page, `${line}\n`);
    await shows(text);
  };
  await shows(/127\.0\.0\.1:\d+> $|127\.0\.0\.1:\d+>/);

  await run('multi', 'held until the first key says which node');
  await run('set k1 v1', /\(TX slot 12706\)>/);
  await run('set k2 v2', 'Not sent: its key is in slot 449, and this transaction is in slot 12706.');
  await run('exec', '1) OK');
  await run('mset k1 a k2 b k3 c', 'Alt+S');
  await page.keyboard.press('Alt+s');
  await shows('no longer atomic');
  await run('@split mget k1 k2 k3', '3) "c"');
  await run('@all ping', '6 nodes agree');
  await run('3 echo again', /"again"[^]*"again"[^]*"again"/);
  await run('help get', 'Get the value of a key');
  await page.screenshot({ path: info.outputPath('shell.png') });

  await page.keyboard.press('Control+Shift+O');
  await expect(page.getByRole('tab', { name: 'Shell 2' })).toHaveAttribute('aria-selected', 'true');
  await run('subscribe news', 'subscribed mode');
  await run('publish news hello', '3) "hello"');
  await page.screenshot({ path: info.outputPath('subscribed.png') });
  await page.keyboard.press('Control+c');
  await expect.poll(() => screenText(page)).toMatch(/127\.0\.0\.1:\d+>$/);
  await typeText(page, 'blpop nothing 0\n');
  await page.keyboard.press('Control+PageUp');
  await expect(page.getByRole('tab', { name: 'Shell 1' })).toHaveAttribute('aria-selected', 'true');
  await run('echo "the other shell goes on"', '"the other shell goes on"\n');
  await page.keyboard.press('Control+PageDown');
  await page.keyboard.press('Control+c');
  await shows('Stopped');
  await run('exit', /./);
  await expect(page.getByRole('tab', { name: 'Shell', exact: true })).toBeVisible();
});

test('a paste of many lines runs in order, and Ctrl+C stops the rest', async ({ launch }) => {
  const { page } = await launch({ args: ['--demo'] });
  await expect.poll(() => screenText(page), { timeout: 20_000 }).toMatch(/127\.0\.0\.1:\d+>/);
  await paste(
    page,
    Array.from({ length: 2000 }, (_, i) => `set key:${i} ${i}\nget key:${i}\n`).join('') + 'echo through\n',
  );
  await page.getByRole('button', { name: 'Run 4,001 lines' }).click();
  await expect.poll(() => screenText(page), { timeout: 60_000 }).toMatch(/"through"/);
  const lines = (await screenText(page)).split('\n').filter((line) => /^"\d+"/.test(line));
  expect(lines.map((line) => Number(/\d+/.exec(line)![0]))).toEqual(
    Array.from({ length: 2000 }, (_, i) => i),
  );
  await paste(page, 'blpop nothing 0\nset after stop\n');
  await page.getByRole('button', { name: 'Run 2 lines' }).press('Enter');
  await expect.poll(() => screenText(page)).toMatch(/running/);
  await page.keyboard.press('Control+c');
  await expect.poll(() => screenText(page)).toMatch(/1 line after this one was not run/);
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
