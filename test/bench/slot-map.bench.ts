/** A frame of the slot map with every overlay, and the whole map drawn anew, in the real window. */
import { afterAll, beforeAll, test } from 'vitest';
import { BenchApp } from '../support/bench-app.ts';
import { median } from '../support/median.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const ROUNDS = 120;
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

const told = (times: readonly number[]) => {
  const middle = median([...times]);
  const worst = Math.max(...times);
  return `median ${middle.toFixed(1)} ms (${(middle / FRAME).toFixed(2)} of a frame), worst ${worst.toFixed(1)} ms`;
};

/** What the window does in its frames, each until the canvas has its pixels; `raf` is the browser's own. */
const WATCH = `(() => {
  window.raf = window.requestAnimationFrame.bind(window);
  window.frames16384 = [];
  window.requestAnimationFrame = (draw) => window.raf((time) => {
    const start = performance.now();
    draw(time);
    document.querySelector('#slot-map')?.getContext('2d').getImageData(0, 0, 1, 1);
    window.frames16384.push(performance.now() - start);
  });
})()`;
/** The frames until `isDone`, from nothing. */
const framesUntil = (isDone: string, act = '') =>
  app.evaluate<number[]>(`(async () => {
    const { frames16384 } = window;
    frames16384.length = 0;
    ${act};
    while (!(${isDone})) await new Promise((resolve) => window.raf(resolve));
    await new Promise((resolve) => window.raf(() => window.raf(resolve)));
    return [...frames16384];
  })()`);
const click = (text: string) =>
  `[...document.querySelectorAll('.maphead button')].find((b) => b.textContent === '${text}').click()`;

test('the map with every overlay', async () => {
  const { ports } = cluster;
  await app.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', Array.from({ length: 20000 }, (_, i) => 'set key:' + i + ' v').join('\\n') + '\\n');
    document.querySelector('.xterm-helper-textarea')
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    return window.slotshellTest.idle();
  })()`);
  await app.evaluate(`document.querySelector('#tab-map').click()`);
  await app.evaluate(WATCH);
  await framesUntil(
    `[...document.querySelectorAll('.maphead button')].some((b) => b.textContent === 'Count again')`,
    `window.raf(() => ${click('keys')})`,
  );
  // Slots that glow, a range, the pointer's mark and the cursor's, over open slots and the keys of all.
  const overlays = await framesUntil(
    `frames16384.length >= ${ROUNDS}`,
    `const map = document.querySelector('#slot-map');
     map.dispatchEvent(new PointerEvent('pointermove', { clientX: map.getBoundingClientRect().x + 99, clientY: map.getBoundingClientRect().y + 99 }));
     for (let i = 0; i < 40; i++)
       map.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', shiftKey: true, bubbles: true, cancelable: true }))`,
  );
  console.log(`  a frame with every overlay, ${overlays.length} of them:     ${told(overlays)}`);

  const shades: number[] = [];
  for (let i = 0; i < 20; i++)
    shades.push(Math.max(...(await framesUntil('frames16384.length > 0', click(i % 2 ? 'owner' : 'keys')))));
  console.log(`  all slots drawn anew (another shade), the window with it: ${told(shades)}`);

  const count = () => app.evaluate<string>(`document.querySelector('.mapshards')?.textContent ?? ''`);
  await app.evaluate(
    `document.querySelector('#slot-map').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))`,
  );
  const moves: number[] = [];
  for (let slot = 0; slot < 10; slot++) {
    const before = JSON.stringify(await count());
    await app.evaluate(`void (frames16384.length = 0)`);
    await cluster.migrateSlot(slot, ports[0]!, ports[1]!);
    const frames = await app.evaluate<number[]>(`(async () => {
      while (document.querySelector('.mapshards')?.textContent === ${before}) await new Promise((resolve) => window.raf(resolve));
      return [...frames16384];
    })()`);
    moves.push(Math.max(...frames));
  }
  console.log(`  drawn anew after a slot has moved, the window with it:    ${told(moves)}`);
}, 240_000);
