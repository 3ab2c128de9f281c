/** How one slot is repaired. Pure. Nodes are named by id. */
import type { RequestOf } from '../../../../shared/operations/request.ts';
import type { SlotFacts } from './slot-facts.ts';

/** Why a node gets a slot that has no owner. */
export type TakeReason = 'keys' | 'named' | 'smallest' | 'lost';

/** In the order in which it is carried out. Keys come before owners, except that a slot without an owner gets one first. */
export interface Repair {
  slot: number;
  /** Those that claim the slot no more; its present owner is `keeper`. */
  giveUp: readonly string[];
  keeper: string | null;
  keysAtKeeper: number;
  take: { reason: TakeReason; bumpEpoch: boolean } | null;
  /** Marks that go; no key moves for them. */
  close: readonly string[];
  /** Nodes whose keys go to the owner, or to the node that the slot is moving to. `open`: it has a mark, or there is no owner. */
  bring: readonly { from: string; keys: number; open: boolean }[];
  /** The slot moves on from `keeper` to `owner`. */
  finish: boolean;
  /** Who has the slot in the end; null: a primary with few slots, which the plan finds. */
  owner: string | null;
  /** Why the slot is left as it is, apart from `giveUp`; null if it is repaired. */
  left: Left | null;
}

/** unknown-keys: the node did not say how many keys it has. away: keys that have moved may be there. */
export interface Left {
  why: 'unknown-keys' | 'away' | 'last-slot';
  node: string;
}

/** `away` are primaries that do not answer. Null if the slot needs no repair. */
export function decide(
  facts: SlotFacts,
  request: Pick<RequestOf<'fix'>, 'open' | 'lostNodes'>,
  away: ReadonlySet<string>,
): Repair | null {
  const { slot, claimants, lost, migrating, importing, keys } = facts;
  const [keeper = null, ...giveUp] = claimants;
  const left = request.lostNodes ? unknownKeys(facts) : (awayMark(facts, away) ?? unknownKeys(facts));
  const keysAtKeeper = (keeper !== null && keys.get(keeper)) || 0;
  const base = { slot, giveUp, keeper, keysAtKeeper };
  if (left) return { ...base, take: null, close: [], bring: [], finish: false, owner: keeper, left };

  const next = keeper === null ? null : moveOf(facts, keeper);
  const isClaimed = keeper !== null && lost === null;
  const finish = isClaimed && next !== null && request.open === 'finish';
  const taker = keeper === null ? takerOf(facts) : null;
  const owner = finish ? next : (keeper ?? taker?.id ?? null);
  const names = new Set(facts.views.values());
  const take = isClaimed
    ? null
    : {
        reason: taker?.reason ?? (lost === null ? 'smallest' : 'lost'),
        // The claim of a node that does not answer counts again when it returns.
        bumpEpoch: lost !== null || [...names].some((id) => id !== owner),
      };

  const close: string[] = [];
  const bring: { from: string; keys: number; open: boolean }[] = [];
  for (const [node, some] of keys) {
    // Who gives a slot up imports it then, so that gossip leaves it alone.
    const isOpen = migrating.has(node) || importing.has(node) || giveUp.includes(node);
    const isMover = finish && (node === keeper || node === owner);
    if (isMover) continue;
    // A node that is migrating a slot takes no keys of it back: it sends them on.
    if (node === owner) {
      if (isOpen && take === null) close.push(node);
    } else if (some! > 0) bring.push({ from: node, keys: some!, open: isOpen || take !== null });
    else if (isOpen) close.push(node);
  }
  const isFine = take === null && !finish && giveUp.length + close.length + bring.length === 0;
  return isFine ? null : { ...base, take, close, bring, finish, owner, left: null };
}

/** Where the slot is going: its owner and another node have marks that name each other. */
function moveOf({ migrating, importing, keys, views }: SlotFacts, keeper: string): string | null {
  const to = migrating.get(keeper);
  // A node takes no keys of a slot of which it sees no owner, and one that imports a slot does not learn of any.
  if (to === undefined || !keys.has(to) || migrating.has(to) || !views.has(to)) return null;
  return importing.get(to) === keeper ? to : null;
}

/** Of a slot that nobody claims: the node with most of its keys, or the one that others see as its owner. */
function takerOf({ keys, importing, views }: SlotFacts): { id: string; reason: TakeReason } | null {
  const ranked = [...keys].map(([id, some]) => {
    const from = importing.get(id);
    return {
      id,
      keys: some!,
      // The old owner has closed a move that this node has not closed yet.
      isNext: from !== undefined && views.get(from) === id,
      named: [...views].filter(([viewer, owner]) => owner === id && viewer !== id).length,
    };
  });
  ranked.sort((a, b) => b.keys - a.keys || Number(b.isNext) - Number(a.isNext) || b.named - a.named);
  const [best] = ranked;
  if (!best) return null;
  if (best.keys > 0) return { id: best.id, reason: 'keys' };
  return best.isNext || best.named > 0 ? { id: best.id, reason: 'named' } : null;
}

function unknownKeys({ keys }: SlotFacts): Left | null {
  const silent = [...keys].find(([, some]) => some === null);
  return silent ? { why: 'unknown-keys', node: silent[0] } : null;
}

/** Keys may have moved to a node that does not answer. Closing the slot would hide them, and clients could write them a second time. */
function awayMark({ migrating }: SlotFacts, away: ReadonlySet<string>): Left | null {
  const node = [...migrating.values()].find((to) => away.has(to));
  return node === undefined ? null : { why: 'away', node };
}
