/** Plans a change of settings at the nodes: CONFIG SET, then CONFIG REWRITE, each with an outcome of its own. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { PLAIN_STEP, planOf, type StepDraft } from '../planning/plan-of.ts';
import { memoryBytes } from '../../../../shared/local/conf.ts';
import { defaultsFor } from '../inspecting/setting-defaults.ts';
import { nodeById, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { isPattern, isSecretSetting, shown, type SettingValues } from './values.ts';

const NODE_TIMEOUT = 'cluster-node-timeout';
const MIN_NODE_TIMEOUT = 100;
/** Characters of a value: the longest real ones are lists of save points. */
const MAX_VALUE = 4096;

type Settings = RequestOf<'settings'>;
type Change = Settings['changes'][number];

/** `values` are those now, for showing; what is unknown is shown as such. */
export function planSettings(
  request: Settings,
  reading: ClusterReading,
  values: SettingValues,
): Plan | PlanRefusal {
  const wrong = request.changes.map((change) => refusalOf(change, reading)).find((text) => text !== null);
  if (wrong) return { refusal: wrong };
  const names = request.changes.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return { refusal: `Setting ${shown(twice)} is named twice.` };
  const unknown = request.nodes.find((id) => !nodeById(reading, id));
  if (unknown !== undefined) return { refusal: `No node has the ID ${shown(unknown)}.` };
  const chosen = reading.nodes.filter(({ id }) => request.nodes.length === 0 || request.nodes.includes(id));
  const steps = chosen.flatMap((node) => [
    ...request.changes.flatMap((change) => setStep(node, change, values.get(node.address))),
    ...(request.rewrite ? [rewriteStep(node.address)] : []),
  ]);
  if (steps.length === 0) return { refusal: 'All these nodes have these values already.' };
  // Those that were left out because they do not answer, too; the others are asked again by their steps.
  const away = reading.nodes.filter(({ trouble }) => trouble !== null);
  const changes = request.changes.map(({ name, value }) => `${name} to ${shown(value) || '""'}`).join(', ');
  return planOf(reading, {
    request,
    title: `Set ${changes} at ${counted(chosen.length, 'node')}`,
    remarks: [
      ...away.map(
        (node) =>
          `${node.address} does not answer (${shown(node.trouble!.says)}): ${chosen.includes(node) ? 'unless it does by then, ' : ''}it keeps its old value, and its conf file too.`,
      ),
      ...(request.rewrite
        ? []
        : ['Conf files stay as they are: each node loses the change at its next start.']),
    ],
    notes: request.rewrite
      ? ['A node without a conf file loses the change at its next start; the report says which.']
      : [],
    nodes: [],
    owners: [],
    steps,
  });
}

function refusalOf({ name, value }: Change, reading: ClusterReading): string | null {
  if (isPattern(name)) return `${shown(name)} is not the name of a setting.`;
  if (isSecretSetting(name))
    return `${name} holds a secret, which plans and journals never do: use CONFIG SET by hand at each node.`;
  if (value.length > MAX_VALUE)
    return `The value of ${name} is longer than ${counted(MAX_VALUE, 'character')}.`;
  if (name.toLowerCase() === NODE_TIMEOUT && (!/^\d+$/.test(value) || Number(value) < MIN_NODE_TIMEOUT))
    return `A node timeout is a whole number of milliseconds, and not less than ${MIN_NODE_TIMEOUT}.`;
  return isNumber(name, reading) && !isNumberOrSize(value)
    ? `${shown(name)} is a number, or a size such as 100mb: ${shown(value) || '""'} is neither.`
    : null;
}

/** By the default of a fresh server: false where that is not known. */
const isNumber = (name: string, { nodes }: ClusterReading): boolean =>
  nodes.some(({ server }) => /^-?\d+$/.test(defaultsFor(server)?.values.get(name.toLowerCase()) ?? ''));

const isNumberOrSize = (value: string): boolean =>
  /^(-?\d{1,20}|\d{1,3}%)$/.test(value) || memoryBytes(value) !== null;

function setStep(
  { address }: NodeReading,
  { name, value }: Change,
  now: ReadonlyMap<string, string> | undefined,
): StepDraft[] {
  const old = now?.get(name.toLowerCase());
  if (old === value) return [];
  const was = old === undefined ? 'unknown' : shown(old) || '""';
  return [
    {
      ...PLAIN_STEP,
      title: `Set ${name} to ${shown(value) || '""'} at ${address} (now ${was}).`,
      action: { kind: 'set-config', node: address, name, value },
      commands: [{ node: address, line: `CONFIG SET ${name} ${quoted(value)}` }],
      undo: old === undefined ? null : `Set it to ${was} again.`,
      onFailure: 'go-on',
    },
  ];
}

export const rewriteStep = (address: NodeAddress): StepDraft => ({
  ...PLAIN_STEP,
  title: `Write the settings of ${address} to its conf file.`,
  action: { kind: 'rewrite-config', node: address },
  commands: [{ node: address, line: 'CONFIG REWRITE' }],
  onFailure: 'go-on',
});

const quoted = (value: string) => (/^[\w.:/-]+$/.test(value) ? value : `"${shown(value)}"`);
