/** Fields that several forms have, bound to the draft. */
import type { PanelProps } from '../../window/state.ts';
import type { allNodes } from '../../kit/topology-lookup.ts';
import type { Draft, FieldName, Problems } from './draft.ts';
import { Nodes, Options, TextField } from './fields.tsx';
import { words } from './words.ts';

const w = words.form;

export interface FormProps extends PanelProps {
  draft: Draft;
  problems: Problems;
  set: (change: Partial<Draft>) => void;
}

type NodeField = Extract<FieldName, 'to' | 'node' | 'primary'>;

export function Node(
  props: FormProps & {
    field: NodeField;
    legend: string;
    nodes: ReturnType<typeof allNodes>;
    isEntry?: boolean;
    none?: string;
    hint?: string;
  },
) {
  const { field, legend, nodes, isEntry, none, hint, draft, problems, set, state } = props;
  return (
    <Nodes
      legend={legend}
      name={`op-${field}`}
      nodes={nodes}
      state={state}
      chosen={[draft[field]]}
      problem={problems[field]}
      onChoose={([id]) => set({ [field]: id })}
      {...(isEntry && { isEntry })}
      {...(none !== undefined && { none })}
      {...(hint !== undefined && { hint })}
    />
  );
}

export const AddressField = ({
  label,
  draft,
  problems,
  set,
  isEntry,
}: FormProps & { label: string; isEntry?: boolean }) => (
  <TextField
    id="op-address"
    label={label}
    hint={w.addressHint}
    value={draft.address}
    problem={problems.address}
    onInput={(address) => set({ address })}
    {...(isEntry && { isEntry })}
  />
);

/** By which measure a primary's share is found. */
export const Weighed = ({ draft, set, isEntry }: FormProps & { isEntry?: boolean }) => (
  <Options
    legend={w.weigh}
    name="op-by"
    value={draft.by}
    options={(['slots', 'keys', 'bytes', 'load'] as const).map((value) => ({
      value,
      label: words.measures[value],
    }))}
    onChange={(by) => set({ by })}
    {...(isEntry && { isEntry })}
  />
);
