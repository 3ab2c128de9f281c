/** Forms of operations that move slots, and how slots move. */
import { Check, Nodes, NodeText, Options, TextField } from './fields.tsx';
import { Node, Weighed, type FormProps } from './form-parts.tsx';
import { primaries } from './node-choices.ts';
import { words } from './words.ts';

const w = words.form;

export function Reshard(props: FormProps) {
  const { draft, problems, set, state } = props;
  const all = primaries(state);
  return (
    <>
      <div class="opcolumns">
        <Nodes
          legend={w.from}
          name="op-from"
          nodes={all.filter(({ id }) => id !== draft.to)}
          state={state}
          chosen={draft.from}
          many
          problem={problems.from}
          hint={w.fromAll}
          isEntry
          onChoose={(from) => set({ from })}
        />
        <Node {...props} field="to" legend={w.to} nodes={all.filter(({ id }) => !draft.from.includes(id))} />
      </div>
      <div class="row wrap opamount">
        <TextField
          id="op-amount"
          label={w.amount}
          value={draft.amount}
          problem={problems.amount}
          isShort
          onInput={(amount) => set({ amount })}
        />
        <Options
          legend={w.by}
          name="op-by"
          value={draft.by}
          options={(['slots', 'keys', 'bytes'] as const).map((value) => ({
            value,
            label: words.measures[value],
          }))}
          onChange={(by) => set({ by })}
        />
      </div>
      <MoveFields {...props} />
    </>
  );
}

export function Rebalance(props: FormProps) {
  const { draft, problems, set, state } = props;
  return (
    <>
      <Weighed {...props} isEntry />
      <fieldset class="opfield">
        <legend>{w.weights}</legend>
        <div class="opnodes">
          {primaries(state).map((node) => (
            <div key={node.id} class="opmark">
              <input
                class="input mono short"
                aria-label={w.weightOf(node.address)}
                placeholder="1"
                value={draft.weights[node.id] ?? ''}
                aria-invalid={problems.weights === undefined ? undefined : 'true'}
                onInput={({ currentTarget }) =>
                  set({ weights: { ...draft.weights, [node.id]: currentTarget.value } })
                }
              />
              <NodeText node={node} state={state} />
            </div>
          ))}
        </div>
        <p class={problems.weights === undefined ? 'xs f3' : 'xs bad'}>{problems.weights ?? w.weightsHint}</p>
      </fieldset>
      <TextField
        id="op-threshold"
        label={w.threshold}
        hint={w.thresholdHint}
        value={draft.threshold}
        problem={problems.threshold}
        isShort
        onInput={(threshold) => set({ threshold })}
      />
      <Check
        label={w.emptyPrimaries}
        isOn={draft.emptyPrimaries}
        onChange={(emptyPrimaries) => set({ emptyPrimaries })}
      />
      <MoveFields {...props} />
    </>
  );
}

/** Folded, unless something is wrong in it. */
export function MoveFields({ draft, problems, set }: FormProps) {
  const isWrong = problems.rate !== undefined || problems.batchKeys !== undefined;
  return (
    <details class="opfold" {...(isWrong && { open: true })}>
      <summary>{w.options}</summary>
      <TextField
        id="op-rate"
        label={w.rate}
        hint={w.rateHint}
        value={draft.rate}
        problem={problems.rate}
        isShort
        onInput={(rate) => set({ rate })}
      />
      <TextField
        id="op-batch"
        label={w.batchKeys}
        value={draft.batchKeys}
        problem={problems.batchKeys}
        isShort
        onInput={(batchKeys) => set({ batchKeys })}
      />
    </details>
  );
}
