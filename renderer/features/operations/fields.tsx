/** Fields of the forms, and nodes to choose from: native controls, so that every key does as users expect. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ClusterNode } from '../../../shared/cluster/topology.ts';
import type { State } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { Address, ShardBadge } from '../../kit/parts.tsx';
import { shardOfNode } from '../../kit/topology-lookup.ts';
import type { Problems } from './draft.ts';
import { words } from './words.ts';

export function TextField(props: {
  label: string;
  hint?: string;
  value: string;
  problem: Problems[keyof Problems];
  id: string;
  isEntry?: boolean;
  isShort?: boolean;
  onInput: (value: string) => void;
}) {
  const { label, hint, value, problem, id, isEntry, isShort, onInput } = props;
  return (
    <div class="opfield">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={isShort ? 'input mono short' : 'input mono'}
        value={value}
        autocomplete="off"
        spellcheck={false}
        data-entry={isEntry ? true : undefined}
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={`${id}-about`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <About id={`${id}-about`} hint={hint} problem={problem} />
    </div>
  );
}

const About = ({
  id,
  hint,
  problem,
}: {
  id: string;
  hint: string | undefined;
  problem: string | undefined;
}) => (
  <p id={id} class={problem === undefined ? 'xs f3' : 'xs bad'}>
    {problem ?? hint}
  </p>
);

export const Check = (props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) => (
  <label class="opmark">
    <input
      type="checkbox"
      checked={props.isOn}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
    <span>{props.label}</span>
  </label>
);

/** Radio buttons in one row, or one below the other if they explain themselves. */
export function Options<V extends string>(props: {
  legend: string;
  name: string;
  value: V;
  options: readonly { value: V; label: string; text?: string }[];
  onChange: (value: V) => void;
  isEntry?: boolean;
}) {
  const { legend, name, value, options, onChange, isEntry } = props;
  return (
    <fieldset class="opfield">
      <legend>{legend}</legend>
      <div class={options.some(({ text }) => text !== undefined) ? 'oplong' : 'row wrap'}>
        {options.map((option) => (
          <label key={option.value} class="opmark">
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              data-entry={isEntry && option.value === value ? true : undefined}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.text !== undefined && <span class="sm f2"> {option.text}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Nodes from which a filter is shown, and nodes that are drawn at most. */
const FILTERED = 12;
const MOST_DRAWN = 100;

interface NodesProps {
  legend: string;
  name: string;
  nodes: readonly ClusterNode[];
  state: State;
  /** Ids. */
  chosen: readonly string[];
  many?: boolean;
  problem: string | undefined;
  hint?: string;
  isEntry?: boolean;
  /** Before the nodes: a choice that names none. */
  none?: string;
  onChoose: (ids: string[]) => void;
}

export function Nodes(props: NodesProps) {
  const { legend, name, nodes, state, chosen, many, problem, hint, isEntry, none, onChoose } = props;
  const [filter, setFilter] = useState('');
  const found = nodes.filter(({ id, address }) => chosen.includes(id) || address.includes(filter.trim()));
  const drawn = found.slice(0, MOST_DRAWN);
  const entry = drawn.find(({ id }) => chosen.includes(id)) ?? drawn[0];
  const choose = (id: string, isOn: boolean) =>
    onChoose(many ? (isOn ? [...chosen, id] : chosen.filter((one) => one !== id)) : [id]);
  return (
    <fieldset class="opfield" aria-invalid={problem === undefined ? undefined : 'true'} tabIndex={-1}>
      <legend>{legend}</legend>
      {nodes.length > FILTERED && (
        <input
          class="input mono"
          value={filter}
          aria-label={`${legend}: ${words.form.filter}`}
          placeholder={words.form.filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div class="opnodes">
        {none !== undefined && (
          <label class="opmark">
            <input type="radio" name={name} checked={chosen[0] === ''} onChange={() => onChoose([''])} />
            <span>{none}</span>
          </label>
        )}
        {drawn.map((node) => (
          <label key={node.id} class="opmark" {...menuTarget({ kind: 'node', address: node.address })}>
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.includes(node.id)}
              data-entry={isEntry && node === entry ? true : undefined}
              onChange={(event) => choose(node.id, event.currentTarget.checked)}
            />
            <NodeText node={node} state={state} />
          </label>
        ))}
        {nodes.length === 0 && <p class="sm f3">{words.form.noNodes}</p>}
      </div>
      {found.length > drawn.length && <p class="xs f3">{words.form.more(found.length - drawn.length)}</p>}
      <About id={`${name}-about`} hint={hint} problem={problem} />
    </fieldset>
  );
}

/** The node as the map shows it, with what is known of its slots and keys. */
export function NodeText({
  node,
  state,
  children,
}: {
  node: ClusterNode;
  state: State;
  children?: ComponentChildren;
}) {
  const { topology, metrics } = state;
  const shard = shardOfNode(topology, node.address);
  const keys = metrics[node.address]?.latest.keys ?? null;
  const about =
    node.role === 'primary'
      ? [
          words.node.slots(shard?.primary?.id === node.id ? shard.slotCount : 0),
          keys === null ? words.node.keysUnknown : words.node.keys(keys),
          words.node.replicas(shard?.primary?.id === node.id ? shard.replicas.length : 0),
        ]
      : [shard?.primary ? words.node.replicaOf(shard.primary.address) : words.node.noPrimary];
  if (node.health !== 'online') about.push(words.node.health[node.health]);
  return (
    <span class="row opnode">
      <ShardBadge shard={shard?.number ?? null} />
      <Address address={node.address} />
      <span class="sm f3">{about.join(' · ')}</span>
      {children}
    </span>
  );
}
