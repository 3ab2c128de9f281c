import type { ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { RebalanceButtons } from './rebalance-buttons.tsx';
import { answers, standing } from './answers.ts';
import { progressOf } from './scan-words.ts';
import { words } from './words.ts';

/** The four questions, each with an answer in sentences. */
export function AnswersPanel({ scan, state, send }: PanelProps & { scan: ScanState }) {
  const rows = state.tags.answers;
  if (!rows)
    return (
      <p class="blank" role="status">
        {words.answers.reading}
      </p>
    );
  return (
    <div class="answers" role="region" aria-label={words.answers.title} tabIndex={0}>
      <p class="xs f3">{standing(scan, progressOf(scan).share)}</p>
      {answers(scan, rows).map(({ question, lines, grave, helpsToRebalance }) => (
        <section key={question} aria-label={question}>
          <h3>{question}</h3>
          {lines.map((line) => (
            <p key={line} class={grave ? 'sm fg' : 'sm f2'}>
              {line}
            </p>
          ))}
          {helpsToRebalance && <RebalanceButtons state={state} send={send} />}
        </section>
      ))}
    </div>
  );
}
