/** Settings that go back to their old values. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import { PLAIN_STEP, type StepDraft } from '../planning/plan-of.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import type { JournalState } from '../run/journal.ts';
import { rewriteStep } from '../settings/plan-settings.ts';
import { readSettings, shown } from '../settings/values.ts';

/** Values that someone has changed since are left, and named. */
export async function settingsBack(
  { plan, stepsBegun }: JournalState,
  records: readonly JournalRecord[],
  reading: ClusterReading,
  nodes: OperationNodes,
): Promise<{ steps: StepDraft[]; remarks: string[] }> {
  const begun = plan.steps.filter(({ number }) => stepsBegun.has(number));
  const sets = begun.flatMap(({ number, title, action }) =>
    action.kind === 'set-config' ? [{ ...action, number, title }] : [],
  );
  const steps: StepDraft[] = [];
  const remarks: string[] = [];
  if (sets.length === 0) return { steps, remarks };
  const now = await readSettings(nodes, reading, [...new Set(sets.map(({ name }) => name))]);
  const changed = new Set<NodeAddress>();
  for (const { node, name, value, number, title } of sets.reverse()) {
    // A run that was cut off before the change notes the value again.
    const old = records.find((one) => one.record === 'before' && one.step === number && one.name === name);
    const current = now.get(node)?.get(name.toLowerCase());
    if (old?.record !== 'before') remarks.push(`No old value is known: ${title}`);
    else if (current === undefined) remarks.push(`${node} does not tell its ${name}, which is left.`);
    else if (current !== value && current !== old.value)
      remarks.push(`${name} at ${node} has changed since, and is left at ${shown(current) || '""'}.`);
    else {
      steps.push(settingStep(node, name, old.value));
      changed.add(node);
    }
  }
  for (const { action } of begun)
    if (action.kind === 'rewrite-config' && changed.has(action.node)) steps.push(rewriteStep(action.node));
  return { steps, remarks };
}

const settingStep = (node: NodeAddress, name: string, value: string): StepDraft => ({
  ...PLAIN_STEP,
  title: `Set ${name} at ${node} to its old value.`,
  action: { kind: 'set-config', node, name, value },
  commands: [{ node, line: `CONFIG SET ${name} …` }],
  onFailure: 'go-on',
});
