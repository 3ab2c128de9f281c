/**
 * Whole operations on a modelled cluster, with one fault each at any command: no key is lost, no slot is without an owner, what
 * is left open is told, and once the fault is healed the operation can be finished.
 *
 * A few are run each time, always the same; SIMULATIONS=1000 SEED=5 runs so many of another seed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyFault, FAULT_KINDS, type Fault } from '../../../../../support/model-cluster/faults.ts';
import { OPERATIONS } from '../../../../../support/model-cluster/operations.ts';
import { problemsOf } from '../../../../../support/model-cluster/problems.ts';
import { GOSSIP, placeOf, simulate } from '../../../../../support/model-cluster/simulate.ts';

const RUNS = Number(process.env['SIMULATIONS'] ?? 8);
const SEED = Number(process.env['SEED'] ?? 11);
/** Simulations take some 100 ms each, on a busy machine ten times as long. */
const timeoutFor = (runs: number) => 60_000 + runs * 3000;

const NO_FAULT: Fault = { kind: 'none', at: 0, choice: 0 };

/** Commands of a run without a fault. */
const undisturbed = async (name: string) =>
  (await simulate({ ...OPERATIONS[name]!(), fault: NO_FAULT, gossip: 'slow', random: 1 })).sent;

describe.each(Object.entries(OPERATIONS))('%s', (name, modelled) => {
  test.each(GOSSIP)('without a fault it is done, with gossip that is %s', async (gossip) => {
    const one = modelled();
    const simulated = await simulate({ ...one, fault: NO_FAULT, gossip, random: 1 });
    expect(problemsOf(simulated, one)).toEqual([]);
    expect(simulated.first).toMatchObject({ state: 'done', remarks: [] });
    expect(simulated.first?.verified.filter(({ ok }) => !ok)).toEqual([]);
  });

  test(
    'with any fault at any command',
    async () => {
      const sent = await undisturbed(name);
      const property = fc.asyncProperty(
        anyFault,
        fc.constantFrom(...GOSSIP),
        fc.nat(),
        async (fault, gossip, random) => {
          const one = modelled();
          const simulated = await simulate({ ...one, fault, gossip, random }, placeOf(fault, sent));
          expect(problemsOf(simulated, one)).toEqual([]);
        },
      );
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    },
    timeoutFor(RUNS),
  );
});

/** Of each command that changes something at the servers. */
const CHANGES = /: (CLUSTER SETSLOT|MIGRATE) /;
const LOST = FAULT_KINDS.filter((kind) => /^(unanswered|freezes|operator-dies-after)$/.test(kind));

test.each(LOST)(
  'a reshard in which any command that changes something ends with “%s”',
  async (kind) => {
    const sent = await undisturbed('reshard');
    const places = sent.flatMap((command, i) => (CHANGES.test(command) ? [i] : []));
    expect(places.length).toBeGreaterThan(20);
    for (const place of places) {
      const one = OPERATIONS['reshard']!();
      const fault: Fault = { kind, at: 0, choice: 0 };
      const simulated = await simulate({ ...one, fault, gossip: 'slow', random: 1 }, place);
      expect({ place: sent[place], problems: problemsOf(simulated, one) }).toEqual({
        place: sent[place],
        problems: [],
      });
    }
  },
  timeoutFor(40),
);
