/** The window with much to show: a paste of 10,000 commands beside redis-cli -c, and typing below 100,000 lines. */
import { afterAll, beforeAll, test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { PASTED, pastedLines, timeRedisCli } from '../support/redis-cli-paste.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 5;
const KEYS = 100;

let cluster: RedisCluster;
let app: BenchApp;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  app = await BenchApp.launch(['-p', String(cluster.ports[0])]);
  await app.promptAfter();
});
afterAll(async () => {
  await app?.close();
  await cluster?.stop();
});

/** Milliseconds until all is through and on the screen. */
const paste = () =>
  app.evaluate<number>(`(async () => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(pastedLines.join('\n') + '\n')});
    const start = performance.now();
    document.querySelector('.xterm-helper-textarea')
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    await window.slotshellTest.idle();
    return performance.now() - start;
  })()`);

/** Milliseconds from each key to the end of the frame that shows it. */
async function type(): Promise<number[]> {
  await app.evaluate(`(() => {
    window.benchTimes = [];
    document.querySelector('.xterm-helper-textarea').focus();
    window.benchListen ??= window.addEventListener('keydown', () => {
      const start = performance.now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.benchTimes.push(performance.now() - start);
        port2.postMessage(null);
      });
    }, true) ?? true;
  })()`);
  for (let i = 0; i < KEYS; i++) await app.pressKey('get key:1 '[i % 10]!);
  const times = await app.evaluate<number[]>(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.benchTimes))))',
  );
  await app.evaluate(`document.querySelector('.xterm-helper-textarea').dispatchEvent(
    new KeyboardEvent('keydown', { key: 'u', code: 'KeyU', ctrlKey: true, bubbles: true }))`);
  return times;
}

const told = (times: number[]) =>
  `median ${median(times).toFixed(1)} ms, 95th of 100 ${[...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!.toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`;

test('a paste and typing in the window', async () => {
  const empty = await type();
  const [ours, cli] = [[], []] as number[][];
  for (let round = 0; round < ROUNDS; round++) {
    cli!.push(await timeRedisCli(cluster.ports[0]!));
    ours!.push(await paste());
  }
  const full = await type();
  console.log(
    `${PASTED} pasted lines, shown in the window: ${median(ours!).toFixed(0)} ms; redis-cli -c ${median(cli!).toFixed(0)} ms: ` +
      `${(median(cli!) / median(ours!)).toFixed(2)} times as fast\n` +
      `from a key to the end of its frame: empty transcript ${told(empty)}\n` +
      `  100,000 lines of transcript ${told(full)}: ${(median(full) / median(empty)).toFixed(2)} times as long`,
  );
});
