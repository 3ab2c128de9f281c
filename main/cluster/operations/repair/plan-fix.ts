/** The plan of a repair, made from a reading and the keys of all slots at all primaries. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { planOf, type StepDraft } from '../planning/plan-of.ts';
import {
  nodeById,
  primariesOf,
  replicasOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import type { SlotCounts } from '../reading/slot-measures.ts';
import { decide, type Left, type Repair } from './decide.ts';
import { keepLastSlots } from './last-slots.ts';
import { answeringPrimaries, lostSlots, misseen, oddSlots } from './slot-facts.ts';
import { giveToSmallest } from './smallest.ts';
import { announceStep, bringStep, closeStep, finishStep, giveUpStep, slotWords, takeStep } from './steps.ts';

/** A plan without steps if nothing needs a repair. */
export function planFix(
  request: RequestOf<'fix'>,
  reading: ClusterReading,
  counts: SlotCounts,
): Plan | PlanRefusal {
  const slotsLost = [...lostSlots(reading).values()];
  const lost = primariesOf(reading).flatMap((node) => {
    const slots = slotsLost.filter((id) => id === node.id).length;
    return slots > 0 ? [{ ...node, slots }] : [];
  });
  const refusal = lostRefusal(reading, lost, request.lostNodes);
  if (refusal !== null) return { refusal };
  const answering = answeringPrimaries(reading);
  if (answering.length === 0) return { refusal: 'No primary answers.' };
  const away = new Set(primariesOf(reading).flatMap(({ id, trouble }) => (trouble ? [id] : [])));
  const decided = oddSlots(reading, counts).flatMap((facts) => decide(facts, request, away) ?? []);
  const repairs = keepLastSlots(giveToSmallest(decided, answering), answering, counts);
  const steps = stepsOf(repairs, request, reading);
  const left = leftRemarks(repairs, reading);
  if (steps.length === 0 && left.length > 0) return { refusal: left.join(' ') };
  const touched = [
    ...new Set(repairs.flatMap(nodesIn)),
    ...steps.flatMap(({ action }) => (action.kind === 'announce-slots' ? [action.node] : [])),
  ];
  return planOf(reading, {
    request,
    title: steps.length === 0 ? 'No slot needs a repair.' : 'Fix the cluster',
    remarks: [...lostRemarks(lost), ...left, ...otherRemarks(repairs, answering, counts)],
    nodes: touched,
    owners: touched,
    steps,
  });
}

const nodesIn = ({ giveUp, keeper, close, bring, owner }: Repair): string[] =>
  [keeper, owner, ...giveUp, ...close, ...bring.map(({ from }) => from)].filter((id) => id !== null);

/** Collects what goes into one step. */
class Groups<T> {
  private readonly groups = new Map<string, T[]>();
  add(key: readonly (string | boolean)[], item: T): void {
    const name = JSON.stringify(key);
    this.groups.set(name, [...(this.groups.get(name) ?? []), item]);
  }
  steps<K extends readonly unknown[]>(step: (key: K, items: T[]) => StepDraft): StepDraft[] {
    return [...this.groups].map(([name, items]) => step(JSON.parse(name) as K, items));
  }
}

/**
 * The order is what keeps the keys. First nobody claims a slot that another one owns: a higher epoch, which all later steps may
 * bring about, would make it delete its keys. Then every slot has an owner, because MIGRATE needs one. Then keys move, and
 * owners change last: a node that gives its last slot away becomes a replica, and loses keys of other slots.
 */
function stepsOf(
  repairs: readonly Repair[],
  request: RequestOf<'fix'>,
  reading: ClusterReading,
): StepDraft[] {
  const at = (id: string) => nodeById(reading, id)!;
  const giveUps = new Groups<number>();
  const takes = new Groups<number>();
  const closes = new Groups<{ slot: number; elsewhere: number }>();
  const brings = new Groups<{ slot: number; keys: number }>();
  const finishes = new Groups<{ slot: number; keys: number }>();
  for (const { slot, giveUp, keeper, take, close, bring, finish, owner, keysAtKeeper } of repairs) {
    for (const node of giveUp) giveUps.add([node, keeper!], slot);
    if (take) takes.add([owner!, take.reason, take.bumpEpoch], slot);
    for (const node of close)
      closes.add([node, node === owner], {
        slot,
        elsewhere: node === owner ? bring.reduce((sum, { keys }) => sum + keys, 0) : 0,
      });
    for (const { from, keys, open } of bring) brings.add([from, owner!, open, !finish], { slot, keys });
    if (finish) finishes.add([keeper!, owner!], { slot, keys: keysAtKeeper });
  }
  const slots = (items: readonly { slot: number }[]) => items.map(({ slot }) => slot);
  const sum = (items: readonly { keys: number }[]) => items.reduce((all, { keys }) => all + keys, 0);
  const moved = finishes.steps<[string, string]>(([from, to], items) =>
    finishStep(at(from), at(to), slots(items), sum(items), request.move),
  );
  const sources = new Set(moved.flatMap(({ action }) => (action.kind === 'move-slots' ? [action.from] : [])));
  // A node that is importing a slot does not learn its owner, so slots that are left cannot be announced.
  const changing = new Set(
    repairs.flatMap(({ slot, take, finish, left }) => (take || finish || left ? [slot] : [])),
  );
  return [
    ...giveUps.steps<[string, string]>(([node, to], items) => giveUpStep(at(node), at(to), items)),
    ...takes.steps<[string, NonNullable<Repair['take']>['reason'], boolean]>(([node, reason, bump], items) =>
      takeStep(at(node), items, reason, bump),
    ),
    ...closes.steps<[string, boolean]>(([node, owns], items) =>
      closeStep(at(node), slots(items), owns, sum(items.map(({ elsewhere }) => ({ keys: elsewhere })))),
    ),
    ...brings.steps<[string, string, boolean, boolean]>(([from, to, open, owns], items) => ({
      ...bringStep(at(from), at(to), slots(items), sum(items), { open, owns, options: request.move }),
      // Its slots do not move on while it has keys of others.
      ...(sources.has(from) && { onFailure: 'stop' as const }),
    })),
    ...moved,
    ...[...misseen(reading)].flatMap(([id, seen]) => {
      const unsettled = seen.filter((slot) => !changing.has(slot));
      return unsettled.length > 0 ? [announceStep(at(id), unsettled)] : [];
    }),
  ];
}

/** A primary that does not answer, and the number of slots that go without it. */
type Lost = NodeReading & { slots: number };

/** Why nothing is done while a primary with slots does not answer; null if that is wanted, and no replica has its data. */
function lostRefusal(reading: ClusterReading, lost: readonly Lost[], isWanted: boolean): string | null {
  const reasons = lost.flatMap(({ id, address, slots: count }) => {
    const heirs = replicasOf(reading, id).filter(({ trouble }) => trouble === null);
    const slots = counted(count, 'slot');
    const [heir] = heirs;
    if (heir)
      return `${address} does not answer and owns ${slots}. Its replica ${heir.address} has its data${heir.keys === null ? '' : `, ${counted(heir.keys, 'key')}`}: wait until it takes over, or let it: slotshell --cluster failover ${heir.address} --takeover.`;
    if (isWanted) return [];
    return `${address} does not answer and owns ${slots}; no other node has their keys. Start it again, restore its files first if they are damaged, and wait for it. To give its slots to others, which loses its keys for good: --cluster-fix-with-unreachable-masters.`;
  });
  return reasons.length > 0 ? reasons.join(' ') : null;
}

const lostRemarks = (lost: readonly Lost[]): string[] =>
  lost.map(
    ({ address, slots }) =>
      `All keys of ${counted(slots, 'slot')} that only ${address} has are lost, and no number is known: when it returns, it becomes a replica or has no slots, and its data is deleted. Start it or restore its files first if they matter.`,
  );

function leftRemarks(repairs: readonly Repair[], reading: ClusterReading): string[] {
  const groups = new Map<string, { left: Left; slots: number[] }>();
  for (const { slot, left } of repairs) {
    if (!left) continue;
    const key = `${left.why} ${left.node}`;
    const group = groups.get(key) ?? { left, slots: [] };
    groups.set(key, { left, slots: [...group.slots, slot] });
  }
  return [...groups.values()].map(({ left: { why, node }, slots }) => {
    const address = nodeById(reading, node)?.address ?? node;
    const head = `${slotWords(slots)} ${slots.length === 1 ? 'stays' : 'stay'} as found`;
    return `${head.charAt(0).toUpperCase()}${head.slice(1)}: ${LEFT_WORDS[why](address)}`;
  });
}

const LEFT_WORDS: Record<Left['why'], (address: string) => string> = {
  'unknown-keys': (address) => `${address} did not say how many keys it has.`,
  away: (address) =>
    `keys may have moved to ${address}, which does not answer. Start it again; without it, --cluster-fix-with-unreachable-masters closes the slots and leaves those keys behind.`,
  'last-slot': (address) =>
    `${address} would have no slot left and become a replica, and it may have keys of other slots, which it would lose. Fix those first.`,
};

function otherRemarks(
  repairs: readonly Repair[],
  answering: readonly NodeReading[],
  counts: SlotCounts,
): string[] {
  const silent = answering.filter(({ id }) => counts.get(id)?.some(Number.isNaN) ?? true);
  const isOpen = repairs.some(
    ({ close, bring, finish, take }) =>
      finish || (!take && (close.length > 0 || bring.some(({ open }) => open))),
  );
  return [
    ...silent.map(
      ({ address }) =>
        `${address} did not say how many keys it has of all slots, so keys that do not belong there are not found.`,
    ),
    ...(isOpen ? ['Make sure that nobody else is moving these slots now: that operation would fail.'] : []),
  ];
}
