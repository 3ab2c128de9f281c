/** Where the keys are in a line as it is typed, and which part of each decides its slot. */
import type { Word } from '../../../shared/commands/command-line.ts';
import { CLUSTER_HASHING, hashingOf, slotOfKey, type Hashing } from '../../../shared/slots/hashing.ts';
import { hasNoSlots, shardOfSlot } from '../../kit/topology-lookup.ts';
import type { Mark } from '../../../shared/repl/line/mark.ts';
import type { ShellContext } from '../contract.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';
import { LONGEST_READ, type Reading } from '../../../shared/repl/line/reading.ts';

/** Underlines for the hashed part of each key, in the colour of the slot's shard. None if slots do not apply. */
export function markKeys(line: Reading, context: ShellContext | null): Mark[] {
  if (!context || line.text.length > LONGEST_READ) return [];
  const { topology } = context;
  if (hasNoSlots(topology) && !topology?.codis) return [];
  const hashing = hashingOf(topology);
  return line.parts(context.commands).keys.flatMap(({ word, slot }) => {
    const { start, end } = hashedInLine(line.text, word, hashing);
    const shard = shardOfSlot(topology, topology?.codis ? slotOfKey(topology, word.bytes) : slot);
    return start < end ? [{ start, end, ink: shard ? shardInk(shard.number) : INK.fg3 }] : [];
  });
}

/** The offsets of the hashed part in the line; those of the whole word if escapes hide it. */
export function hashedInLine(
  line: string,
  word: Word,
  hashing: Hashing = CLUSTER_HASHING,
): { start: number; end: number } {
  if (!hashing.part(word.bytes).tagged) return word;
  // A brace is one byte and one character, so the same rule finds the tag in the text, unless a brace is escaped.
  const text = line.slice(word.start, word.end);
  if (!word.plain && text.includes('\\')) return word;
  const open = text.indexOf('{');
  return { start: word.start + open + 1, end: word.start + text.indexOf('}', open) };
}
