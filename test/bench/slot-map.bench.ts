/** A frame of the slot map with every overlay, and the whole map drawn anew, in the real window. */
import { afterAll, beforeAll, test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 60;
const FRAME = 1000 / 60;

let cluster: RedisCluster;
let app: BenchApp;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  // Open slots and touched ones: the map has everything to show at once.
  for (let slot = 4000; slot < 4200; slot++)
    await cluster.migrateSlot(slot, cluster.ports[0]!, cluster.ports[1]!, { stopAfter: 'migrating' });
  app = await BenchApp.launch(['-p', String(cluster.ports[0])]);
  await app.promptAfter();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await cluster?.stop();
});

/** Milliseconds of each doing, from its event to the end of the frame that shows it. */
const timed = (act: string) =>
  app.evaluate<number[]>(`(async () => {
    const times = [];
    for (let i = 0; i < ${ROUNDS}; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const start = performance.now();
      ${act};
      await new Promise((resolve) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      }));
      times.push(performance.now() - start);
    }
    return times;
  })()`);

const told = (times: number[]) => {
  const middle = median(times);
  return `median ${middle.toFixed(1)} ms (${(middle / FRAME).toFixed(2)} of a frame), worst ${Math.max(...times).toFixed(1)} ms`;
};

test('the map with every overlay', async () => {
  const press = (key: string, more = '') =>
    `document.querySelector('#slot-map').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true, cancelable: true ${more} }))`;
  const click = (text: string) =>
    `[...document.querySelectorAll('.maphead button')].find((b) => b.textContent === '${text}').click()`;
  await app.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', Array.from({ length: 400 }, (_, i) => 'set key:' + i + ' v').join('\\n') + '\\n');
    document.querySelector('.xterm-helper-textarea')
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    return window.slotshellTest.idle();
  })()`);
  await app.evaluate(`document.querySelector('#tab-map').click()`);
  await app.evaluate(`(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    ${click('keys')};
    while (![...document.querySelectorAll('.maphead button')].some((b) => b.textContent === 'Count again'))
      await new Promise((resolve) => requestAnimationFrame(resolve));
  })()`);
  console.log(
    `  a key that extends the range, all overlays: ${told(await timed(press('ArrowDown', ', shiftKey: true')))}`,
  );
  console.log(`  a key that moves the cursor:                ${told(await timed(press('ArrowRight')))}`);
  const anew = await timed(`i % 2 ? ${click('owner')} : ${click('keys')}`);
  console.log(`  all 16384 slots drawn anew (other shade):   ${told(anew)}`);
}, 120_000);
