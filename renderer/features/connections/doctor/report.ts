/** The report of a run: its verdict, and its text. Pure. */
import type { DoctorReport, DoctorStep } from '../../../../shared/connections/doctor.ts';
import { grouped } from '../../../../shared/format/count.ts';

import { words } from './words.ts';

/** Two sentences: how many steps failed, and whether the user can connect. */
export function verdictOf({ steps, usable }: DoctorReport): { text: string; about: string; good: boolean } {
  const failed = steps.filter(({ status }) => status === 'failed').length;
  const warned = steps.filter(({ status }) => status === 'warning').length;
  const tried = steps.filter(({ status }) => status !== 'skipped').length;
  const text =
    failed > 0
      ? words.someFailed(failed, tried)
      : warned > 0
        ? words.someWarned(warned, tried)
        : words.allWork(tried);
  return { text, about: usable === 'partly' ? partly(steps) : words.usable[usable], good: usable === 'yes' };
}

function partly(steps: readonly DoctorStep[]): string {
  const missing = steps
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .flatMap(({ name }) => words.missing[name] ?? []);
  if (missing.length === 0) return words.usable.partly;
  const last = missing.pop()!;
  return words.but(missing, last);
}

/** `12 ms`, `3,000 ms`; below one a tenth. */
export const stepTime = (milliseconds: number): string =>
  words.milliseconds(milliseconds < 1 ? milliseconds.toFixed(1) : grouped(Math.round(milliseconds)));

/** `340 ms`, `3.3 s`. */
export const totalTime = (milliseconds: number): string =>
  milliseconds < 1000 ? stepTime(milliseconds) : words.seconds((milliseconds / 1000).toFixed(1));

/** The report as text to pass on. It holds the steps' messages, which never contain a secret. */
export function reportText(name: string, report: DoctorReport): string {
  const verdict = verdictOf(report);
  const steps = report.steps.flatMap((step) => [
    `[${step.status}] ${words.steps[step.name]}: ${step.found} (${stepTime(step.milliseconds)})`,
    ...step.details.map(({ text, good }) => `    ${good ? '+' : '-'} ${text}`),
    ...(step.advice === '' ? [] : [`    ${step.advice}`]),
  ]);
  return [
    words.reportTitle(name),
    words.reportRan(new Date(report.startedAt).toISOString(), totalTime(report.milliseconds)),
    `${verdict.text} ${verdict.about}`,
    '',
    ...steps,
    '',
  ].join('\n');
}
