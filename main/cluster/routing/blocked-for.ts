/** How long a blocking command may wait at its server. Pure. */
import { latin1, lowerWord } from '../../../shared/resp/resp.ts';

type Find = (args: readonly Uint8Array[]) => { word: Uint8Array | undefined; unit: number };

const last: Find = (args) => ({ word: args.at(-1), unit: 1000 });
const first: Find = (args) => ({ word: args[1], unit: 1000 });
const afterBlock: Find = (args) => {
  const at = args.findIndex((word) => lowerWord(word) === 'block');
  return { word: at < 0 ? undefined : args[at + 1], unit: 1 };
};

/** The position of each command's timeout, and its unit in milliseconds (Redis 7.0). */
const TIMEOUTS: { readonly [name: string]: Find } = {
  blpop: last,
  brpop: last,
  brpoplpush: last,
  blmove: last,
  bzpopmin: last,
  bzpopmax: last,
  blmpop: first,
  bzmpop: first,
  xread: afterBlock,
  xreadgroup: afterBlock,
};

/** The longest that a timer can wait, in milliseconds. */
const MOST = 2 ** 31 - 60_000;

/** Milliseconds; 0 if it waits forever, if it names no time, and beyond what a timer can wait. */
export function blockedFor(args: readonly Uint8Array[]): number {
  const name = lowerWord(args[0]);
  const found = Object.hasOwn(TIMEOUTS, name) ? TIMEOUTS[name]!(args) : null;
  const time = found?.word && found.word.length < 20 ? Number(latin1(found.word)) * found.unit : 0;
  return time > 0 && time <= MOST ? time : 0;
}
