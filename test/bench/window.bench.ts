/**
 * The window with much to show: a paste of 10,000 commands beside redis-cli -c, and beside what it is made of, the engine alone
 * and a bare xterm that takes the same rows in one write; and typing below 100,000 lines.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, test } from 'vitest';
import { BareElectron } from '../support/bare-electron.ts';
import { BenchApp } from '../support/bench-app.ts';
import { builtFrom } from '../support/headless.ts';
import { median } from '../support/median.ts';
import { PASTED, pastedLines, timeRedisCli } from '../support/redis-cli-paste.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { addRow } from './table.ts';

const ROUNDS = 5;
const KEYS = 100;
const ENGINE_ROUNDS = 5;
/** Milliseconds. */
const FRAME = 1000 / 60;

let cluster: RedisCluster;
let app: BenchApp;
let bare: BareElectron;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  app = await BenchApp.launch(['-p', String(cluster.ports[0])]);
  await app.promptAfter();
  bare = await BareElectron.make('bare-xterm.html');
});
afterAll(async () => {
  await app?.close();
  await bare?.remove();
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

/** Milliseconds for the engine alone to run the lines. */
async function engine(): Promise<number> {
  const program = await builtFrom('test/bench/programs/round-trips.ts');
  const args = [program, String(cluster.ports[0]), String(ENGINE_ROUNDS)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return (JSON.parse(stdout) as { times: { paste: number } }).times.paste;
}

/** The rows of the last paste. */
const pastedRows = async () =>
  (await app.evaluate<string[]>('window.slotshellTest.lines()')).slice(-2 * PASTED - 1, -1).join('\r\n');

/** Milliseconds for a bare xterm to take and paint the text. Its window is there only for that: it would hide ours. */
async function inBareXterm(text: string): Promise<number> {
  const terminal = await bare.launch();
  await terminal.promptAfter();
  const time = await terminal.evaluate<number>(`window.take(${JSON.stringify(text)})`);
  await terminal.close();
  return time;
}

const ninetyFifth = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!;

test('a paste and typing in the window', async () => {
  const empty = await type();
  const [ours, cli, xterm] = [[], [], []] as [number[], number[], number[]];
  for (let round = 0; round < ROUNDS; round++) {
    cli.push(await timeRedisCli(cluster.ports[0]!));
    ours.push(await paste());
    xterm.push(await inBareXterm(await pastedRows()));
  }
  const full = await type();
  const parts = (await engine()) + median(xterm);
  const name = '10,000 pasted lines, painted';
  const painted = { name, ours: median(ours), unit: 'ms' } as const;
  addRow({
    ...painted,
    beside: { name: 'engine + bare xterm', value: parts },
    says: 'times as long',
    aim: 1.5,
  });
  addRow({
    ...painted,
    beside: { name: 'redis-cli -c', value: median(cli) },
    says: 'times as fast',
    aim: 1.4,
  });
  const typed = { unit: 'ms', beside: { name: 'one frame', value: FRAME }, says: 'times as long' } as const;
  addRow({ ...typed, name: 'key to the end of its frame, 95th of 100', ours: ninetyFifth(empty), aim: 1 });
  addRow({ ...typed, name: 'the same below 100,000 lines', ours: ninetyFifth(full), aim: 1 });
});
