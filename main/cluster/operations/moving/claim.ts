/** Makes the target the owner of slots that it imports. */
import type { Arg, Failed } from '../reading/nodes.ts';
import type { Move } from './move.ts';
import { setSlots } from './set-slots.ts';

/**
 * The first failure; undefined once the target owns the slots.
 *
 * A node that takes over a slot which it imports sends its whole map to every node, and each of those compares all 16384 slots:
 * three quarters of the servers' time in a move of empty slots (Redis 7.0). So one transaction takes them all, and only the last
 * one with its mark: that one raises the config epoch and tells the others, for all of them. Between them the node takes no
 * message and writes no nodes.conf, so that nobody sees some of them without the others or under the epoch of before.
 */
export async function claimSlots(move: Move, slots: readonly number[]): Promise<Failed | undefined> {
  const { context, target, to } = move;
  const answers =
    move.isClaimedTogether && slots.length > 1
      ? await context.nodes.transaction(target, [
          ...slots.slice(0, -1).flatMap((slot) => [setSlot(slot, 'STABLE'), setSlot(slot, 'NODE', to)]),
          setSlot(slots.at(-1)!, 'NODE', to),
        ])
      : null;
  if (!answers) return setSlots(move, target, slots, ['NODE', to]);
  return answers.find((answer) => answer.kind !== 'reply');
}

const setSlot = (slot: number, ...state: string[]): Arg[] => ['CLUSTER', 'SETSLOT', slot, ...state];
