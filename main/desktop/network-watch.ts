/** Hears of another network: the addresses of this computer change, while the browser's `online` tells only of none and some. */
import { networkInterfaces } from 'node:os';

/** Milliseconds between two looks. */
const EVERY = 3000;

type Addresses = () => NodeJS.Dict<{ address: string; internal: boolean }[]>;

/** `onChange` hears of each change; what it answers with ends the watch. The watch keeps no program running. */
export function watchNetwork(
  onChange: () => void,
  addresses: Addresses = networkInterfaces,
  every = EVERY,
): () => void {
  let before = outward(addresses);
  const timer = setInterval(() => {
    const now = outward(addresses);
    if (now === before) return;
    before = now;
    // Without any address there is nothing to reach yet.
    if (now !== '') onChange();
  }, every);
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
