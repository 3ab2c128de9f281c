import type { DoctorReport, DoctorStep, DoctorStepName } from '../../../../shared/connections/doctor.ts';
import { grouped } from '../../../kit/numbers.ts';

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
  migrations: 'Slots on their way',
  clock: 'Clock',
  version: 'Version',
  'sentinel-resolve': 'Resolve the Sentinels’ names',
  'sentinel-tcp': 'TCP to the Sentinels',
  'sentinel-tls': 'TLS of the Sentinels',
  'sentinel-login': 'Log in to the Sentinels',
  'sentinel-master': 'Which master they name',
  'master-resolve': 'Resolve the master’s name',
  'master-tcp': 'TCP to the master',
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

/** What does not work where one can connect all the same. */
const MISSING: { readonly [name in DoctorStepName]?: string } = {
  tcp: 'not every seed answers',
  'sentinel-tcp': 'not every Sentinel answers',
  'sentinel-master': 'not every Sentinel names the same master',
  tls: 'the certificate wants a look',
  login: 'not every seed lets you in',
  'sentinel-login': 'not every Sentinel lets you in',
  permissions: 'some commands are refused',
  state: 'the cluster refuses commands',
  coverage: 'some slots are not served',
  nodes: 'some nodes cannot be used',
  migrations: 'some slots are on their way',
};

/** What came of it, in two sentences: how many steps, and whether one can connect. */
export function verdictOf({ steps, usable }: DoctorReport): { text: string; about: string; good: boolean } {
  const failed = steps.filter(({ status }) => status === 'failed').length;
  const warned = steps.filter(({ status }) => status === 'warning').length;
  const tried = steps.filter(({ status }) => status !== 'skipped').length;
  const text =
    failed > 0
      ? `${failed} of ${tried} ${tried === 1 ? 'step' : 'steps'} failed.`
      : warned > 0
        ? `${warned} of ${tried} steps ${warned === 1 ? 'has' : 'have'} a catch.`
        : `All ${tried} steps work.`;
  return { text, about: usable === 'partly' ? partly(steps) : USABLE[usable], good: usable === 'yes' };
}

function partly(steps: readonly DoctorStep[]): string {
  const missing = steps
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .flatMap(({ name }) => MISSING[name] ?? []);
  if (missing.length === 0) return USABLE.partly;
  const last = missing.pop()!;
  return `You can connect; ${missing.length > 0 ? `${missing.join(', ')} and ` : ''}${last}.`;
}

/** `12 ms`, `3,000 ms`; below one a tenth. */
export const stepTime = (milliseconds: number): string =>
  `${milliseconds < 1 ? milliseconds.toFixed(1) : grouped(Math.round(milliseconds))} ms`;

/** `340 ms`, `3.3 s`. */
export const totalTime = (milliseconds: number): string =>
  milliseconds < 1000 ? stepTime(milliseconds) : `${(milliseconds / 1000).toFixed(1)} s`;

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
    `${new Date(report.startedAt).toISOString()}, ${totalTime(report.milliseconds)} in all`,
    `${verdict.text} ${verdict.about}`,
    '',
    ...steps,
    '',
  ].join('\n');
}
