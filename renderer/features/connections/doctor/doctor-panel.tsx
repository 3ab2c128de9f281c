import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { DoctorStep } from '../../../../shared/connections/doctor.ts';
import { selectedDraft } from '../state.ts';
import { shownSubject } from './state.ts';
import type { PanelProps } from '../../../window/state.ts';
import { ago } from '../../../kit/numbers.ts';
import { CheckIcon, CrossIcon, RefreshIcon, WarningIcon } from '../../../kit/icons.tsx';
import { FailureText } from '../../../kit/parts.tsx';
import { reportText, stepTime, totalTime, verdictOf } from './report.ts';
import { RemedyButtons } from './remedy-buttons.tsx';
import { words } from './words.ts';

/** Each step of a connection as it is tried: what works, what fails, and how to fix it. */
export function DoctorPanel({ state, send, onRun }: PanelProps & { onRun: () => void }) {
  const { doctor } = state;
  const { steps, trying, report, failure } = doctor;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // In a narrow window the doctor is below the form; a password that is asked for comes first.
    if (doctor.isRunning && state.connections.refused === null)
      panel.current?.scrollIntoView({ block: 'start' });
  }, [doctor.run]);
  const draft = selectedDraft(state.connections);
  const subject = shownSubject(doctor, draft);
  const isRunning = subject !== null && doctor.isRunning;
  const name =
    subject?.kind === 'typed' ? words.typed : ((subject ?? draft?.profile)?.name ?? words.connection);
  const again = {
    profile: onRun,
    typed: () => send({ type: 'examine-typed' }),
    current: () => subject?.kind === 'current' && send({ ...subject, type: 'examine-current' }),
  }[subject?.kind ?? 'profile'];
  const canHelp = draft !== null && subject !== null && 'id' in subject && subject.id === draft.profile.id;
  const isNothingTyped = subject?.kind === 'typed' && state.connecting.target.trim() === '';
  return (
    <aside ref={panel} class="doctor" aria-label={words.title}>
      <header class="doctorhead row">
        <h2>{words.title}</h2>
        <span class="grow" />
        {isRunning && (
          <button type="button" class="btn quiet" onClick={() => send({ type: 'doctor-left' })}>
            {words.stop}
          </button>
        )}
        <button type="button" class="btn" disabled={isRunning || isNothingTyped} onClick={again}>
          <RefreshIcon />
          {isRunning ? words.running : subject ? words.again : words.test}
        </button>
      </header>
      {subject ? (
        <>
          <div class="doctorbody" role="group" aria-label={words.found} tabIndex={0}>
            <div role="status" class="doctorverdict sm">
              {subject.kind !== 'profile' && (
                <p class="f2 cut">{words.about(subject.kind === 'typed' ? name : escapeForLine(name))}</p>
              )}
              {report && <Verdict report={report} />}
              {isRunning && trying && <p class="f2">{words.trying(words.steps[trying])}</p>}
            </div>
            {failure && (
              <div class="doctorverdict sm">
                <FailureText failure={failure} />
              </div>
            )}
            <ol aria-label={words.list}>
              {steps.map((step) => (
                <Step key={step.name} step={step}>
                  {step.remedy && canHelp && (
                    <RemedyButtons remedy={step.remedy} draft={draft} send={send} onRun={onRun} />
                  )}
                </Step>
              ))}
              {isRunning && trying && <Trying name={words.steps[trying]} />}
            </ol>
          </div>
          {report && (
            <footer class="doctorfoot row xs f3">
              <span>{words.ran(ago(report.startedAt, state.now), totalTime(report.milliseconds))}</span>
              <span class="grow" />
              <span role="status">{doctor.told}</span>
              <button
                type="button"
                class="link"
                onClick={() =>
                  // The typed address may hold a password.
                  send({
                    type: 'copy-report',
                    text: reportText(subject.kind === 'typed' ? words.unsaved : name, report),
                  })
                }
              >
                {words.copy}
              </button>
            </footer>
          )}
        </>
      ) : (
        <p class="doctorempty sm f2">{words.empty}</p>
      )}
    </aside>
  );
}

function Verdict({ report }: { report: Parameters<typeof verdictOf>[0] }) {
  const { text, about, good } = verdictOf(report);
  return (
    <p class="row">
      <span class={good ? 'f2' : report.usable === 'no' ? 'bad' : 'warn'}>
        {good ? <CheckIcon /> : <WarningIcon />}
      </span>
      <span>
        <b>{text}</b> <span class="f2">{about}</span>
      </span>
    </p>
  );
}

const MARKS = {
  ok: <CheckIcon />,
  warning: <WarningIcon />,
  failed: <CrossIcon />,
  skipped: <span>–</span>,
};

const Trying = ({ name }: { name: string }) => (
  <li class="doctorstep" data-status="running" aria-label={words.step(name, words.stepRunning)}>
    <div class="row">
      <span class="mark">
        <i class="runningdot" />
      </span>
      <span class="title">{name}</span>
    </div>
  </li>
);

function Step({ step, children }: { step: DoctorStep; children: ComponentChildren }) {
  const { status, found, details, advice } = step;
  return (
    <li
      class="doctorstep"
      data-status={status}
      aria-label={words.step(words.steps[step.name], words.status[status])}
    >
      <div class="row">
        <span class="mark">{MARKS[status]}</span>
        <span class="title">{words.steps[step.name]}</span>
        <span class="grow" />
        {status !== 'skipped' && <span class="mono xs f2">{stepTime(step.milliseconds)}</span>}
      </div>
      <div class="what sm">
        <p class={status === 'skipped' ? 'f3' : 'f2'}>{escapeForLine(found)}</p>
        <Details details={details} />
        {advice !== '' && <p>{escapeForLine(advice)}</p>}
        {children}
      </div>
    </li>
  );
}

/** Lines shown at once; the others are a click away. */
const SHOWN = 6;

/** Shows bad lines first, so that they are not hidden. */
function Details({ details }: Pick<DoctorStep, 'details'>) {
  if (details.length === 0) return null;
  const bad = details.filter(({ good }) => !good).length;
  const open = details.length <= SHOWN ? details.length : Math.min(SHOWN, bad);
  const rest = details.slice(open);
  return (
    <>
      {open > 0 && <Lines lines={details.slice(0, open)} />}
      {rest.length > 0 && (
        <details class="doctormore">
          <summary class="xs f2">{open > 0 ? words.more(rest.length) : words.lines(rest.length)}</summary>
          <Lines lines={rest} />
        </details>
      )}
    </>
  );
}

const Lines = ({ lines }: { lines: DoctorStep['details'] }) => (
  <ul class="mono xs">
    {lines.map(({ text, good }) => (
      <li key={text} class={good ? 'f2' : 'fg'}>
        <span aria-hidden="true">{good ? '✓ ' : '✕ '}</span>
        {escapeForLine(text)}
      </li>
    ))}
  </ul>
);
