/** The order of messages, whatever one of them waits for. */
import { expect, test } from 'vitest';
import { createStore } from '../../../../renderer/kit/store.ts';

type Message = 'open' | 'fill' | 'close' | 'again';

/** A store whose state is the messages it took. `open` waits until `load` has been called; `fill` sends `again` of itself. */
function storeThatWaits() {
  let isLoaded = false;
  let resolve!: () => void;
  let reject!: (reason: Error) => void;
  const loads = new Promise<void>((...ends) => ([resolve, reject] = ends));
  const store = createStore<readonly Message[], Message>(
    [],
    (taken, message) => [...taken, message],
    (message) => {
      if (message === 'fill') store.send('again');
    },
    (taken) => (isLoaded || !taken.includes('open') ? null : loads),
  );
  const load = async () => {
    isLoaded = true;
    resolve();
    await loads;
  };
  const fail = async () => {
    reject(new Error('not there'));
    await loads.catch(() => undefined);
  };
  return { store, load, fail };
}

test('messages behind one that waits are taken after it, each with what it sends itself', async () => {
  const { store, load } = storeThatWaits();
  store.send('close');
  store.send('open');
  store.send('fill');
  store.send('close');
  expect(store.state()).toEqual(['close']);
  await load();
  expect(store.state()).toEqual(['close', 'open', 'fill', 'again', 'close']);
  store.send('fill');
  expect(store.state().slice(-2)).toEqual(['fill', 'again']);
});

test('a message whose wait fails is dropped, and those behind it are taken', async () => {
  const { store, fail } = storeThatWaits();
  store.send('open');
  store.send('fill');
  store.send('open');
  store.send('close');
  expect(store.state()).toEqual([]);
  await fail();
  expect(store.state()).toEqual(['fill', 'again', 'close']);
});
