import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeLine } from '../../../../../main/cluster/topology/reading.ts';
import { ownersOf } from '../../../../../main/cluster/topology/slot-claims.ts';
import type { SlotRange } from '../../../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../../../shared/slots/slots.ts';

type Claim = Pick<NodeLine, 'id' | 'configEpoch' | 'slots'>;

const lines = (claims: readonly Claim[]) => claims as NodeLine[];

const anyRange = fc
  .tuple(fc.nat(SLOT_COUNT - 1), fc.oneof(fc.nat(2), fc.nat(3000)))
  .map(([first, more]): SlotRange => ({ first, last: Math.min(SLOT_COUNT - 1, first + more) }));

const claimsOf = (ranges: fc.Arbitrary<SlotRange[]>): fc.Arbitrary<Claim[]> =>
  fc
    .array(fc.tuple(fc.nat(4), ranges), { maxLength: 5 })
    .map((some) =>
      some.map(([configEpoch, slots], i) => ({ id: String.fromCharCode(97 + i), configEpoch, slots })),
    );

/** Ranges without a slot in common, dealt out to five nodes. */
const apart: fc.Arbitrary<Claim[]> = fc
  .array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 40 })
  .map((parts) => {
    const claims = ['e', 'd', 'c', 'b', 'a'].map((id, i): Claim => ({ id, configEpoch: i, slots: [] }));
    let first = 0;
    for (const [node, length, isClaimed] of parts) {
      if (isClaimed) claims[node]!.slots.push({ first, last: first + length - 1 });
      first += length;
    }
    return claims;
  });

/** The rule, slot by slot: the claims of the highest epoch, then of the smallest id, come first. */
function claimants(claims: readonly Claim[], slot: number): string[] {
  return claims
    .filter(({ slots }) => slots.some(({ first, last }) => first <= slot && slot <= last))
    .sort((a, b) => b.configEpoch - a.configEpoch || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

test.each([
  ['that overlap', claimsOf(fc.array(anyRange, { maxLength: 4 }))],
  ['that do not overlap', apart],
])('claims %s are decided by the rule, and ranges that touch are one', (_, anyClaims) => {
  fc.assert(
    fc.property(anyClaims, (claims) => {
      const { slots, contests } = ownersOf(lines(claims), []);
      const owners = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
      for (const [id, ranges] of slots) {
        for (const [i, { first, last }] of ranges.entries()) {
          owners.fill(id, first, last + 1);
          if (i > 0) expect(first).toBeGreaterThan(ranges[i - 1]!.last + 1);
        }
      }
      const contested = new Map<number, string[]>();
      for (const { slots: some, ids } of contests)
        for (const { first, last } of some)
          for (let slot = first; slot <= last; slot++) contested.set(slot, ids);
      for (let slot = 0; slot < SLOT_COUNT; slot += 1) {
        const ids = claimants(claims, slot);
        if (owners[slot] !== ids[0]) expect([slot, owners[slot]]).toEqual([slot, ids[0]]);
        const several = contested.get(slot);
        if (ids.length > 1 || several) expect([slot, several]).toEqual([slot, ids]);
      }
    }),
    { numRuns: 30 },
  );
});
