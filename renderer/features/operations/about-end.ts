/** How an operation that ran to its end has ended, in one sentence. Pure. */
import type { OperationReport, Outcome } from '../../../shared/operations/progress.ts';
import { words } from './words.ts';

/** Nothing is called done, nor checked, where a step failed, was not reached, or left its outcome unknown. */
export function aboutEnd({ outcomes, verified, remarks }: OperationReport): string {
  const isBad = ({ state }: Outcome) => state !== 'ok' && state !== 'skipped';
  const failed = new Set(outcomes.filter(isBad).map(({ step }) => step)).size;
  return words.about.done(failed, verified.filter(({ ok }) => !ok).length, remarks.length);
}

type Outcomes = OperationReport['outcomes'];

/** Those that did not go well, each once: the end of a step says the same as that of its only node. */
export function badOutcomes(outcomes: Outcomes): Outcomes {
  const bad = outcomes.filter(({ state }) => state !== 'ok');
  return bad.filter(
    ({ step, node, text }) =>
      node !== null || !bad.some((one) => one.step === step && `${one.node}: ${one.text}` === text),
  );
}
