/** Who owns which slots once a plan has been carried out. Pure. */
import type { SlotRange } from '../../shared/cluster/topology.ts';
import type { SlotOwner } from '../../shared/operations/moves.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { SLOT_COUNT } from '../../shared/slots/slots.ts';

/** `ids`: of the nodes that join, by address. Owners keep their order; those that join come after them. */
export function ownersAfter(
  before: readonly SlotOwner[],
  { steps }: Plan,
  ids: ReadonlyMap<string, string>,
): SlotOwner[] {
  const table = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
  const give = (id: string, slots: readonly SlotRange[]) => {
    for (const { first, last } of slots) table.fill(id, first, last + 1);
  };
  for (const { id, slots } of before) give(id, slots);
  for (const { action } of steps)
    switch (action.kind) {
      case 'move-slots':
      case 'migrate-slots':
        give(action.to, action.slots);
        break;
      case 'take-slots':
      case 'announce-slots':
        give(action.node, action.slots);
        break;
      case 'add-slots':
        give(ids.get(action.node) ?? action.node, action.slots);
        break;
      default:
    }
  const order = [...before.map(({ id }) => id), ...ids.values()];
  const found = new Map<string, SlotRange[]>(order.map((id) => [id, []]));
  for (let first = 0; first < SLOT_COUNT;) {
    const id = table[first];
    let last = first;
    while (last + 1 < SLOT_COUNT && table[last + 1] === id) last++;
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), { first, last }]);
    first = last + 1;
  }
  return [...found].map(([id, slots]) => ({ id, slots }));
}
