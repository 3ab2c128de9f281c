import type { ComponentChildren } from 'preact';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { DOCTOR_STEPS, type DoctorStep, type Remedy } from '../../../shared/doctor.ts';
import { newTls } from '../../../shared/profile-choices.ts';
import { selectedDraft, type PanelProps } from '../../state.ts';
import { ago } from '../figures.ts';
import { CheckIcon, CrossIcon, RefreshIcon, WarningIcon } from '../icons.tsx';
import { FailureText } from '../parts.tsx';
import { reportText, STATUS_NAMES, STEP_NAMES, stepTime, verdictOf } from './doctor-words.ts';

/** Each step of a connection, as it is tried: what works, what does not, and what to do. */
export function DoctorPanel({ state, send, onRun }: PanelProps & { onRun: () => void }) {
  const { doctor } = state;
  const draft = selectedDraft(state.connections);
  const about = doctor.run > 0 && (doctor.about === null || doctor.about === draft?.profile.id);
  const isTyped = about && doctor.about === null;
  const again = isTyped ? () => send({ type: 'examine-typed' }) : onRun;
  const next = doctor.isRunning ? DOCTOR_STEPS[doctor.steps.length] : undefined;
  const name = isTyped ? 'what is typed above' : (draft?.profile.name ?? '');
  return (
    <aside class="doctor" aria-label="Connection doctor">
      <header class="doctorhead row">
        <h2>Connection doctor</h2>
        <span class="grow" />
        <button
          type="button"
          class="btn"
          disabled={doctor.isRunning || (isTyped && state.connecting.target.trim() === '')}
          onClick={again}
        >
          <RefreshIcon />
          {doctor.isRunning ? 'Running…' : about ? 'Run again' : 'Test'}
        </button>
      </header>
      {about ? (
        <>
          <div class="doctorbody">
            <div role="status" class="doctorverdict sm">
              {doctor.report && <Verdict report={doctor.report} />}
              {next && (
                <p class="f2">
                  {STEP_NAMES[next]}… <span class="f3">({escapeForLine(name)})</span>
                </p>
              )}
            </div>
            {doctor.failure && (
              <div class="doctorverdict sm">
                <FailureText failure={doctor.failure} />
              </div>
            )}
            <ol aria-label="Steps">
              {doctor.steps.map((step) => (
                <Step key={step.name} step={step}>
                  {step.remedy && draft && !isTyped && (
                    <RemedyButton remedy={step.remedy} state={state} send={send} onRun={onRun} />
                  )}
                </Step>
              ))}
            </ol>
          </div>
          {doctor.report && (
            <footer class="doctorfoot row xs f3">
              <span>
                Ran {ago(doctor.report.startedAt, state.now)}, {stepTime(doctor.report.milliseconds)} in all
              </span>
              <span class="grow" />
              <span role="status">{doctor.told}</span>
              <button
                type="button"
                class="link"
                onClick={() =>
                  send({
                    type: 'copy-report',
                    text: reportText(isTyped ? 'not saved' : name, doctor.report!),
                  })
                }
              >
                Copy report
              </button>
            </footer>
          )}
        </>
      ) : (
        <p class="doctorempty sm f2">
          Tries each step of this connection by itself: names, tunnel, ports, TLS, login, permissions, slots,
          every announced node. It only reads. What does not work comes with what to do about it.
        </p>
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

function Step({ step, children }: { step: DoctorStep; children: ComponentChildren }) {
  const { status, found, details, advice } = step;
  return (
    <li
      class="doctorstep"
      data-status={status}
      aria-label={`${STEP_NAMES[step.name]}: ${STATUS_NAMES[status]}`}
    >
      <div class="row">
        <span class="mark">{MARKS[status]}</span>
        <span class="title">{STEP_NAMES[step.name]}</span>
        <span class="grow" />
        {status !== 'skipped' && <span class="mono xs f2">{stepTime(step.milliseconds)}</span>}
      </div>
      <div class="what sm">
        <p class={status === 'skipped' ? 'f3' : 'f2'}>{escapeForLine(found)}</p>
        {details.length > 0 && (
          <ul class="mono xs">
            {details.map(({ text, good }) => (
              <li key={text} class={good ? 'f2' : 'fg'}>
                <span aria-hidden="true">{good ? '✓ ' : '✕ '}</span>
                {escapeForLine(text)}
              </li>
            ))}
          </ul>
        )}
        {advice !== '' && <p>{escapeForLine(advice)}</p>}
        {children}
      </div>
    </li>
  );
}

/** Changes the form, and tries again where that can be told at once; nothing is saved by it. */
function RemedyButton({ remedy, state, send, onRun }: PanelProps & { remedy: Remedy; onRun: () => void }) {
  const { profile } = selectedDraft(state.connections)!;
  const apply = (change: Partial<typeof profile>) => {
    send({ type: 'edit-draft', change });
    onRun();
  };
  if (remedy.kind === 'accept-host-key') {
    const { ssh } = profile;
    if (!ssh) return null;
    return (
      <button
        type="button"
        class={remedy.known ? 'btn danger' : 'btn primary'}
        onClick={() => apply({ ssh: { ...ssh, hostKey: remedy.hostKey } })}
      >
        {remedy.known ? 'Accept the changed key' : 'Accept this host key'}
      </button>
    );
  }
  if (remedy.kind === 'use-tls')
    return (
      <button type="button" class="btn primary" onClick={() => apply({ tls: remedy.on ? newTls() : null })}>
        {remedy.on ? 'Use TLS' : 'Switch TLS off'}
      </button>
    );
  const missing = remedy.announced.filter((node) => !profile.nat.some(({ announced }) => announced === node));
  return (
    <button
      type="button"
      class="btn primary"
      disabled={missing.length === 0}
      onClick={() => {
        const lines = missing.map((announced) => ({ announced, reached: '' }));
        const first = profile.nat.length;
        send({ type: 'edit-draft', change: { nat: [...profile.nat, ...lines] } });
        requestAnimationFrame(() =>
          requestAnimationFrame(() => document.getElementById(`profile-nat.${first}.reached`)?.focus()),
        );
      }}
    >
      {missing.length === 0 ? 'In the NAT map' : 'Add to NAT map…'}
    </button>
  );
}
