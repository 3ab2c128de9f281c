/** Notices another network by the computer's addresses: the browser's `online` only knows whether there is any network. */
import { networkInterfaces } from 'node:os';

const EVERY_MS = 3000;

type Addresses = () => NodeJS.Dict<{ address: string; internal: boolean }[]>;

/** Calls `onChange` for each change, and returns a function that ends the watch. The watch keeps no program running. */
export function watchNetwork(
  onChange: () => void,
  addresses: Addresses = networkInterfaces,
  everyMs = EVERY_MS,
): () => void {
  let before = outward(addresses);
  const timer = setInterval(() => {
    const now = outward(addresses);
    if (now === before) return;
    before = now;
    // Without an address there is nothing to reach yet.
    if (now !== '') onChange();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

const outward = (addresses: Addresses): string =>
  Object.entries(addresses())
    .flatMap(([name, all = []]) =>
      all.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join('\n');
