import type { DoctorReport, DoctorStep, DoctorStepName } from '../../../shared/doctor.ts';
import { grouped } from '../figures.ts';

export const STEP_NAMES: { readonly [name in DoctorStepName]: string } = {
  resolve: 'Resolve the seeds’ names',
  ssh: 'SSH tunnel',
  tcp: 'TCP to the seeds',
  tls: 'TLS',
  login: 'Log in',
  kind: 'What answers',
  permissions: 'What the user may run',
  state: 'State of the cluster',
  coverage: 'Slot coverage',
  nodes: 'Reach every announced node',
  clock: 'Clock',
  version: 'Version',
};

export const STATUS_NAMES: { readonly [status in DoctorStep['status']]: string } = {
  ok: 'works',
  warning: 'works, with a catch',
  failed: 'failed',
  skipped: 'skipped',
};

const USABLE: { readonly [usable in DoctorReport['usable']]: string } = {
  yes: 'You can connect.',
  partly: 'You can connect; not everything works.',
  no: 'No connection comes about.',
};

/** What came of it, in two sentences: how many steps, and whether one can connect. */
export function verdictOf({ steps, usable }: DoctorReport): { text: string; about: string; good: boolean } {
  const failed = steps.filter(({ status }) => status === 'failed').length;
  const warned = steps.filter(({ status }) => status === 'warning').length;
  const tried = steps.filter(({ status }) => status !== 'skipped').length;
  const text =
    failed > 0
      ? `${failed} of ${tried} steps failed.`
      : warned > 0
        ? `${warned} of ${tried} steps ${warned === 1 ? 'has' : 'have'} a catch.`
        : `All ${tried} steps work.`;
  return { text, about: USABLE[usable], good: usable === 'yes' };
}

/** `12 ms`, `3,000 ms`; below one a tenth. */
export const stepTime = (milliseconds: number): string =>
  `${milliseconds < 1 ? milliseconds.toFixed(1) : grouped(Math.round(milliseconds))} ms`;

/** As text to hand on. It holds what the steps say, which is never a secret. */
export function reportText(name: string, report: DoctorReport): string {
  const verdict = verdictOf(report);
  const steps = report.steps.flatMap((step) => [
    `[${step.status}] ${STEP_NAMES[step.name]}: ${step.found} (${stepTime(step.milliseconds)})`,
    ...step.details.map(({ text, good }) => `    ${good ? '+' : '-'} ${text}`),
    ...(step.advice === '' ? [] : [`    ${step.advice}`]),
  ]);
  return [
    `Connection doctor: ${name}`,
    `${new Date(report.startedAt).toISOString()}, ${stepTime(report.milliseconds)} in all`,
    `${verdict.text} ${verdict.about}`,
    '',
    ...steps,
    '',
  ].join('\n');
}
