/** What can be done, and earlier operations: those that were cut off first. */
import { useState } from 'preact/hooks';
import { ACTIONS } from '../../../shared/actions.ts';
import type { ListedOperation } from '../../../shared/operations/operation.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { useRowFocus } from '../../kit/row-focus.ts';
import type { PanelProps } from '../../window/state.ts';
import { ago } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { FORM_KINDS } from './form-kinds.ts';
import { Refused } from './refused.tsx';
import { isRunning, openOperations } from './state.ts';
import { words } from './words.ts';

const w = words.choose;

export function Choose({ state, send }: PanelProps) {
  const { operations: own } = state;
  const isCluster = state.topology?.kind === 'cluster';
  const open = openOperations(own);
  const earlier = (own.list?.operations ?? []).filter((one) => !open.includes(one));
  return (
    <div class="oppage">
      <h2 class="optitle">{w.title}</h2>
      <p class="f2">{isCluster ? w.text : whyNot(state)}</p>
      <Asked state={state} />
      {own.notes.map((note) => (
        <p key={note} role="status">
          {note}
        </p>
      ))}
      {own.failure && <FailureText failure={own.failure} />}
      {own.refused && <Refused refused={own.refused} state={state} send={send} />}
      {open.length > 0 && (
        <section aria-label={w.open}>
          <h3>{w.open}</h3>
          <List operations={open} state={state} send={send} />
        </section>
      )}
      <Kinds isCluster={isCluster} state={state} send={send} />
      <section aria-label={w.earlier}>
        <h3>{w.earlier}</h3>
        {own.list === null && <p class="f3 sm">{w.reading}</p>}
        {own.list !== null && earlier.length + open.length === 0 && <p class="f3 sm">{w.none}</p>}
        <List operations={earlier} state={state} send={send} />
        {own.list !== null && own.list.unreadable.length > 0 && (
          <div class="sm warn">
            <h3>{w.unreadable}</h3>
            {own.list.unreadable.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </div>
        )}
      </section>
    </div>
  );
}

function Asked({ state }: Pick<PanelProps, 'state'>) {
  return state.operations.asking === 'plan' ? <p role="status">{words.form.planning}</p> : null;
}

const whyNot = ({ topology }: PanelProps['state']) =>
  topology === null ? words.purpose : topology.kind === 'unmapped' ? words.unmapped : words.notCluster;

/** Views that have their forms elsewhere; they are offered once they exist. */
const ELSEWHERE = ACTIONS.flatMap(({ name }) =>
  name in words.elsewhere ? [{ name, words: words.elsewhere[name as keyof typeof words.elsewhere] }] : [],
);

function Kinds({ isCluster, state, send }: PanelProps & { isCluster: boolean }) {
  const { operations: own } = state;
  const running = isRunning(own);
  const entries = [
    ...ELSEWHERE.filter(({ name }) => isCluster || (name as string) === 'show-create').map(
      ({ name, words: text }) => ({
        key: name as string,
        ...text,
        open: () => send({ type: 'action', name }),
      }),
    ),
    ...(isCluster ? FORM_KINDS : []).map((kind) => ({
      key: kind as string,
      ...words.kinds[kind],
      open: () => send({ type: 'operations-form', kind }),
    })),
  ];
  if (running)
    return (
      <p class="row">
        {words.oneAtATime}
        <button type="button" class="btn" data-entry onClick={() => send({ type: 'operations-watch' })}>
          {w.watch}
        </button>
      </p>
    );
  return (
    <section aria-label={w.list}>
      <ul class="opkinds">
        {entries.map(({ key, title, text, open }, i) => (
          <li key={key}>
            <button type="button" class="opkind" data-entry={i === 0 ? true : undefined} onClick={open}>
              <b>{title}</b>
              <span class="sm f2">{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function List({ operations, state, send }: PanelProps & { operations: readonly ListedOperation[] }) {
  const order = operations.map(({ name }) => name);
  const [at, move] = useState<string | null>(null);
  const stop = (at !== null && order.includes(at) ? at : order[0]) ?? null;
  const focus = useRowFocus(order, stop, move);
  return (
    <ul class="oplist" {...focus}>
      {operations.map((one) => (
        <Listed key={one.name} one={one} isStop={one.name === stop} state={state} send={send} />
      ))}
    </ul>
  );
}

function Listed({ one, isStop, state, send }: PanelProps & { one: ListedOperation; isStop: boolean }) {
  const { operations: own } = state;
  const busy = isRunning(own) || own.asking !== null;
  const isOpen = openOperations(own).includes(one);
  const isLast = own.status?.name === one.name;
  return (
    <li
      class={isOpen ? 'opitem open' : 'opitem'}
      data-row={one.name}
      tabIndex={isStop ? 0 : -1}
      {...menuTarget({ kind: 'operation', name: one.name })}
    >
      <span class="grow">
        <span class="row wrap">
          <b class="wrapany">{one.title.replace(/\.$/, '')}</b>
          <StateWord state={one.state} />
        </span>
        <span class="xs f3">
          {w.began(ago(one.startedAt, state.now))}
          {one.pausedAt !== null && ` · ${w.paused(ago(one.pausedAt, state.now))}`} ·{' '}
          {one.slots > 0 && `${w.slots(one.slotsMoved, one.slots)} · `}
          {w.steps(one.stepsDone, one.steps)}
          {!one.isHere && ` · ${w.elsewhere(one.cluster)}`}
        </span>
      </span>
      <span class="row wrap">
        {isLast && (
          <button type="button" class="btn sm" onClick={() => send({ type: 'operations-watch' })}>
            {w.report}
          </button>
        )}
        {isOpen && one.isResumable && (
          <button
            type="button"
            class="btn sm primary"
            // An interrupted operation gets the focus first.
            data-entry={busy ? undefined : true}
            disabled={busy}
            onClick={() => send({ type: 'operations-resume', name: one.name })}
          >
            {w.finish}
          </button>
        )}
        {one.isHere && one.isUndoable && (
          <button
            type="button"
            class="btn sm"
            disabled={busy}
            onClick={() => send({ type: 'operations-undo', name: one.name })}
          >
            {isOpen ? w.rollBack : w.undo}
          </button>
        )}
        {isOpen && (
          <button
            type="button"
            class="btn sm"
            disabled={busy}
            title={w.forgetHint}
            onClick={() => send({ type: 'operations-forget', name: one.name })}
          >
            {w.forget}
          </button>
        )}
      </span>
    </li>
  );
}

const BAD: readonly string[] = ['failed', 'interrupted', 'cancelled'];

export function StateWord({ state }: { state: ListedOperation['state'] }) {
  const text = state === 'undone' || state === 'forgotten' ? words.listed[state] : words.states[state];
  return <span class={`k opstate ${BAD.includes(state) ? 'fail' : state}`}>{text}</span>;
}
