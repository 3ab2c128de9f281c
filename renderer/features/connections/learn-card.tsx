import type { PanelProps } from '../../window/state.ts';
import { learnWords } from './learn-words.ts';

/** Leads to the lessons, or back to where the user was. */
export function LearnCard({ state, send }: PanelProps) {
  const { resumed, lesson } = state.walk;
  const words = learnWords(state.language);
  return (
    <section class="card learn" lang={state.language}>
      <div class="row wrap">
        <h2>{words.title}</h2>
        <p class="sm f2 grow">{words.about}</p>
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'learn' })}>
          {resumed ? words.resume({ lesson }) : words.begin}
        </button>
      </div>
      {resumed && (
        <p class="xs f3">{words.left({ date: new Date(resumed.at).toLocaleDateString(state.language) })}</p>
      )}
    </section>
  );
}
