/** An operation while it runs, and its report once it has ended. */
import { clockTime, durationWords } from '../../../shared/format/clock.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { ago, slotRanges } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { CheckIcon } from '../../kit/icons.tsx';
import { StateWord } from './choose.tsx';
import { Conflict } from './conflict.tsx';
import { stopwatch } from './figures.ts';
import { Commands, Journal } from './folds.tsx';
import { MovesTable } from './moves-table.tsx';
import { ProgressColumn } from './progress-column.tsx';
import { nextCommands } from './next-commands.ts';
import { Notes, Remarks } from './remarks.tsx';
import { Refused } from './refused.tsx';
import { Report } from './report.tsx';
import { tookOver } from './report-text.ts';
import { heirsOf } from './shards.ts';
import { runningSteps } from './steps.ts';
import { StepsColumn } from './steps-column.tsx';
import { StripView } from './strip-view.tsx';
import type { WatchProps } from './watch-props.ts';
import { aboutEnd } from './about-end.ts';
import { slotToEnd } from './watched.ts';
import { words } from './words.ts';

export function WatchPage(props: WatchProps) {
  const { status, watched, state, send } = props;
  const { plan, before, after, moved, open, report, failure, conflict, endedAt } = status;
  const { operations: own } = state;
  const heirs = heirsOf(watched.shards, state.topology, status.progress?.acting);
  const next = nextCommands(
    status,
    (id) => heirs.get(id) ?? watched.shards.get(id)?.address ?? id.slice(0, 8),
  );
  const step = endedAt === null && status.progress ? status.progress.step : null;
  const steps = words.steps.at(Math.min(plan.steps.length, (step ?? 0) + 1), plan.steps.length);
  return (
    <div class="opgrid" {...menuTarget({ kind: 'operation-page' })}>
      <StepsColumn
        rows={runningSteps(status)}
        about={endedAt === null ? steps : words.plan.steps(plan.steps.length)}
        state={state}
        send={send}
      >
        <Aside status={status} />
      </StepsColumn>
      <div class="opmain">
        <Head {...props} tookOver={tookOver(heirs, watched.shards)} />
        {conflict && <Conflict conflict={conflict} send={send} />}
        {endedAt === null && (
          <>
            <Remarks plan={plan} moved={moved} isBigLast={status.isBigLast} send={send} />
            <Notes plan={plan} />
          </>
        )}
        {own.notes.map((note) => (
          <p key={note} role="status">
            {note}
          </p>
        ))}
        {own.failure && <FailureText failure={own.failure} />}
        {own.refused && <Refused refused={own.refused} state={state} send={send} />}
        {(report !== null || failure !== null) && <Report status={status} />}
        <StripView
          plan={plan}
          before={before}
          after={after}
          moved={moved}
          open={open}
          names={watched.shards}
        />
        <MovesTable plan={plan} moved={moved} step={step} names={watched.shards} heirs={heirs} />
        {step !== null && <Commands plan={plan} now={step} next={next} state={state} send={send} />}
        <Journal status={status} state={state} send={send} />
      </div>
      <ProgressColumn {...props} />
      <Foot {...props} />
    </div>
  );
}

interface TookOver {
  /** A sentence for each primary of the plan that another node has taken over from. */
  tookOver: readonly string[];
}

function Head({ status, state, tookOver: heirs }: WatchProps & TookOver) {
  const { plan, startedAt, endedAt } = status;
  return (
    <header class="ophead">
      {/* Takes the focus, so that the space bar pauses at once. */}
      <h2 class="optitle" tabIndex={-1} data-entry>
        {plan.title.replace(/\.$/, '')} <StateWord state={status.state} />
      </h2>
      <span class="sm f2 num">
        {endedAt === null ? (
          <>
            {words.since(clockTime(startedAt))} · <b>{stopwatch(state.now - startedAt)}</b>
          </>
        ) : (
          words.ended(clockTime(endedAt), durationWords(endedAt - startedAt))
        )}
      </span>
      <p class="f2" role="status">
        {[aboutOf(status), ...heirs].join(' ')}
      </p>
    </header>
  );
}

/** One sentence on what the state means, and what is open. */
function aboutOf(status: OperationStatus): string {
  const { state, open, report, steps } = status;
  const slot = slotToEnd(status);
  const ranges = open.length === 0 ? '' : slotRanges(open, 3);
  switch (state) {
    case 'waiting':
      return words.about.waiting;
    case 'pausing':
      return words.about.pausing(slot);
    case 'cancelling':
      return words.about.cancelling(slot);
    case 'paused':
    case 'interrupted':
      return words.about.paused(ranges);
    case 'failed':
      return steps.every((step) => step.state === 'failed')
        ? words.about.noneSucceeded(ranges)
        : words.about.failed(ranges);
    case 'cancelled':
      return words.about.cancelled(ranges);
    case 'done':
    case 'done-with-remarks':
      return report ? aboutEnd(report) : '';
    default:
      return '';
  }
}

/** What clients see meanwhile. */
function Aside({ status: { endedAt, progress, plan } }: { status: OperationStatus }) {
  const isMoving = plan.steps.some(({ action }) => action.kind === 'move-slots');
  if (endedAt !== null || !isMoving) return null;
  return (
    <section class="opaside">
      <h3 class="label">{words.clients.title}</h3>
      <p class="sm f2">{words.clients.text(progress?.slot ?? null)}</p>
    </section>
  );
}

function Foot({ status, state, send }: WatchProps) {
  const { plan, file, journal, endedAt, isUndoable } = status;
  const saved = journal.at(-1);
  const f = words.foot;
  return (
    <footer class="opfoot xs f2">
      {saved && (
        <span class="row" title={f.journalTitle(file)}>
          <CheckIcon /> {f.journal(ago(saved.at, Math.max(state.now, saved.at)))}
        </span>
      )}
      <span>{isUndoable ? f.undo(plan.totals.slots > 0) : f.noUndo}</span>
      {endedAt === null && <span class="fg">{f.closing}</span>}
      <span class="grow" />
      <button
        type="button"
        class="link"
        onClick={() => send({ type: 'operations-copy-as', form: 'text', step: null })}
      >
        {status.report === null ? f.copy : f.copyReport}
      </button>
    </footer>
  );
}
