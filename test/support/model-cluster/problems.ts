/** What is wrong with a simulated operation: with the cluster, with what was reported, or with the journal. */
import type { OperationReport } from '../../../shared/operations/progress.ts';
import { touchedSlots } from '../../../main/cluster/operations/run/verify.ts';
import { PASSWORD, SHARDS, type Modelled } from './operations.ts';
import { isOver, type Simulated } from './simulate.ts';

export function problemsOf(simulated: Simulated, modelled: Modelled): string[] {
  return [
    ...simulated.witness.violations,
    ...untruths(simulated),
    ...(JSON.stringify([simulated.records, simulated.first]).includes(PASSWORD)
      ? ['A password was kept.']
      : []),
    ...leftovers(simulated, modelled),
  ];
}

/** What the first run has not told. */
function untruths({ first, records, open, foreign }: Simulated): string[] {
  const untold: string[] = [];
  const own = open.filter(
    ({ node, slot }) => !foreign.some((mark) => mark.node === node && mark.slot === slot),
  );
  const noted = new Set(
    records.flatMap((record) =>
      record.record === 'slots' && record.state === 'open'
        ? record.slots
        : // A repair finds them open.
          record.record === 'begin' && record.plan.request.kind === 'fix'
          ? touchedSlots(record.plan)
          : [],
    ),
  );
  for (const { node, slot } of own)
    if (!noted.has(slot)) untold.push(`The journal knew nothing of slot ${slot}, open at ${node}.`);
  if (!first) return untold;
  const bad = first.verified.filter(({ ok }) => !ok).map(({ text }) => text);
  if (first.state === 'done' && (own.length > 0 || bad.length > 0))
    untold.push('It was done, and it was not.');
  const isTold = bad.some((text) => /open slots|do not answer|could not be looked at/.test(text));
  if (own.length > 0 && !isTold && records.length > 0)
    untold.push('Nothing was said of the slots that are open.');
  if (first.state === 'failed' && first.remarks.join('') === '') untold.push('It failed without a reason.');
  return untold;
}

/** What is not as it must be after the fault was healed and the operation was finished. */
function leftovers({ first, resumed, anew, witness }: Simulated, modelled: Modelled): string[] {
  const { cluster, members, counts } = modelled;
  const wrong = witness.faultsAtRest(members);
  const last = anew && !('refusal' in anew) ? anew : (resumed.at(-1) ?? first)!;
  if (!isOver(last)) wrong.push(`It cannot be finished: ${last.remarks.join(' ')}`);
  if (anew && 'refusal' in anew) wrong.push(`No new plan: ${anew.refusal}`);
  // A plan that is made anew moves as much again.
  if (!anew)
    for (const [name, count] of Object.entries(counts)) {
      const nodes = SHARDS[name] ?? [name];
      const slots = nodes.reduce((sum, node) => sum + cluster.node(node).slotCount(), 0);
      if (slots !== count) wrong.push(`${name} has ${slots} slots instead of ${count}.`);
    }
  return wrong.filter((text) => !isReported(text, [first, ...resumed]));
}

/** A node that was away cannot be told to forget, and may keep copies of keys; the report says so. */
function isReported(text: string, reports: readonly (OperationReport | null)[]): boolean {
  const said = reports.flatMap((report) => [
    ...(report?.outcomes.map((one) => one.text) ?? []),
    ...(report?.verified.filter(({ ok }) => !ok).map((one) => one.text) ?? []),
  ]);
  if (/ knows \d+ other nodes/.test(text)) return said.some((one) => /could not be told to forget/.test(one));
  if (/ is at \w+,\w+; its owner is /.test(text))
    return said.some((one) => /holds \d+ keys of slots/.test(one));
  return false;
}
