import type { PanelProps } from '../../window/state.ts';
import { learnWords } from './learn-words.ts';

/** Leads to the lessons, or back to where the user was. */
export function LearnCard({ state, send }: PanelProps) {
  const { resumed, lesson } = state.walk;
  const words = learnWords(state.language);
  return (
    <section class="card lessoncard" lang={state.language}>
      <h2>{words.title}</h2>
      <p class="sm f2">
        {words.about}{' '}
        {resumed && words.left({ date: new Date(resumed.at).toLocaleDateString(state.language) })}
      </p>
      <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'learn' })}>
        {resumed ? words.resume({ lesson }) : words.begin}
      </button>
    </section>
  );
}
