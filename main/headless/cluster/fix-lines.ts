/** The lines of `fix`, and those of the search for keys at other nodes, in redis-cli's words. Pure. */
import { slotsOfRanges } from '../../../shared/slots/slot-ranges.ts';
import type { Action } from '../../../shared/operations/action.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { ownersByKeys } from '../../cluster/operations/findings/foreign-keys.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import type { SlotCounts } from '../../cluster/operations/reading/slot-measures.ts';

/** As a step of a repair begins. */
export function fixStepLines({ steps }: Pick<Plan, 'steps'>, number: number): string[] {
  const { action, commands, title } = steps[number]!;
  const before = steps.slice(0, number).map((step) => step.action);
  if (action.kind === 'take-slots') {
    const isFirst = !before.some(({ kind }) => kind === 'take-slots');
    const address = commands[0]?.node ?? action.node;
    return [
      ...(isFirst ? ['>>> Fixing slots coverage...'] : []),
      ...slotsOfRanges(action.slots).map((slot) => `>>> Covering slot ${slot} with ${address}`),
    ];
  }
  const told = new Set(
    before.flatMap((one) => (one.kind === 'take-slots' ? slotsOfRanges(one.slots) : openSlots(one))),
  );
  const fresh = openSlots(action).filter((slot) => !told.has(slot));
  const head =
    action.kind === 'move-keys' && !action.open
      ? (slot: number) => `>>> Fixing multiple owners for slot ${slot}...`
      : (slot: number) => `>>> Fixing open slot ${slot}`;
  return [...fresh.map(head), `>>> ${title}`];
}

/** Slots that were open, or that several nodes had, before the step. */
const openSlots = (action: Action): number[] =>
  action.kind === 'give-up-slots' ||
  action.kind === 'close-slots' ||
  action.kind === 'move-keys' ||
  action.kind === 'move-slots'
    ? slotsOfRanges(action.slots)
    : [];

export function multipleOwnerLines(reading: ClusterReading, counts: SlotCounts): string[] {
  const found = ownersByKeys(reading, counts);
  return [
    '>>> Check for multiple slot owners...',
    ...found.flatMap(({ slot, addresses }) => [
      `[WARNING] Slot ${slot} has ${addresses.length} owners:`,
      ...addresses.map((address) => `    ${address}`),
    ]),
    ...(found.length === 0 ? ['[OK] No multiple owners found.'] : []),
  ];
}
