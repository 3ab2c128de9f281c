/** The plan at the left: its steps, from top to bottom, and the check at the end. */
import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Send, State } from '../../window/state.ts';
import { CheckIcon, CrossIcon } from '../../kit/icons.tsx';
import { Shortcut } from '../../kit/parts.tsx';
import { Bar } from './moves-table.tsx';
import type { StepRow } from './steps.ts';
import { words } from './words.ts';

const w = words.steps;

export function StepsColumn(props: {
  rows: readonly StepRow[];
  about: string;
  state: State;
  send: Send;
  children?: ComponentChildren;
}) {
  const { rows, about, state, send, children } = props;
  const list = useRef<HTMLOListElement>(null);
  const now = rows.find((row) => row.state === 'running')?.number ?? null;
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [now]);
  return (
    <div class="opsteps">
      <header class="row">
        <h2>{w.title}</h2>
        <span class="sm f3">{about}</span>
        <span class="grow" />
        <button
          type="button"
          class="opnodesbutton sm f2"
          onClick={() => send({ type: 'action', name: 'toggle-nodes' })}
        >
          {w.nodes} <Shortcut keys={shortcutOf('toggle-nodes', state.settings.shortcuts)} />
        </button>
      </header>
      <ol ref={list} class="opscrolled" aria-label={w.title} tabIndex={0}>
        {rows.map((row) => (
          <Step key={row.number} row={row} />
        ))}
      </ol>
      {children}
    </div>
  );
}

function Step({ row }: { row: StepRow }) {
  const { number, state, title, lines, share } = row;
  return (
    <li class={`opstep ${state}`} aria-current={state === 'running' ? 'step' : undefined}>
      <span class="opnumber" role="img" aria-label={`${number}, ${w.states[state]}`}>
        {state === 'done' ? <CheckIcon /> : state === 'failed' ? <CrossIcon /> : number}
      </span>
      <div>
        <b class="wrapany">{title}</b>
        {lines.map((line, i) => (
          <p key={i} class={state === 'failed' ? 'sm bad wrapany' : 'sm f2 wrapany'}>
            {line}
          </p>
        ))}
        {share !== null && <Bar share={share} />}
      </div>
    </li>
  );
}
