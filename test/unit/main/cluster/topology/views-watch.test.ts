import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ViewsWatch } from '../../../../../main/cluster/topology/views-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch whose nodes answer when told to. */
function watch() {
  const waiting = new Map<string, { answer: () => void; refuse: () => void }>();
  const asked: string[] = [];
  const views = new ViewsWatch((node) => {
    asked.push(node);
    return new Promise((resolve, reject) =>
      waiting.set(node, { answer: () => resolve([]), refuse: () => reject(new Error('silent')) }),
    );
  });
  const heard = async (node: string, how: 'answer' | 'refuse' = 'answer') => {
    waiting.get(node)![how]();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { views, asked, heard };
}
const nodesOf = ({ readings }: { readings: { node: string }[] }) => readings.map(({ node }) => node);

test('all that answer are waited for, and no longer', async () => {
  const { views, heard } = watch();
  const reading = views.read(['a', 'b']);
  await heard('b');
  await heard('a');
  const read = await reading;
  expect(nodesOf(read)).toEqual(['b', 'a']);
  expect(read.silent.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a silent node is waited for once, and not asked again before that request times out', async () => {
  const { views, asked, heard } = watch();
  const first = views.read(['a', 'b']);
  await heard('a');
  await vi.advanceTimersByTimeAsync(500);
  expect([...(await first).silent]).toEqual(['b']);

  const second = views.read(['a', 'b']);
  await heard('a');
  expect([...(await second).silent]).toEqual(['b']);
  expect(asked).toEqual(['a', 'b', 'a']);

  await heard('b', 'refuse');
  const third = views.read(['a', 'b']);
  await heard('a');
  expect([...(await third).silent]).toEqual(['b']);
  expect(asked.at(-1)).toBe('b');

  await heard('b');
  const fourth = views.read(['a', 'b']);
  await heard('a');
  await heard('b');
  expect(nodesOf(await fourth).sort()).toEqual(['a', 'b']);
});

test('no nodes, or only silent ones, cause no wait', async () => {
  const { views } = watch();
  expect(nodesOf(await views.read([]))).toEqual([]);
  const first = views.read(['a']);
  await vi.advanceTimersByTimeAsync(500);
  await first;
  expect([...(await views.read(['a'])).silent]).toEqual(['a']);
  expect(vi.getTimerCount()).toBe(0);
});
