/** The form of one operation, from the map of the cluster. */
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { requestOf, type Draft } from './draft.ts';
import { Check, Options } from './fields.tsx';
import { AddressField, Node, Weighed, type FormProps } from './form-parts.tsx';
import { everyNode, gone, movable, otherPrimaries, primaries } from './node-choices.ts';
import { MoveFields, Rebalance, Reshard } from './move-forms.tsx';
import { Refused } from './refused.tsx';
import { words } from './words.ts';

const w = words.form;

export function FormPage({ draft, state, send }: PanelProps & { draft: Draft }) {
  const { topology, operations: own } = state;
  const reading = requestOf(draft, topology);
  const problems = draft.isTried && 'problems' in reading ? reading.problems : {};
  const isAsking = own.asking === 'plan';
  return (
    <form
      class="oppage opform"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isAsking) send({ type: 'operations-plan' });
      }}
    >
      <header>
        <h2 class="optitle">{words.kinds[draft.kind].title}</h2>
        <p class="f2">{words.aboutForm[draft.kind]}</p>
      </header>
      <Fields
        key={draft.kind}
        draft={draft}
        problems={problems}
        set={(change) => send({ type: 'operations-draft', change })}
        state={state}
        send={send}
      />
      {own.failure && <FailureText failure={own.failure} />}
      {own.refused && <Refused refused={own.refused} state={state} send={send} />}
      <footer class="row wrap">
        <button type="submit" class="btn primary" aria-disabled={isAsking ? 'true' : undefined}>
          {w.plan}
        </button>
        <button type="button" class="btn" onClick={() => send({ type: 'operations-choose' })}>
          {w.back} <kbd>Esc</kbd>
        </button>
        <span role="status" class="sm f3">
          {isAsking ? w.planning : w.planNote}
        </span>
      </footer>
    </form>
  );
}

function Fields(props: FormProps) {
  switch (props.draft.kind) {
    case 'reshard':
      return <Reshard {...props} />;
    case 'rebalance':
      return <Rebalance {...props} />;
    case 'add':
      return <Add {...props} />;
    case 'remove-node':
      return (
        <>
          <Node {...props} field="node" legend={w.node} nodes={everyNode(props.state)} isEntry />
          <Check label={w.drain} isOn={props.draft.drain} onChange={(drain) => props.set({ drain })} />
          {props.draft.drain && <MoveFields {...props} />}
        </>
      );
    case 'replace-node':
      return (
        <>
          <Node {...props} field="node" legend={w.node} nodes={everyNode(props.state)} isEntry />
          <AddressField {...props} label={w.addressBy} />
        </>
      );
    case 'failover':
      return <Failover {...props} />;
    case 'replicate':
      return <Replicate {...props} />;
    case 'forget':
      return (
        <Node
          {...props}
          field="node"
          legend={w.node}
          nodes={gone(props.state, props.draft.node)}
          hint={w.gone}
          isEntry
        />
      );
    case 'fix':
      return <Fix {...props} />;
  }
}

function Add(props: FormProps) {
  const { draft, set, state } = props;
  return (
    <>
      <AddressField {...props} label={w.address} isEntry />
      <Options
        legend={w.joinsAs}
        name="op-joins"
        value={draft.joinsAs}
        options={[
          { value: 'primary', label: w.asPrimary },
          { value: 'replica', label: w.asReplica },
        ]}
        onChange={(joinsAs) => set({ joinsAs })}
      />
      {draft.joinsAs === 'replica' ? (
        <Node {...props} field="primary" legend={w.of} nodes={primaries(state)} none={w.fewest} />
      ) : (
        <>
          <Check label={w.share} isOn={draft.share} onChange={(share) => set({ share })} />
          {draft.share && (
            <>
              <Weighed {...props} />
              <MoveFields {...props} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Replicate(props: FormProps) {
  const { draft, set, state } = props;
  // A primary that is no choice for another node is not left chosen unseen.
  const choose = (node: string) =>
    set({
      node,
      primary: otherPrimaries(state, node).some(({ id }) => id === draft.primary) ? draft.primary : '',
    });
  return (
    <>
      <Node
        {...props}
        field="node"
        legend={w.node}
        nodes={movable(state)}
        hint={w.movable}
        set={({ node = '' }) => choose(node)}
        isEntry
      />
      <Node {...props} field="primary" legend={w.primary} nodes={otherPrimaries(state, draft.node)} />
    </>
  );
}

function Failover(props: FormProps) {
  const { draft, set, state } = props;
  const replicas = everyNode(state).filter(({ role }) => role === 'replica');
  return (
    <>
      <Node {...props} field="node" legend={w.replica} nodes={replicas} isEntry />
      <Options
        legend={w.how}
        name="op-how"
        value={draft.how}
        options={(['plain', 'force', 'takeover'] as const).map((value) => ({
          value,
          label: words.hows[value].title,
          text: words.hows[value].text,
        }))}
        onChange={(how) => set({ how })}
      />
    </>
  );
}

function Fix(props: FormProps) {
  const { draft, set, state } = props;
  const lost = primaries(state).filter(({ health }) => health !== 'online' && health !== 'loading');
  return (
    <>
      <Options
        legend={w.open}
        name="op-open"
        value={draft.open}
        isEntry
        options={(['finish', 'roll-back'] as const).map((value) => ({ value, label: w[value] }))}
        onChange={(open) => set({ open })}
      />
      <Check label={w.lostNodes} isOn={draft.lostNodes} onChange={(lostNodes) => set({ lostNodes })} />
      {draft.lostNodes && (
        <p class={lost.length > 0 ? 'sm bad' : 'sm f2'}>
          {lost.length > 0 ? w.lostRisk(lost.map(({ address }) => address).join(', ')) : w.lostNone}
        </p>
      )}
      <MoveFields {...props} />
    </>
  );
}
