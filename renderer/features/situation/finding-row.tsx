/** One finding: its five answers, its actions, and what is behind it. */
import { counted } from '../../../shared/format/count.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import type { SituationAction, SituationRow } from '../../../shared/operations/situation.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { PanelProps, State } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { Shape } from './shapes.tsx';
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
  const action = actions.find(({ key }) => key === shown);
  const filled = isFirst ? actions.find(({ refusal }) => refusal === null)?.key : undefined;
  return (
    <li
      id={rowElementId(id)}
      class={isCurrent ? 'finding on' : 'finding'}
      tabIndex={isCurrent ? 0 : -1}
      {...menuTarget({ kind: 'finding', id })}
      aria-current={isCurrent ? 'true' : undefined}
      aria-label={`${title}, ${words.shapes[shape]}`}
      onFocus={() => isCurrent || send({ type: 'situation-at', row: id })}
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
        {action && <ActionCard action={action} state={state} send={send} />}
        {isOpen && <Details row={row} send={send} />}
      </div>
      <div class="when num" title={words.told[since.from]}>
        {words.rowSince} {clockTime(since.at)} · <b>{stopwatch(now - since.at)}</b>
        <span class="source">{words.told[since.from]}</span>
      </div>
      <div class="acts">
        {actions.map(({ key, label, refusal }) => (
          <button
            key={key}
            type="button"
            class={key === filled ? 'btn primary' : refusal === null ? 'btn' : 'btn refused'}
            aria-expanded={key === shown}
            aria-disabled={refusal === null ? undefined : 'true'}
            onClick={() => send({ type: 'situation-action', row: id, key })}
          >
            <span>{label}</span>
            <kbd>{key}</kbd>
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

/** The port, if the action starts a node of the demo cluster. */
function demoPort({ start }: SituationAction, { session, demo }: State) {
  if (start === null || session.environment !== 'demo') return null;
  const port = Number(start.slice(start.lastIndexOf(':') + 1));
  return demo.nodes.find((node) => node.port === port) ?? null;
}

function ActionCard({ action, state, send }: PanelProps & { action: SituationAction }) {
  const { label, does, command, start, refusal, request } = action;
  const node = demoPort(action, state);
  return (
    <section class="actioncard" aria-label={label.replace(/…$/, '')}>
      <p>{does}</p>
      {refusal !== null && <p class="warn">{refusal}</p>}
      {node ? (
        node.running ? (
          <p class="f2">{words.startRuns}</p>
        ) : (
          <button
            type="button"
            class="btn primary"
            onClick={() => send({ type: 'demo-node', port: node.port, run: true })}
          >
            {words.startNow}
          </button>
        )
      ) : (
        <>
          <p class="f2">
            {start !== null
              ? command === null
                ? words.startUnknown
                : words.startLine
              : command === null
                ? words.noLine
                : words.notHere}
          </p>
          {command !== null && <Line line={command} send={send} />}
          {start === null && command !== null && (request !== null || command.includes('NEW_HOST')) && (
            <p class="f3 xs">{words.withOptions}</p>
          )}
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
  const { details, commands } = row;
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
    </section>
  );
}
