/** Five answers for the whole cluster, and in each row: what, since when, which slots, what the servers do, what to do next. */
import type { Situation } from '../../../shared/operations/situation.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import type { PanelProps } from '../../window/state.ts';
import { NoCluster } from '../../kit/no-cluster.tsx';
import { ago } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { allNodes } from '../../kit/topology-lookup.ts';
import { CheckIcon } from '../../kit/icons.tsx';
import { FindingRow } from './finding-row.tsx';
import { reportOf } from './report.ts';
import { Shape } from './shapes.tsx';
import { Foreign } from './foreign-keys.tsx';
import { SlotStrip } from './slot-strip.tsx';
import { stuckIn } from './stuck.ts';
import { currentRow, isStale, pauseAfter } from './state.ts';
import { stopwatch } from './times.ts';
import { useKeptFocus, useSituationKeys } from './keys.ts';
import { words } from './words.ts';

export function SituationView({ state, send }: PanelProps) {
  const { topology, situation: own } = state;
  const onKeyDown = useSituationKeys({ state, send });
  const onFocusIn = useKeptFocus(currentRow(own)?.id);
  if (!topology)
    return (
      <NoCluster
        phase={state.session.phase}
        purpose={words.purpose}
        onConnect={() => send({ type: 'action', name: 'connect' })}
      />
    );
  if (topology.kind !== 'cluster')
    return (
      <div class="blank">
        <p tabIndex={-1} data-entry>
          {topology.kind === 'unmapped' ? words.unmapped : topology.codis ? words.codis : words.notCluster}
        </p>
      </div>
    );
  const { situation } = own;
  return (
    <section
      class="situation"
      aria-label={words.name}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      <div class={own.missing ? 'body greyed' : 'body'}>
        <Missing state={state} send={send} />
        {situation ? (
          <Read situation={situation} state={state} send={send} />
        ) : (
          !own.missing && <Loading nodes={allNodes(topology).length} />
        )}
      </div>
      <Foot state={state} send={send} />
    </section>
  );
}

function Read({ situation, state, send }: PanelProps & { situation: Situation }) {
  const { rows, resolved, headline, strip } = situation;
  const current = currentRow(state.situation);
  const now = Math.max(state.now, situation.checkedAt);
  return (
    <>
      <div class={rows.length === 0 ? 'head calm' : 'head'}>
        <div class="row wrap">
          {rows.length === 0 && <Shape shape="fine" />}
          <h2 class="headline">{state.situation.missing ? words.then(headline.title) : headline.title}</h2>
          <span class="grow" />
          <Age situation={situation} state={state} send={send} />
        </div>
        <p class="f2">
          {words.since(stopwatch(now - headline.since))} {headline.text}
        </p>
        <SlotStrip parts={strip} stuck={stuckIn(rows)} />
      </div>
      {rows.length > 0 && (
        <ol class="findings" aria-label={words.findings}>
          {rows.map((row, i) => (
            <FindingRow
              key={row.id}
              row={row}
              isFirst={i === 0}
              isCurrent={row.id === current?.id}
              now={now}
              state={state}
              send={send}
            />
          ))}
        </ol>
      )}
      {resolved.length > 0 && (
        <ul class="resolved" aria-label={words.resolvedName}>
          {resolved.map(({ row, at }) => (
            <li key={row.id}>
              <CheckIcon />
              <span>
                <b>{row.title}</b>{' '}
                <span class="f3">{words.resolved(stopwatch(at - row.since.at), clockTime(at))}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <Checks situation={situation} />
      <Foreign state={state} send={send} />
      <Notes situation={situation} />
      <Last situation={situation} send={send} />
    </>
  );
}

/** How old the reading is; the button asks again. */
function Age({ situation, state, send }: PanelProps & { situation: Situation }) {
  const { checkedAt, tookMs } = situation;
  const end = checkedAt + tookMs;
  const every = Math.round(pauseAfter(tookMs) / 1000);
  return (
    <span class="row">
      {state.situation.missing || isStale(state.situation, state.now) ? (
        <span class="xs warn num">{words.checkedLate(stopwatch(state.now - end))}</span>
      ) : (
        <span class="xs f3 num">{words.checked(ago(end, state.now), every)}</span>
      )}
      <button
        type="button"
        class="btn sm"
        data-entry={situation.rows.length === 0 ? true : undefined}
        onClick={() => send({ type: 'situation-check' })}
      >
        {words.checkAgain} <kbd>F5</kbd>
      </button>
    </span>
  );
}

/** The latest reading has failed: what is below is what was known before. */
function Missing({ state }: PanelProps) {
  const { missing, situation } = state.situation;
  if (!missing) return null;
  // Without a reading nothing else on the page can take the focus.
  const entry = situation ? {} : { tabIndex: -1, 'data-entry': true };
  if ('code' in missing)
    return (
      <div class="missing" {...entry}>
        <FailureText failure={missing} />
      </div>
    );
  const age = situation ? stopwatch(state.now - situation.checkedAt) : null;
  return (
    <div class="missing" role="alert" {...entry}>
      <h2 class="headline">{words.noAnswer}</h2>
      <p class="f2">{words.noAnswerText(age)}</p>
      <dl class="said" aria-label={words.tried}>
        {missing.tried.slice(0, 20).map(({ node, says }) => (
          <div key={node}>
            <dt class="mono">{node}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Loading({ nodes }: { nodes: number }) {
  return (
    <div class="loading">
      <p role="status" class="f2">
        {words.asking(nodes)}
      </p>
      <div class="bar16 tall" aria-hidden="true" />
      {[0, 1, 2, 3, 4].map((i) => (
        <div key={i} class="frame" aria-hidden="true" />
      ))}
    </div>
  );
}

function Checks({ situation }: { situation: Situation }) {
  const { checks, unchecked, rows } = situation;
  const isCalm = rows.length === 0;
  return (
    <section class={isCalm ? 'checks calm' : 'checks'} aria-label={words.fineTitle}>
      {!isCalm && <Shape shape="fine" />}
      <h3>
        {isCalm ? words.allFine(checks.length) : words.fineTitle}
        {unchecked.length > 0 && <span class="f3"> · {words.unchecked(unchecked)}</span>}
      </h3>
      <dl>
        {checks.map(({ name, text }) => (
          <div key={name}>
            <CheckIcon />
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Notes({ situation: { notes } }: { situation: Situation }) {
  if (notes.length === 0) return null;
  const tags = [...new Set(notes.map(({ tag }) => tag))];
  return (
    <section class="notes" aria-label={words.notes}>
      <h3>{words.notes}</h3>
      <ul>
        {tags.map((tag) => {
          const same = notes.filter((note) => note.tag === tag);
          return (
            <li key={tag}>
              <span class="k">{tag}</span>
              <span>
                {same[0]!.title}
                {same.length > 1 && `, ${words.more(same.length - 1)}`}.{' '}
                <span class="f3">{same[0]!.next}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Last({ situation: { last, rows }, send }: Pick<PanelProps, 'send'> & { situation: Situation }) {
  if (rows.length > 0) return null;
  const history = (
    <button type="button" class="link" onClick={() => send({ type: 'action', name: 'show-timeline' })}>
      {words.history}
    </button>
  );
  if (!last)
    return (
      <section class="notes">
        <p class="sm">{history}</p>
      </section>
    );
  return (
    <section class="notes" aria-label={words.lastTitle}>
      <h3>{words.lastTitle}</h3>
      <p class="f2 sm">
        {words.last(clockTime(last.from), clockTime(last.until), last.findings)}{' '}
        {last.unserved > 0 && words.lastUnserved(last.unserved, stopwatch(last.unservedMs))} {history}
      </p>
    </section>
  );
}

function Foot({ state, send }: PanelProps) {
  const { situation, note } = state.situation;
  const row = currentRow(state.situation);
  const letters = row?.actions.map(({ key }) => key).join(' ') ?? '';
  const k = words.keysLine;
  return (
    <div class="foot xs f3">
      {row && (
        <>
          <span>
            <kbd>↑ ↓</kbd> {k.rows}
          </span>
          <span>
            <kbd>Enter</kbd> {k.details}
          </span>
          {letters !== '' && (
            <span>
              <kbd>{letters}</kbd> {k.actions}
            </span>
          )}
        </>
      )}
      <span>
        <kbd>M</kbd> {k.map}
      </span>
      <span>
        <kbd>F5</kbd> {k.check}
      </span>
      <span class="grow" />
      <span role="status">{note}</span>
      {situation && (
        <button
          type="button"
          class="link"
          onClick={() =>
            send({
              type: 'situation-copy',
              text: reportOf(situation, state.topology),
              note: words.copiedReport,
            })
          }
        >
          <kbd>C</kbd> {k.copy}
        </button>
      )}
    </div>
  );
}
