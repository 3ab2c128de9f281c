import { LESSONS } from './lessons/index.ts';
import { LESSON_COUNT } from '../../../shared/lessons/lesson.ts';
import type { PanelProps } from '../../window/state.ts';
import { textsIn } from './texts/index.ts';
import { walkWords } from './words.ts';
import type { WalkState } from './state.ts';

/** One dot a lesson: filled once all of it was seen. Arrow keys go from one to the next. */
export function Dots({ state, send }: PanelProps) {
  const { walk, language } = state;
  const words = walkWords(language);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = walk.lesson + (step ?? 0);
    if (step === undefined || next < 1 || next > LESSON_COUNT) return;
    event.preventDefault();
    send({ type: 'lesson-go', lesson: next, step: 0 });
    const dots = (event.currentTarget as HTMLElement).querySelectorAll('button');
    dots[next - 1]?.focus();
  };
  return (
    <div class="dots" role="group" aria-label={words.dots} onKeyDown={move}>
      {textsIn(language).map(({ title }, i) => {
        const isHere = i + 1 === walk.lesson;
        return (
          <button
            key={i}
            type="button"
            class={isWhole(walk, i + 1) ? 'whole' : undefined}
            tabIndex={isHere ? 0 : -1}
            aria-current={isHere ? 'step' : undefined}
            aria-label={words.dot({ lesson: i + 1, title })}
            title={words.dot({ lesson: i + 1, title })}
            onClick={() => send({ type: 'lesson-go', lesson: i + 1, step: 0 })}
          />
        );
      })}
    </div>
  );
}

const isWhole = ({ seen }: WalkState, lesson: number): boolean =>
  LESSONS[lesson - 1]!.steps.every(({ items }, step) =>
    items.every((_, index) => `${lesson}.${step}.${index}` in seen),
  );
