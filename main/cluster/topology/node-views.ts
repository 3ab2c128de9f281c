/** Finds the nodes whose own CLUSTER NODES (3.0) disagrees with the map that is shown. Pure. */
import type { NodeAddress, NodeView, SlotRange } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { NodeLine } from './reading.ts';
import { strongestFirst } from './slot-claims.ts';
import { appendSlot } from './slot-ranges.ts';

/** CLUSTER NODES of one node. */
export interface ViewReading {
  node: NodeAddress;
  lines: NodeLine[];
}

/**
 * Returns the views that differ from `shown`, the view of the node that gave the map. A node in `silent` keeps its view
 * from `previous`, because it has not agreed since.
 */
export function differingViews(
  shown: readonly NodeLine[],
  readings: readonly ViewReading[],
  previous: readonly NodeView[],
  silent: ReadonlySet<NodeAddress>,
): NodeView[] {
  const numbers = new Map<string, number>();
  const map = ownersIn(shown, numbers);
  const places = new Map(shown.map((line) => [line.id, line.address]));
  const views: NodeView[] = previous.filter((view) => silent.has(view.node));
  for (const { node, lines } of readings) {
    const own = ownersIn(lines, numbers);
    const byOwner = new Map<number, SlotRange[]>();
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const owner = own[slot]!;
      if (owner === map[slot]) continue;
      const ranges = byOwner.get(owner);
      if (ranges) appendSlot(ranges, slot);
      else byOwner.set(owner, [{ first: slot, last: slot }]);
    }
    if (byOwner.size === 0) continue;
    const addresses = new Map<number, NodeAddress>();
    for (const line of lines) {
      const number = numbers.get(line.id);
      if (number !== undefined) addresses.set(number, places.get(line.id) ?? line.address);
    }
    views.push({
      node,
      epoch: lines.reduce((greatest, line) => Math.max(greatest, line.configEpoch), 0),
      differs: [...byOwner].map(([owner, slots]) => ({ slots, owner: addresses.get(owner) ?? null })),
    });
  }
  return views.sort((a, b) => (a.node < b.node ? -1 : 1));
}

/** By slot: the owner's number in `numbers`, which grows as needed; 0 for no owner. */
function ownersIn(lines: readonly NodeLine[], numbers: Map<string, number>): Uint16Array {
  const owners = new Uint16Array(SLOT_COUNT);
  const claims = lines.filter(({ slots }) => slots.length > 0).sort(strongestFirst);
  for (const { id, slots } of claims.reverse()) {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    for (const { first, last } of slots) owners.fill(number, first, last + 1);
  }
  return owners;
}
