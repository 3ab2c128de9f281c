/** What one typed line costs between the window and main. */
import type { ElectronApplication } from '@playwright/test';
import { expect, screenLines, test, type } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
});
test.afterAll(() => cluster.stop());

type Handler = (event: unknown, name: string, argument: unknown) => Promise<unknown>;
type Tapped = typeof globalThis & { crossed: string[] };

/** From now on, every message that crosses between the first window and main, in either direction. */
async function countMessages(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ BrowserWindow, ipcMain }) => {
    const crossed: string[] = [];
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const send = webContents.send.bind(webContents);
    webContents.send = (channel, ...args: unknown[]) => {
      crossed.push(`event ${String(args[0])}`);
      send(channel, ...args);
    };
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers;
    for (const [channel, handle] of handlers)
      handlers.set(channel, async (event, name, argument) => {
        crossed.push(`call ${name}`);
        const answer = await handle(event, name, argument);
        crossed.push(`answer ${name}`);
        return answer;
      });
    (globalThis as Tapped).crossed = crossed;
  });
  return () => app.evaluate(() => (globalThis as Tapped).crossed.splice(0));
}

test('a line that one node answers costs two messages: the request and its answer, the history included', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await enter(page, 'get foo');
  await enter(page, 'ping');
  await type(page, 'get foo');
  const crossed = await countMessages(app);
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await screenLines(page)).filter((line) => line.includes('(nil)')))
    .toHaveLength(2);
  await page.evaluate(() => window.slotshellTest.idle());
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  // News that main would tell without the line: the nodes' figures come on a timer.
  expect((await crossed()).filter((message) => message !== 'event stats')).toEqual([
    'call run',
    'answer run',
  ]);

  const kept = await page.evaluate(() =>
    (
      window as unknown as {
        slotshell: { call(name: string, argument: unknown): Promise<{ value: string[] }> };
      }
    ).slotshell.call('history', { shell: 1 }),
  );
  expect(kept.value).toEqual(['get foo', 'ping', 'get foo']);
});
