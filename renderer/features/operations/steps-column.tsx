/** The plan at the left: its steps, from top to bottom, and the check at the end. */
import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Send, State } from '../../window/state.ts';
import { menuTarget, type MenuTarget } from '../../kit/menu-target.ts';
import { useRowFocus } from '../../kit/row-focus.ts';
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
  const order = rows.map(({ number }) => String(number));
  const [at, move] = useState<string | null>(null);
  const stop = (at !== null && order.includes(at) ? at : order[0]) ?? null;
  const focus = useRowFocus(order, stop, move);
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
      <ol ref={list} class="opscrolled" aria-label={w.title} {...focus}>
        {rows.map((row, i) => (
          <Step
            key={row.number}
            row={row}
            isStop={String(row.number) === stop}
            // The last row is the check of the whole.
            menu={
              i === rows.length - 1 ? { kind: 'operation-page' } : { kind: 'step', number: row.number - 1 }
            }
          />
        ))}
      </ol>
      {children}
    </div>
  );
}

function Step({ row, isStop, menu }: { row: StepRow; isStop: boolean; menu: MenuTarget }) {
  const { number, state, title, lines, share } = row;
  return (
    <li
      class={`opstep ${state}`}
      aria-current={state === 'running' ? 'step' : undefined}
      data-row={number}
      tabIndex={isStop ? 0 : -1}
      {...menuTarget(menu)}
    >
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
