import type { ScanState } from '../../../shared/slots/scan-model.ts';
import type { State } from '../../window/state.ts';
import { answers, standing } from './answers.ts';
import { progressOf } from './scan-words.ts';

/** The four questions, each answered in sentences with figures. */
export function AnswersPanel({ scan, state }: { scan: ScanState; state: State }) {
  const rows = state.tags.answers;
  if (!rows)
    return (
      <p class="blank" role="status">
        Reading the largest tags and prefixes…
      </p>
    );
  return (
    <div class="answers" role="region" aria-label="Answers" tabIndex={0}>
      <p class="xs f3">{standing(scan, progressOf(scan).share)}</p>
      {answers(scan, rows).map(({ question, lines, grave }) => (
        <section key={question} aria-label={question}>
          <h3>{question}</h3>
          {lines.map((line) => (
            <p key={line} class={grave ? 'sm fg' : 'sm f2'}>
              {line}
            </p>
          ))}
        </section>
      ))}
    </div>
  );
}
