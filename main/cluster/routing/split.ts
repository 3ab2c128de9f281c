/** `@split`: divides a command with keys in several slots into one command per slot, and joins the answers. Pure. */
import { lowerWord } from '../../../shared/resp/resp.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import { FrameWalk } from '../wire/frame-walk.ts';
import { isError, joinFrame, type RawReply } from '../wire/raw-reply.ts';
import { arrayOf, replyOf } from '../wire/synthetic.ts';

type Args = readonly Uint8Array[];

/** Words per key: in MSET each key is followed by its value. */
const SPLITTABLE: { readonly [name: string]: 1 | 2 } = {
  mget: 1,
  mset: 2,
  del: 1,
  unlink: 1,
  exists: 1,
  touch: 1,
};

export const isSplittable = (args: Args): boolean => {
  const name = lowerWord(args[0]);
  const step = Object.hasOwn(SPLITTABLE, name) ? SPLITTABLE[name]! : 0;
  return step > 0 && args.length > 1 && (args.length - 1) % step === 0;
};

export interface Part {
  slot: number;
  args: Uint8Array[];
  /** The positions of its keys among all keys of the command. */
  places: number[];
}

/** One part per slot, in the order of their first keys. `args` must be splittable. */
export function splitBySlot(args: Args, slotOf: (key: Uint8Array) => number = keySlot): Part[] {
  const step = SPLITTABLE[lowerWord(args[0])]!;
  const parts = new Map<number, Part>();
  for (let at = 1, place = 0; at < args.length; at += step, place++) {
    const slot = slotOf(args[at]!);
    let part = parts.get(slot);
    if (!part) parts.set(slot, (part = { slot, args: [args[0]!], places: [] }));
    part.args.push(...args.slice(at, at + step));
    part.places.push(place);
  }
  return [...parts.values()];
}

/**
 * The answer as one node would have returned it: MGET's values in the order of the keys, the sum of counts, MSET's OK.
 * A part without an answer puts errors in its places of an MGET, and makes the whole an error otherwise.
 */
export function mergeParts(
  args: Args,
  parts: readonly Part[],
  replies: readonly (RawReply | null)[],
): RawReply {
  const name = lowerWord(args[0]);
  if (name === 'mget') {
    const frames: Uint8Array[] = [];
    parts.forEach(({ places }, i) => {
      const reply = replies[i] ?? null;
      const walk = reply && !isError(reply) && reply.elements === places.length ? new FrameWalk(reply) : null;
      const values = walk?.elements(0, places.length) ?? places.map(() => failed(reply));
      places.forEach((place, k) => (frames[place] = values[k]!));
    });
    return arrayOf(frames);
  }
  const bad = replies.filter((reply) => reply === null || isError(reply)).length;
  if (bad > 0) return replyOf(`-ERR ${bad} of ${parts.length} parts did not succeed; the others did run`);
  if (name === 'mset') return replyOf('+OK');
  let sum = 0;
  for (const reply of replies)
    sum += Number(Buffer.from(joinFrame(reply!)).toString('latin1').slice(1).trim());
  return replyOf(`:${sum}`);
}

const failed = (reply: RawReply | null): Uint8Array =>
  reply && isError(reply) ? joinFrame(reply) : Buffer.from('-ERR no answer from its node\r\n');
