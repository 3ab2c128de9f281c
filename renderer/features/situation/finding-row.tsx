/** One finding: its five answers, its actions, and what is behind it. */
import { counted } from '../../../shared/format/count.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import type { SituationAction, SituationRow } from '../../../shared/operations/situation.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { Shape } from './shapes.tsx';
import { effectOf, startable } from './state.ts';
import { SlotBar } from './slot-strip.tsx';
import { stopwatch } from './times.ts';
import { words } from './words.ts';

interface RowProps extends PanelProps {
  row: SituationRow;
  isFirst: boolean;
  isCurrent: boolean;
  now: number;
}

export const rowElementId = (id: string) => `finding-${id}`;

export function FindingRow({ row, isFirst, isCurrent, now, state, send }: RowProps) {
  const { id, shape, title, tag, since, slots, service, shard, affects, byItself, actions } = row;
  const isOpen = state.situation.open.has(id);
  const shown = state.situation.action?.row === id ? state.situation.action.key : null;
  const shownAction = actions.find(({ key }) => key === shown);
  const filled = isFirst ? actions.find(({ refusal }) => refusal === null)?.key : undefined;
  return (
    <li
      id={rowElementId(id)}
      class={isCurrent ? 'finding on' : 'finding'}
      tabIndex={isCurrent ? 0 : -1}
      {...menuTarget({ kind: 'finding', id })}
      aria-current={isCurrent ? 'true' : undefined}
      aria-label={`${title}, ${words.shapes[shape]}`}
      // Also for the first, which is current as long as none is: a worse one may come before it.
      onFocus={() => state.situation.at === id || send({ type: 'situation-at', row: id })}
    >
      <Shape shape={shape} />
      <div class="fiveanswers">
        <h3>
          <span>{title}</span>
          <span class={`k ${shape}`}>{tag}</span>
        </h3>
        <SlotBar slots={slots} service={service} shard={shard} />
        <dl>
          <dt>{words.slots}</dt>
          <dd>
            <SlotWords row={row} />
          </dd>
          <dt>{words.affects}</dt>
          <dd>{affects}</dd>
          <dt>{words.byItself}</dt>
          <dd>
            <b>{byItself.lead}</b> {byItself.text}
          </dd>
          <dt>{words.next}</dt>
          <dd>
            {row.next}
            {actions.flatMap(({ key, label, refusal }) =>
              refusal === null ? [] : [<span key={key}> {words.refused(label, refusal)}</span>],
            )}
          </dd>
        </dl>
        {shownAction && <ActionCard action={shownAction} state={state} send={send} />}
        {isOpen && <Details row={row} send={send} />}
      </div>
      <div class="when num" title={words.told[since.from]}>
        {words.rowSince} {clockTime(since.at)} · <b>{stopwatch(now - since.at)}</b>
        <span class="source">{words.told[since.from]}</span>
      </div>
      <div class="acts">
        {actions.map((action) => (
          <button
            key={action.key}
            type="button"
            class={action.key === filled ? 'btn primary' : action.refusal === null ? 'btn' : 'btn refused'}
            aria-expanded={effectOf(action, state) === 'card' ? action.key === shown : undefined}
            aria-disabled={action.refusal === null ? undefined : 'true'}
            onClick={() => send({ type: 'situation-action', row: id, key: action.key })}
          >
            <span>{effectOf(action, state) === 'start' ? action.label.replace(/…$/, '') : action.label}</span>
            <kbd>{action.key}</kbd>
          </button>
        ))}
        <button
          type="button"
          class="btn"
          aria-expanded={isOpen}
          onClick={() => send({ type: 'situation-details', row: id })}
        >
          <span>{words.details}</span>
          <kbd>Enter</kbd>
        </button>
      </div>
    </li>
  );
}

function SlotWords({ row: { slots, keys } }: { row: SituationRow }) {
  if (slots.length === 0) return <>{words.noSlots}</>;
  const { count, countedAt, text } = keys;
  const about =
    text !== '' || count === null
      ? text
      : countedAt === null
        ? words.keys(count)
        : words.keysThen(count, clockTime(countedAt));
  return (
    <>
      <b class="mono">{slotRanges(slots, 4)}</b> · {counted(countSlots(slots), 'slot')}
      {about !== '' && (
        <>
          {' '}
          · <b>{about}</b>
        </>
      )}
    </>
  );
}

/** What is refused, and how a server is started that this app does not start. */
function ActionCard({ action, state, send }: PanelProps & { action: SituationAction }) {
  const { label, does, command, start, refusal } = action;
  return (
    <section class="actioncard" aria-label={label.replace(/…$/, '')}>
      <p>{does}</p>
      {refusal !== null && <p class="warn">{refusal}</p>}
      {start !== null && refusal === null && startable(action, state)?.isRunning && (
        <p class="f2">{words.startRuns}</p>
      )}
      {start !== null && startable(action, state) === null && (
        <>
          <p class="f2">{command === null ? words.startUnknown : words.startLine}</p>
          {command !== null && <Line line={command} send={send} />}
        </>
      )}
      <button type="button" class="btn quiet sm" onClick={() => send({ type: 'situation-close' })}>
        {words.close} <kbd>Esc</kbd>
      </button>
    </section>
  );
}

function Line({ line, send }: { line: string; send: PanelProps['send'] }) {
  return (
    <div class="line">
      <code class="mono wrapany">{line}</code>
      <button
        type="button"
        class="btn sm"
        aria-label={words.copyLine(line)}
        onClick={() => send({ type: 'situation-copy', text: line, note: words.copied })}
      >
        {words.copy}
      </button>
    </div>
  );
}

function Details({ row, send }: { row: SituationRow; send: PanelProps['send'] }) {
  const { details, commands, actions } = row;
  const lines = actions.flatMap(({ key, label, command, start }) =>
    command === null || start !== null ? [] : [{ key, label, command }],
  );
  return (
    <section class="actioncard" aria-label={words.details}>
      <h4>{words.saidBy}</h4>
      <dl class="said">
        {details.map(({ node, says }, i) => (
          <div key={i}>
            <dt class="mono">{node}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      {commands.length > 0 && <h4>{words.look}</h4>}
      {commands.map((line) => (
        <Line key={line} line={line} send={send} />
      ))}
      {lines.length > 0 && <h4>{words.inTerminal}</h4>}
      {lines.map(({ key, label, command }) => (
        <div key={key}>
          <p class="f2 xs">{label.replace(/…$/, '')}</p>
          <Line line={command} send={send} />
        </div>
      ))}
      {lines.length > 0 && <p class="f3 xs">{words.withOptions}</p>}
    </section>
  );
}
